// Responses over server-sent events and WebSocket frames.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiResponses } from '../../src/core/dialects/openaiResponses/openaiResponses.ts';
import { foldStream, streamBytes, streamEvents } from '../support/streams.ts';

const STREAM = 'openai-responses-codex';
const OUTPUT = [
  {
    id: 'rs_1',
    type: 'reasoning',
    encrypted_content: 'gAAAAABpDone',
    summary: [{ type: 'summary_text', text: '**Looking around**' }],
  },
  {
    id: 'msg_1',
    type: 'message',
    status: 'completed',
    content: [{ type: 'output_text', annotations: [], logprobs: [], text: 'I’ll list files.' }],
    role: 'assistant',
  },
  {
    id: 'fc_1',
    type: 'function_call',
    status: 'completed',
    arguments: '{"command":["ls"]}',
    call_id: 'call_sh',
    name: 'shell',
  },
  {
    id: 'ctc_1',
    type: 'custom_tool_call',
    status: 'completed',
    input: '*** Begin Patch',
    call_id: 'call_ap',
    name: 'apply_patch',
  },
];

function folderAfter(count: number) {
  const folder = openaiResponses.createFolder();
  for (const event of streamEvents(streamBytes(STREAM)).slice(0, count)) folder.push(event);
  return folder;
}

test("gives the terminal event's response, with the items that ChatGPT leaves out of it", () => {
  const folder = foldStream(openaiResponses, STREAM);
  assert.deepEqual([folder.isTerminal, folder.hasToken, folder.unknownCount], [true, true, 0]);
  assert.deepEqual(folder.fold(), {
    object: 'response',
    id: 'resp_0a1',
    created_at: 1_763_900_004,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5.1-codex',
    output: OUTPUT,
    previous_response_id: null,
    service_tier: 'default',
    usage: {
      input_tokens: 9000,
      input_tokens_details: { cached_tokens: 8192 },
      output_tokens: 140,
      output_tokens_details: { reasoning_tokens: 64 },
      total_tokens: 9140,
    },
  });
});

test('folds the same response from single bytes', () => {
  assert.deepEqual(foldStream(openaiResponses, STREAM, 1).fold(), foldStream(openaiResponses, STREAM).fold());
});

test('puts the output together from deltas when the stream broke off', () => {
  const broken = folderAfter(18);
  assert.equal(broken.isTerminal, false);
  const { output } = broken.fold() as { output: unknown[] };
  const [, , call] = OUTPUT;
  assert.deepEqual(output, [OUTPUT[0], OUTPUT[1], { ...call, status: 'in_progress' }]);
  assert.equal(openaiResponses.readResponse(broken.fold()).stopReason, null);
});

test('reads messages, tool calls and usage', () => {
  const facts = openaiResponses.readResponse(foldStream(openaiResponses, STREAM).fold());
  assert.deepEqual(facts.messages, [
    { role: 'assistant', parts: [{ type: 'thinking', text: '**Looking around**', is_redacted: false }] },
    { role: 'assistant', parts: [{ type: 'text', text: 'I’ll list files.' }] },
    {
      role: 'assistant',
      parts: [
        {
          type: 'tool_call',
          call_id: 'call_sh',
          name: 'shell',
          server: null,
          arguments: '{"command":["ls"]}',
        },
      ],
    },
    {
      role: 'assistant',
      parts: [
        {
          type: 'tool_call',
          call_id: 'call_ap',
          name: 'apply_patch',
          server: null,
          arguments: '*** Begin Patch',
        },
      ],
    },
  ]);
  assert.deepEqual(facts.usage, {
    input_tokens: 9000,
    output_tokens: 140,
    reasoning_tokens: 64,
    cache_read_tokens: 8192,
    cache_write_5m_tokens: null,
    cache_write_1h_tokens: null,
  });
  assert.deepEqual([facts.id, facts.stopReason, facts.serviceTier], ['resp_0a1', 'completed', 'default']);
});

test('sees the first token with the first delta', () => {
  assert.deepEqual([folderAfter(4).hasToken, folderAfter(5).hasToken], [false, true]);
});

test('reports failed and incomplete responses and error events', () => {
  const outcome = (event: object) => {
    const folder = openaiResponses.createFolder();
    folder.push({ event: null, data: JSON.stringify(event) });
    const { error, stopReason } = openaiResponses.readResponse(folder.fold());
    return [folder.isTerminal, error, stopReason];
  };
  const error = { code: 'rate_limit_exceeded', message: 'Slow down' };
  assert.deepEqual(outcome({ type: 'response.failed', response: { status: 'failed', error } }), [
    true,
    error,
    'failed',
  ]);
  assert.deepEqual(
    outcome({
      type: 'response.incomplete',
      response: { status: 'incomplete', error: null, incomplete_details: { reason: 'max_output_tokens' } },
    }),
    [true, null, 'max_output_tokens'],
  );
  assert.deepEqual(outcome({ type: 'error', code: 'server_error', message: 'Oh', param: null }), [
    true,
    { code: 'server_error', message: 'Oh' },
    null,
  ]);
  assert.deepEqual(
    outcome({
      type: 'error',
      status: 400,
      error: { type: 'invalid_request_error', code: 'c', message: 'No' },
    }),
    [true, { code: 'c', message: 'No' }, null],
  );
});

test('keeps and counts events it does not know', () => {
  const folder = openaiResponses.createFolder();
  folder.push({ event: null, data: '{"type":"response.hologram.delta","delta":"x"}' });
  folder.push({ event: null, data: '{"type":"codex.rate_limits","rate_limits":{}}' });
  assert.equal(folder.unknownCount, 1);
  assert.deepEqual(folder.fold(), {
    object: 'response',
    output: [],
    rate_limits: {},
    unknown_events: [{ type: 'response.hologram.delta', delta: 'x' }],
  });
});

test('reads hosted tools with their results', () => {
  const { messages } = openaiResponses.readResponse({
    output: [
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'node' } },
      {
        type: 'mcp_call',
        id: 'mcp_1',
        name: 'ask',
        server_label: 'docs',
        arguments: '{}',
        output: 'yes',
        error: null,
      },
      { type: 'mcp_call', id: 'mcp_2', name: 'ask', server_label: 'docs', arguments: '{}', error: 'gone' },
      { type: 'function_call', call_id: 'f', name: 'list', namespace: 'mcp__github__', arguments: '{}' },
    ],
  });
  const call = (call_id: string, name: string, server: string | null, json: string) => ({
    type: 'tool_call',
    call_id,
    name,
    server,
    arguments: json,
  });
  assert.deepEqual(
    messages.map(({ parts }) => parts),
    [
      [call('ws_1', 'web_search', null, '{"type":"search","query":"node"}')],
      [
        call('mcp_1', 'ask', 'docs', '{}'),
        { type: 'tool_result', call_id: 'mcp_1', is_error: false, text: 'yes' },
      ],
      [
        call('mcp_2', 'ask', 'docs', '{}'),
        { type: 'tool_result', call_id: 'mcp_2', is_error: true, text: 'gone' },
      ],
      [call('f', 'list', 'github', '{}')],
    ],
  );
});

test('reads a WebSocket frame that continues an earlier response', () => {
  const frame = {
    type: 'response.create',
    model: 'gpt-5.1-codex',
    previous_response_id: 'resp_0a1',
    input: [
      {
        type: 'function_call_output',
        call_id: 'call_sh',
        output: '{"output":"a.ts","metadata":{"exit_code":2}}',
      },
    ],
    client_metadata: { 'X-Codex-Parent-Thread-Id': 't0', odd: 3 },
  };
  const facts = openaiResponses.readRequest(frame, '/v1/responses');
  assert.deepEqual(
    [facts.isStreaming, facts.isGeneration, facts.isPrewarm, facts.previousResponseId, facts.clientMetadata],
    [true, true, false, 'resp_0a1', { 'x-codex-parent-thread-id': 't0' }],
  );
  assert.deepEqual(facts.messages, [
    { role: 'tool', parts: [{ type: 'tool_result', call_id: 'call_sh', is_error: true, text: 'a.ts' }] },
  ]);
});

test('tells a prewarm frame and frames that ask for nothing', () => {
  const prewarm = openaiResponses.readRequest(
    { type: 'response.create', generate: false, input: [] },
    '/v1/responses',
  );
  assert.deepEqual([prewarm.isPrewarm, prewarm.isGeneration], [true, false]);
  assert.equal(openaiResponses.readRequest({ type: 'response.cancel' }, '/v1/responses').isGeneration, false);
  assert.equal(openaiResponses.readRequest({ input: 'x' }, '/v1/responses/input_tokens').isGeneration, false);
});

test('lists the tools of namespaces and hosted tools', () => {
  const tools = [
    { type: 'function', name: 'shell', description: 'Runs' },
    { type: 'namespace', name: 'mcp__gh__', tools: [{ type: 'function', name: 'list' }] },
    { type: 'web_search' },
  ];
  assert.deepEqual(openaiResponses.readRequest({ tools }, '/v1/responses').tools, [
    { name: 'shell', description: 'Runs', definition: tools[0] },
    { name: 'list', description: null, definition: { type: 'function', name: 'list' } },
    { name: 'web_search', description: null, definition: tools[2] },
  ]);
});
