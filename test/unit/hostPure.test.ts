// Settings, network, panel messages, bodies and shell commands: what the editor does without an editor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiCommand } from '../../src/host/commands/apiCommand.ts';
import { resolveNetwork } from '../../src/host/network.ts';
import { panelHtml } from '../../src/host/panel/panelHtml.ts';
import { panelHost, readMessage } from '../../src/host/panel/panelMessages.ts';
import { bodyText } from '../../src/host/sessions/bodyText.ts';
import { changedSettings, readSettings } from '../../src/host/settings.ts';
import type { RecordedMessage } from '../../src/protocol/api.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import { english } from '../support/hostData.ts';

test('a wrong setting falls back to its default and is named, the others are used', () => {
  const values: Record<string, unknown> = {
    port: 70_000,
    host: '127.0.0.2',
    'upstream.openai': 'http://a.example',
  };
  const { settings, problems } = readSettings(key => values[key]);
  assert.deepEqual(settings, { ...DEFAULT_SETTINGS, host: '127.0.0.2' });
  assert.deepEqual(
    problems.map(({ key, message }) => [key, /"(port|upstream\.openai)" must be/.test(message)]),
    [
      ['port', true],
      ['upstream.openai', true],
    ],
  );
});

test('changed settings are found by value', () => {
  const after = { ...DEFAULT_SETTINGS, allowedHosts: ['x'], port: 1 };
  assert.deepEqual(changedSettings(DEFAULT_SETTINGS, after), ['port', 'allowedHosts']);
  assert.deepEqual(changedSettings(DEFAULT_SETTINGS, structuredClone(DEFAULT_SETTINGS)), []);
});

const editor = { proxy: '', proxySupport: 'override', noProxy: [], isStrictTls: true };

test("the editor's proxy wins over the environment's, unless it is not meant for extensions", () => {
  const environment = { HTTPS_PROXY: 'http://env:1', NO_PROXY: 'a.example' };
  const proxies = (given: Partial<typeof editor>) => {
    const { httpProxy, httpsProxy } = resolveNetwork({ ...editor, ...given }, environment, []);
    return [httpProxy, httpsProxy];
  };
  assert.deepEqual(proxies({}), [null, 'http://env:1']);
  assert.deepEqual(proxies({ proxy: 'http://set:2' }), ['http://set:2', 'http://set:2']);
  assert.deepEqual(proxies({ proxy: 'http://set:2', proxySupport: 'off' }), [null, 'http://env:1']);
});

test('exceptions add up, loopback is always one, and either place may switch strict TLS off', () => {
  const network = resolveNetwork(
    { ...editor, noProxy: ['b.example'] as never[], isStrictTls: false },
    { no_proxy: 'a.example' },
    ['PEM'],
  );
  assert.deepEqual(network, {
    httpProxy: null,
    httpsProxy: null,
    noProxy: ['b.example', 'a.example', '127.0.0.1', 'localhost', '::1'],
    isStrictTls: false,
    extraCertificates: ['PEM'],
  });
});

test('the panel page allows nothing but our bundle, style and font', () => {
  const html = panelHtml({
    cspSource: 'https://res',
    nonce: 'N',
    script: 'https://res/webview.js',
    style: 'https://res/"><script>.css',
    codicons: 'https://res/codicon.css',
    language: 'en',
    title: '<LunaRoute>',
  });
  const policy = /content="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
  assert.equal(
    policy,
    "default-src 'none'; script-src 'nonce-N'; style-src https://res; font-src https://res; base-uri 'none'; form-action 'none'",
  );
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.doesNotMatch(html, / style="| on\w+=|unsafe-inline|<LunaRoute>/);
});

test('messages that are no call or reply of the contract are dropped', () => {
  const call = { rpc: 'call', id: 1, method: 'apiGet', args: ['/sessions'] };
  assert.deepEqual(readMessage(call), call);
  const bad = [
    null,
    'x',
    {},
    { ...call, method: 'constructor' },
    { ...call, args: 'x' },
    { ...call, id: '1' },
  ];
  assert.deepEqual(
    bad.map(readMessage),
    bad.map(() => undefined),
  );
  assert.deepEqual(readMessage({ rpc: 'reply', id: 1 }), { rpc: 'reply', id: 1 });
});

test('the panel may ask for lists and statistics only, and run its own commands only', async () => {
  const done: unknown[] = [];
  const host = panelHost({
    get: async target => done.push(target),
    live: () => null,
    run: command => done.push(command),
    copy: text => done.push(text),
    open: document => done.push(document.kind),
    save: async ({ name }) => done.push(name) > 0,
    mark: (_id, command) => done.push(command),
    savedSearches: () => ['retry'],
    saveSearches: queries => done.push(queries.join()),
  });
  await host.apiGet('/sessions?limit=1');
  host.runCommand('start');
  host.copyText('x');
  host.openDocument({ kind: 'conversation', session_id: 'a1' });
  await host.saveFile({ name: 'tokens', kind: 'csv', content: 'a' });
  for (const file of [
    { name: '../x', kind: 'csv', content: '' },
    { name: 'x', kind: 'exe', content: '' },
  ])
    assert.throws(() => host.saveFile(file as never), { code: 'bad_panel_call' });
  host.markSession('a1', 'pinSession');
  host.saveSearches(['retry', 'loop']);
  assert.deepEqual(done, [
    '/sessions?limit=1',
    'start',
    'x',
    'conversation',
    'tokens',
    'pinSession',
    'retry,loop',
  ]);
  assert.throws(() => host.saveSearches([1] as never), { code: 'bad_panel_call' });
  for (const target of ['/control/stop', '/sessions/../healthz', '//evil', '/metrics', 'http://x/sessions'])
    assert.throws(() => host.apiGet(target), { code: 'bad_panel_call' });
  assert.throws(() => host.runCommand('stop' as never), { code: 'bad_panel_call' });
  assert.throws(() => host.copyText(1 as never), { code: 'bad_panel_call' });
  assert.throws(() => host.markSession('a1', 'deleteSession' as never), { code: 'bad_panel_call' });
  const outside = { kind: 'request', session_id: 'a1', request_id: '../../token' } as const;
  assert.throws(() => host.openDocument(outside), { code: 'bad_panel_call' });
});

test('JSON bodies are pretty-printed, others stay as they are, what is no text is described', () => {
  const message = (given: Partial<RecordedMessage['body']>): RecordedMessage => ({
    headers: [],
    body: {
      encoding: 'utf8',
      content: '',
      wire_bytes: 9,
      content_encoding: null,
      is_truncated: false,
      undecoded: null,
      ...given,
    },
  });
  const text = (given: Partial<RecordedMessage['body']>) => bodyText(message(given), english);
  assert.deepEqual(text({ content: '{"a":1}' }), { text: '{\n  "a": 1\n}\n', isJson: true });
  assert.deepEqual(text({ content: 'data: x' }), { text: 'data: x', isJson: false });
  assert.deepEqual(text({}), { text: 'The body is empty.', isJson: false });
  assert.deepEqual(text({ content: '{"a":', is_truncated: true }), {
    text: 'Only the beginning was recorded.\n\n{"a":',
    isJson: false,
  });
  assert.deepEqual(text({ encoding: 'base64', content: 'AAA=', undecoded: 'zstd' }), {
    text: '9 bytes on the wire.\nIt could not be decoded (zstd).\n\nAAA=',
    isJson: false,
  });
  assert.deepEqual(bodyText(null, english), { text: 'No answer was recorded.', isJson: false });
});

test('the API command reads the token from its file and survives quotes in the path', () => {
  assert.equal(
    apiCommand('http://127.0.0.1:8081', "/it's/token", 'linux'),
    `curl -sS -H "Authorization: Bearer $(cat '/it'\\''s/token')" 'http://127.0.0.1:8081/sessions?limit=10'`,
  );
  assert.equal(
    apiCommand('http://127.0.0.1:8081', "C:\\it's\\token", 'win32'),
    `curl.exe -sS -H "Authorization: Bearer $(Get-Content -LiteralPath 'C:\\it''s\\token')" 'http://127.0.0.1:8081/sessions?limit=10'`,
  );
});
