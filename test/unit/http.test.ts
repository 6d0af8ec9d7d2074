// The pure parts of the gateway: prefixes, base URLs, bypass patterns, redaction, error bodies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseApiPath } from '../../src/core/http/apiPath.ts';
import { joinBaseUrl } from '../../src/core/http/baseUrl.ts';
import { errorBody, shapeOfPath } from '../../src/core/http/errorBody.ts';
import { flattenHeaders, headerValue, headerValues, pairHeaders } from '../../src/core/http/headers.ts';
import { stripRequestHeaders, stripResponseHeaders } from '../../src/core/http/hopByHop.ts';
import { isProxyBypassed } from '../../src/core/http/noProxy.ts';
import { parsePrefixes } from '../../src/core/http/prefix.ts';
import { redactText, redactUrl } from '../../src/core/http/redactUrl.ts';
import { isWebSocketPath } from '../../src/core/http/route.ts';
import type { Provider } from '../../src/protocol/wire.ts';

test('pairs and flattens headers without losing case, order or duplicates', () => {
  const flat = ['A', '1', 'b', '2', 'a', '3'];
  const pairs = pairHeaders(flat);
  assert.deepEqual(flattenHeaders(pairs), flat);
  assert.deepEqual(
    [headerValue(pairs, 'a'), headerValues(pairs, 'a'), headerValue(pairs, 'c')],
    ['1', ['1', '3'], undefined],
  );
});

test('strips what concerns one connection, in any case and over several Connection headers', () => {
  const headers = pairHeaders(
    'Host|h|CONNECTION|x-a , close|Connection|X-B|X-A|1|x-b|2|X-C|3|Upgrade|h2c|TE|gzip|Trailer|X-T|x-LunaRoute-token|t'.split(
      '|',
    ),
  );
  assert.deepEqual(stripRequestHeaders(headers), [['X-C', '3']]);
  assert.deepEqual(
    stripResponseHeaders(headers).map(([name]) => name),
    ['Host', 'X-C', 'Trailer', 'x-LunaRoute-token'],
  );
});

for (const [target, expected] of [
  ['/v1/messages?a=/w/x/', ['/v1/messages?a=/w/x/', null, null]],
  ['/w/app-1/v1/messages?x=1', ['/v1/messages?x=1', null, 'app-1']],
  ['/w/app-1', ['/', null, 'app-1']],
  ['/w/app-1?x=1', ['/?x=1', null, 'app-1']],
  ['/w/app-1/w/other/x', ['/w/other/x', null, 'app-1']],
  ['/w/App/x', ['/w/App/x', null, null]],
  [`/w/${'a'.repeat(49)}/x`, [`/w/${'a'.repeat(49)}/x`, null, null]],
  ['/t/tok/w/app/x', ['/x', 'tok', 'app']],
  ['/w/app/t/tok/x', ['/t/tok/x', null, 'app']],
  ['/t/tok', ['/', 'tok', null]],
  ['/t//x', ['/t//x', null, null]],
] as const)
  test(`reads the prefixes of ${target.slice(0, 40)}`, () => {
    const { target: rest, token, workspace } = parsePrefixes(target);
    assert.deepEqual([rest, token, workspace], expected);
  });

for (const [base, target, provider, expected] of [
  [
    'https://api.openai.com/v1',
    '/v1/chat/completions',
    'openai',
    'https://api.openai.com|/v1/chat/completions',
  ],
  [
    'https://api.openai.com/v1/',
    '/chat/completions?x=1',
    'openai',
    'https://api.openai.com|/v1/chat/completions?x=1',
  ],
  ['https://gw.example/openai/v1', '/v1/models', 'openai', 'https://gw.example|/openai/v1/models'],
  ['https://gw.example', '/v1/models', 'openai', 'https://gw.example|/v1/models'],
  ['https://api.openai.com/v1', '/v1x', 'openai', 'https://api.openai.com|/v1/v1x'],
  ['https://api.anthropic.com', '/v1/messages', 'anthropic', 'https://api.anthropic.com|/v1/messages'],
  ['https://api.anthropic.com/v1', '/v1/messages', 'anthropic', 'https://api.anthropic.com|/v1/messages'],
  ['https://gw.example/a/', '/api/hello', 'anthropic', 'https://gw.example|/a/api/hello'],
  [
    'https://chatgpt.com/backend-api/codex',
    '/responses',
    'chatgpt',
    'https://chatgpt.com|/backend-api/codex/responses',
  ],
  [
    'https://chatgpt.com/backend-api/codex',
    '/backend-api/wham',
    'chatgpt',
    'https://chatgpt.com|/backend-api/wham',
  ],
  [
    'https://gw.example/x/backend-api/codex',
    '/backend-api/codex/responses',
    'chatgpt',
    'https://gw.example|/x/backend-api/codex/responses',
  ],
  ['http://127.0.0.1:9', '/backend-api/codex/responses', 'chatgpt', 'http://127.0.0.1:9|/responses'],
] as [string, string, Provider, string][])
  test(`joins ${base} and ${target}`, () => {
    const { origin, path } = joinBaseUrl(base, target, provider);
    assert.equal(`${origin}|${path}`, expected);
  });

for (const [pattern, host, port, expected] of [
  ['example.com', 'example.com', 443, true],
  ['example.com', 'api.example.com', 443, true],
  ['example.com', 'badexample.com', 443, false],
  ['.example.com', 'api.example.com', 443, true],
  ['*.example.com', 'api.example.com', 443, true],
  ['EXAMPLE.com', 'Example.COM', 443, true],
  ['example.com:8443', 'example.com', 8443, true],
  ['example.com:8443', 'example.com', 443, false],
  ['*', 'anything', 1, true],
  ['10.0.0.0/8', '10.1.2.3', 443, true],
  ['10.0.0.0/8', '11.1.2.3', 443, false],
  ['10.0.0.0/99', '10.1.2.3', 443, false],
  ['10.0.0.0/8', 'ten.example', 443, false],
  ['10.0.0.1', '10.0.0.1', 443, true],
  ['0.0.1', '10.0.0.1', 443, false],
  ['fd00::/8', '[fd12::1]', 443, true],
  ['::1', '[0:0:0:0:0:0:0:1]', 443, true],
  ['[::1]:80', '[::1]', 80, true],
  ['[::1]:80', '[::1]', 81, false],
  ['', 'example.com', 443, false],
  [' example.com ', 'example.com', 443, true],
] as const)
  test(`${expected ? 'bypasses' : 'uses'} the proxy for ${host}:${port} with NO_PROXY "${pattern}"`, () => {
    assert.equal(isProxyBypassed([pattern], host, port), expected);
  });

test('redacts credentials in URLs and texts', () => {
  assert.equal(redactUrl('https://user:pass@host:1/path?key=1#x'), 'https://host:1/path');
  assert.equal(redactUrl('nonsense'), '[url]');
  assert.equal(
    redactText('GET https://u:p@h/x?k=1 with Bearer abc.def and sk-ant-api03-abcdef failed'),
    'GET https://h/x with [redacted] and [redacted] failed',
  );
});

for (const [path, expected] of [
  ['/healthz', { kind: 'health' }],
  ['/readyz', { kind: 'ready' }],
  ['/metrics', { kind: 'metrics' }],
  ['/sessions', { kind: 'recorder' }],
  ['/sessions/abc/requests/x', { kind: 'recorder' }],
  ['/control/stop', { kind: 'control', action: 'stop' }],
  ['/facets', { kind: 'recorder' }],
  ['/sessionsx', null],
  ['/statsx', null],
  ['/v1/stats', null],
  ['/', null],
] as const)
  test(`${expected === null ? 'proxies' : 'serves'} ${path}`, () => {
    assert.deepEqual(parseApiPath(path), expected);
  });

test('writes errors in the shape of each dialect', () => {
  assert.deepEqual(
    (['anthropic', 'openai', 'api'] as const).map(shape => JSON.parse(errorBody(shape, 502, 'c', 'm'))),
    [
      { type: 'error', error: { type: 'api_error', message: 'm' } },
      { error: { message: 'm', type: 'server_error', code: 'c', param: null } },
      { error: { code: 'c', message: 'm' } },
    ],
  );
  assert.deepEqual(['/v1/messages', '/api/x', '/v1/models'].map(shapeOfPath), [
    'anthropic',
    'anthropic',
    'openai',
  ]);
});

test('serves WebSockets on the Responses paths only', () => {
  const paths = ['/v1/responses', '/responses?x', '/v1/v1/responses', '/backend-api/codex/responses'];
  assert.ok(paths.every(isWebSocketPath));
  assert.ok(!['/v1/responses/abc', '/v1/realtime', '/v1/messages', '/backend-api/x'].some(isWebSocketPath));
});
