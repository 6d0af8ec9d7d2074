// Chat completions, plain and streamed, legacy completions and embeddings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiChat } from '../../src/core/dialects/openaiChat/openaiChat.ts';
import { UNKNOWN_USAGE } from '../../src/protocol/usage.ts';
import { foldStream } from '../support/streams.ts';

const readStream = (name: string) => openaiChat.readResponse(foldStream(openaiChat, name).fold());

test('folds tool calls over deltas into a chat completion', () => {
  assert.deepEqual(foldStream(openaiChat, 'openai-chat-tools').fold(), {
    object: 'chat.completion',
    id: 'chatcmpl-CfT1',
    created: 1_763_900_000,
    model: 'gpt-5.1-2025-11-13',
    service_tier: 'default',
    system_fingerprint: 'fp_b1',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [
            {
              id: 'call_A1',
              type: 'function',
              function: { name: 'get_weather', arguments: '{"city":"Kraków"}' },
            },
            { id: 'call_B2', type: 'function', function: { name: 'mcp__clock__now', arguments: '{}' } },
          ],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
    ],
    usage: {
      prompt_tokens: 1200,
      completion_tokens: 80,
      total_tokens: 1280,
      prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 32,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
  });
});

test('folds the same completion from single bytes', () => {
  const whole = foldStream(openaiChat, 'openai-chat-tools');
  assert.deepEqual(foldStream(openaiChat, 'openai-chat-tools', 1).fold(), whole.fold());
  assert.deepEqual([whole.isTerminal, whole.hasToken, whole.unknownCount], [true, true, 0]);
});

test('reads usage that includes cached and reasoning tokens', () => {
  const { usage, toolCalls, stopReason } = readStream('openai-chat-tools');
  assert.deepEqual(usage, {
    input_tokens: 1200,
    output_tokens: 80,
    reasoning_tokens: 32,
    cache_read_tokens: 1024,
    cache_write_5m_tokens: null,
    cache_write_1h_tokens: null,
  });
  assert.deepEqual(toolCalls, [
    { call_id: 'call_A1', name: 'get_weather', server: null },
    { call_id: 'call_B2', name: 'mcp__clock__now', server: 'clock' },
  ]);
  assert.equal(stopReason, 'tool_calls');
});

test('keeps the reasoning that compatible servers stream', () => {
  const { messages, usage } = readStream('openai-chat-reasoning');
  assert.deepEqual(messages, [
    {
      role: 'assistant',
      parts: [
        { type: 'thinking', text: 'Add them.', is_redacted: false },
        { type: 'text', text: 'Four.' },
      ],
    },
  ]);
  assert.deepEqual([usage.input_tokens, usage.cache_read_tokens], [20, 16]);
});

test('keeps choices apart, refusals too, and leaves usage unknown that was not sent', () => {
  const { messages, usage, usageRaw } = readStream('openai-chat-choices');
  assert.deepEqual(messages, [
    { role: 'assistant', parts: [{ type: 'text', text: 'Hi there' }] },
    { role: 'assistant', parts: [{ type: 'refusal', text: "I can't help." }] },
  ]);
  assert.deepEqual([usage, usageRaw], [UNKNOWN_USAGE, null]);
});

test('is complete when every choice has finished, before usage and [DONE]', () => {
  const folder = openaiChat.createFolder();
  const finish = (index: number) =>
    folder.push({
      event: null,
      data: JSON.stringify({ choices: [{ index, delta: {}, finish_reason: 'stop' }] }),
    });
  folder.push({ event: null, data: '{"choices":[{"index":0,"delta":{}},{"index":1,"delta":{}}]}' });
  finish(0);
  assert.equal(folder.isTerminal, false);
  finish(1);
  assert.equal(folder.isTerminal, true);
});

test('folds legacy completions', () => {
  const folded = foldStream(openaiChat, 'openai-completions').fold() as { object: string; choices: unknown };
  assert.equal(folded.object, 'text_completion');
  assert.deepEqual(folded.choices, [
    { index: 0, text: 'Once more', logprobs: null, finish_reason: 'length' },
  ]);
});

test('joins tool calls that a server sends without an index', () => {
  const folder = openaiChat.createFolder();
  const push = (call: object) =>
    folder.push({
      event: null,
      data: JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [call] } }] }),
    });
  push({ id: 'a', function: { name: 'one', arguments: '{' } });
  push({ function: { arguments: '}' } });
  push({ id: 'b', function: { name: 'two', arguments: '{}' } });
  const { messages } = openaiChat.readResponse(folder.fold());
  assert.deepEqual(
    messages[0]?.parts.map(part => part.type === 'tool_call' && [part.name, part.arguments]),
    [
      ['one', '{}'],
      ['two', '{}'],
    ],
  );
});

test('reports an error chunk', () => {
  const folder = openaiChat.createFolder();
  folder.push({ event: null, data: '{"error":{"message":"Overloaded","type":"server_error","code":null}}' });
  assert.deepEqual(openaiChat.readResponse(folder.fold()).error, {
    code: 'server_error',
    message: 'Overloaded',
  });
  assert.equal(folder.isTerminal, true);
});

test('keeps and counts deltas it does not know', () => {
  const folder = openaiChat.createFolder();
  folder.push({ event: null, data: '{"choices":[{"index":0,"delta":{"content":"a","mood":"so"}}]}' });
  folder.push({ event: null, data: '{"choices":[{"index":0,"delta":{"mood":"-so"}}]}' });
  folder.push({ event: null, data: '{"queue_position":3}' });
  assert.equal(folder.unknownCount, 3);
  assert.deepEqual(folder.fold(), {
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'a', refusal: null, mood: 'so-so' },
        logprobs: null,
        finish_reason: null,
      },
    ],
    unknown_events: [{ queue_position: 3 }],
  });
});

test('reads embeddings as usage without output', () => {
  const body = { object: 'list', data: [], model: 'e', usage: { prompt_tokens: 8, total_tokens: 8 } };
  const { usage } = openaiChat.readResponse(body);
  assert.deepEqual([usage.input_tokens, usage.output_tokens], [8, 0]);
  assert.equal(openaiChat.readRequest({ model: 'e', input: 'x' }, '/v1/embeddings').isGeneration, false);
});

test('reads a request with its tools, results and history', () => {
  const body = {
    model: 'gpt-5.1',
    stream: true,
    messages: [
      { role: 'developer', content: 'Be brief' },
      { role: 'user', content: [{ type: 'text', text: 'What time is it?' }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'now' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'noon' },
    ],
    tools: [{ type: 'function', function: { name: 'now', description: 'Tells the time' } }],
  };
  const facts = openaiChat.readRequest(body, '/v1/chat/completions');
  assert.deepEqual(
    [facts.isGeneration, facts.isStreaming, facts.firstPrompt, facts.toolResults, facts.tools],
    [
      true,
      true,
      'What time is it?',
      [{ callId: 'c1', isError: false }],
      [{ name: 'now', description: 'Tells the time', definition: body.tools[0] }],
    ],
  );
  assert.deepEqual(
    facts.messages.map(({ role }) => role),
    ['system', 'user', 'assistant', 'tool'],
  );
});
