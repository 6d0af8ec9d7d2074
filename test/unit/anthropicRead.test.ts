// Anthropic requests and plain replies are read as the API means them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anthropicMessages } from '../../src/core/dialects/anthropic/anthropic.ts';
import { readUsage } from '../../src/core/dialects/anthropic/usage.ts';
import { UNKNOWN_USAGE, type Usage } from '../../src/protocol/usage.ts';

const usageOf = (raw: unknown): Usage => readUsage(raw, true);

test('adds cache reads and writes to the input', () => {
  const raw = {
    input_tokens: 10_000,
    cache_read_input_tokens: 50_000,
    cache_creation_input_tokens: 40_000,
    cache_creation: { ephemeral_5m_input_tokens: 15_000, ephemeral_1h_input_tokens: 25_000 },
    output_tokens: 1000,
    output_tokens_details: { thinking_tokens: 400 },
  };
  assert.deepEqual(usageOf(raw), {
    input_tokens: 100_000,
    output_tokens: 1000,
    reasoning_tokens: 400,
    cache_read_tokens: 50_000,
    cache_write_5m_tokens: 15_000,
    cache_write_1h_tokens: 25_000,
  });
});

test('counts cache writes without a lifetime as 5-minute ones', () => {
  const { input_tokens, cache_write_5m_tokens, cache_write_1h_tokens } = usageOf({
    input_tokens: 1,
    cache_creation_input_tokens: 40,
  });
  assert.deepEqual([input_tokens, cache_write_5m_tokens, cache_write_1h_tokens], [41, 40, null]);
});

test('counts what the total has beyond the split by lifetime', () => {
  const { input_tokens, cache_write_5m_tokens, cache_write_1h_tokens } = usageOf({
    input_tokens: 1,
    cache_creation_input_tokens: 40,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 30 },
  });
  assert.deepEqual([input_tokens, cache_write_5m_tokens, cache_write_1h_tokens], [41, 10, 30]);
});

test('leaves unknown what is not reported, and keeps a reported 0', () => {
  assert.deepEqual(usageOf(undefined), UNKNOWN_USAGE);
  assert.deepEqual(usageOf({ input_tokens: 'many', output_tokens: -1 }), UNKNOWN_USAGE);
  assert.deepEqual(
    usageOf({
      input_tokens: 0,
      output_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    }),
    {
      input_tokens: 0,
      output_tokens: 0,
      reasoning_tokens: null,
      cache_read_tokens: 0,
      cache_write_5m_tokens: 0,
      cache_write_1h_tokens: 0,
    },
  );
});

test('adds what summing the context up took, which the totals leave out', () => {
  const usage = readUsage(
    {
      input_tokens: 23_000,
      output_tokens: 1000,
      iterations: [
        { type: 'compaction', input_tokens: 180_000, output_tokens: 3500, cache_read_input_tokens: 100 },
        { type: 'message', input_tokens: 23_000, output_tokens: 1000 },
      ],
    },
    true,
  );
  assert.deepEqual(usage, {
    input_tokens: 203_100,
    output_tokens: 4500,
    reasoning_tokens: null,
    cache_read_tokens: 100,
    cache_write_5m_tokens: null,
    cache_write_1h_tokens: null,
  });
});

test('reads every kind of content block', () => {
  const content = [
    { type: 'text', text: 'Look' },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAAAAA=' } },
    { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
    { type: 'thinking', thinking: 'Hm', signature: 's' },
    { type: 'redacted_thinking', data: 'x' },
    { type: 'mcp_tool_use', id: 'm1', name: 'ask', server_name: 'docs', input: { q: 1 } },
    { type: 'tool_result', tool_use_id: 't1', is_error: true, content: [{ type: 'text', text: 'no' }] },
    {
      type: 'web_fetch_tool_result',
      tool_use_id: 't2',
      content: { type: 'web_fetch_tool_error', error_code: 'e' },
    },
    { type: 'hologram', depth: 1 },
  ];
  const { messages } = anthropicMessages.readRequest(
    { messages: [{ role: 'user', content }] },
    '/v1/messages',
  );
  assert.deepEqual(messages[0]?.parts, [
    { type: 'text', text: 'Look' },
    { type: 'image', media_type: 'image/png', bytes: 5 },
    { type: 'document', media_type: null, bytes: null },
    { type: 'thinking', text: 'Hm', is_redacted: false },
    { type: 'thinking', text: '', is_redacted: true },
    { type: 'tool_call', call_id: 'm1', name: 'ask', server: 'docs', arguments: '{"q":1}' },
    { type: 'tool_result', call_id: 't1', is_error: true, text: 'no' },
    { type: 'tool_result', call_id: 't2', is_error: true, text: 'e' },
    { type: 'unknown', kind: 'hologram', json: '{"type":"hologram","depth":1}' },
  ]);
});

test('reads system prompts as strings, blocks and messages', () => {
  const body = {
    system: [{ type: 'text', text: 'Rules' }],
    messages: [
      { role: 'system', content: 'More rules' },
      { role: 'user', content: 'Hi' },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'ok' }] },
    ],
  };
  const { messages } = anthropicMessages.readRequest(body, '/v1/messages');
  assert.deepEqual(
    messages.map(({ role }) => role),
    ['system', 'system', 'user', 'tool'],
  );
});

test('knows which paths ask a model to write', () => {
  const isGeneration = (target: string) => anthropicMessages.readRequest({}, target).isGeneration;
  const writing = ['/v1/messages?beta=true', '/messages', '/v1/v1/messages', '/v1/complete'];
  const others = ['/v1/messages/count_tokens?beta=true', '/v1/models?limit=1000', '/v1/messages/batches'];
  assert.deepEqual(
    [writing.map(isGeneration), others.map(isGeneration)],
    [writing.map(() => true), others.map(() => false)],
  );
});

test('reads the error of a failed request', () => {
  const body = {
    type: 'error',
    error: { type: 'overloaded_error', message: 'Overloaded' },
    request_id: 'req_1',
  };
  assert.deepEqual(anthropicMessages.readResponse(body).error, {
    code: 'overloaded_error',
    message: 'Overloaded',
  });
});

test('takes a count of tokens for no usage', () => {
  assert.deepEqual(anthropicMessages.readResponse({ input_tokens: 2048 }).usage, UNKNOWN_USAGE);
});
