// What may be a credential is never written down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authOf } from '../../src/core/identity/authOf.ts';
import { recordHeaders, redactTarget } from '../../src/core/identity/recordHeaders.ts';

test('keeps allowed headers in order and case, and redacts every other value', () => {
  assert.deepEqual(
    recordHeaders([
      ['Host', '127.0.0.1:8081'],
      ['X-Api-Key', 'sk-ant-api03-aaaaaaaaaaaa'],
      ['authorization', 'Bearer abc'],
      ['Cookie', 'a=b'],
      ['anthropic-ratelimit-unified-5h-utilization', '0.62'],
      ['x-codex-primary-used-percent', '12'],
      ['x-codex-turn-state', 'opaque'],
      ['chatgpt-account-id', 'acc'],
      ['sec-websocket-protocol', 'openai-insecure-api-key.sk-aaaaaaaaaaaa'],
      ['x-something-new', 'value'],
      ['retry-after', '3'],
      ['Retry-After', '4'],
    ]),
    [
      ['Host', '127.0.0.1:8081'],
      ['X-Api-Key', '[redacted]'],
      ['authorization', '[redacted]'],
      ['Cookie', '[redacted]'],
      ['anthropic-ratelimit-unified-5h-utilization', '0.62'],
      ['x-codex-primary-used-percent', '12'],
      ['x-codex-turn-state', '[redacted]'],
      ['chatgpt-account-id', '[redacted]'],
      ['sec-websocket-protocol', '[redacted]'],
      ['x-something-new', '[redacted]'],
      ['retry-after', '3'],
      ['Retry-After', '4'],
    ],
  );
});

test('redacts a key that stands in an allowed header', () => {
  assert.deepEqual(recordHeaders([['user-agent', 'mine (sk-proj-abcdefgh1234)']]), [
    ['user-agent', '[redacted]'],
  ]);
});

test('redacts query values that are not known to be harmless', () => {
  const cases = {
    '/v1/messages?beta=true': '/v1/messages?beta=true',
    '/v1/models?limit=1000&after_id=m': '/v1/models?limit=1000&after_id=m',
    '/v1/x?key=AIzaSyA&api_key=1&%6Bey=2': '/v1/x?key=[redacted]&api_key=[redacted]&%6Bey=[redacted]',
    '/v1/x?sk-abcdefgh12': '/v1/x?[redacted]',
    '/v1/x?beta=sk-abcdefgh12': '/v1/x?beta=[redacted]',
    '/proxy/sk-abcdefgh12/v1/messages': '/proxy/[redacted]/v1/messages',
    '/v1/x?model=%E0%A4%A': '/v1/x?model=%E0%A4%A',
    '/v1/messages': '/v1/messages',
  };
  for (const [target, expected] of Object.entries(cases)) assert.equal(redactTarget(target), expected);
});

test('tells API keys from logins', () => {
  const kinds = [
    authOf([['x-api-key', 'sk-ant-api03-x']]),
    authOf([['Authorization', 'Bearer sk-proj-x']]),
    authOf([['Authorization', 'Bearer sk-ant-oat01-x']]),
    authOf([
      ['x-api-key', 'sk-ant-api03-x'],
      ['authorization', 'bearer sk-ant-oat01-y'],
    ]),
    authOf([
      ['x-api-key', 'sk-ant-api03-x'],
      ['authorization', 'Bearer gateway-key'],
    ]),
    authOf([
      ['authorization', 'Bearer opaque'],
      ['chatgpt-account-id', 'acc'],
    ]),
    authOf([
      ['authorization', 'Bearer opaque'],
      ['anthropic-beta', 'claude-code-20250219,oauth-2025-04-20'],
    ]),
    authOf([]),
  ];
  assert.deepEqual(
    kinds.map(({ kind, credential }) => [kind, credential]),
    [
      ['api_key', 'sk-ant-api03-x'],
      ['api_key', 'sk-proj-x'],
      ['oauth', 'sk-ant-oat01-x'],
      ['oauth', 'sk-ant-oat01-y'],
      ['api_key', 'sk-ant-api03-x'],
      ['oauth', 'opaque'],
      ['oauth', 'opaque'],
      ['none', null],
    ],
  );
});
