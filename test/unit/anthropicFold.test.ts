// Anthropic streams fold into the message that a plain reply would have been.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anthropicMessages } from '../../src/core/dialects/anthropic/anthropic.ts';
import { foldStream, streamBytes } from '../support/streams.ts';

test('folds thinking, text and tool calls with their arguments', () => {
  const folder = foldStream(anthropicMessages, 'anthropic-thinking-tool');
  assert.equal(folder.isTerminal, true);
  assert.equal(folder.unknownCount, 0);
  assert.deepEqual(folder.fold(), {
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    id: 'msg_01Qx7Vd2RkGm9sTzLbYwPc4e',
    stop_reason: 'tool_use',
    stop_sequence: null,
    content: [
      {
        type: 'thinking',
        thinking: 'The user wants the flaky test fixed — look first.',
        signature: 'EqQBCkYIBxgCKkDf3vX0bm==',
      },
      { type: 'text', text: 'Ich prüfe den Test 🔍.' },
      {
        type: 'tool_use',
        id: 'toolu_01NfWq8rT5bXkJ3hZvYs2mGd',
        name: 'Read',
        input: { file_path: '/repo/test/login.test.ts', limit: 40 },
      },
      { type: 'tool_use', id: 'toolu_01HcE6uLr4yKp9aQw7MnBt5x', name: 'mcp__github__list_issues', input: {} },
    ],
    usage: {
      input_tokens: 12,
      cache_creation_input_tokens: 4210,
      cache_read_input_tokens: 18330,
      cache_creation: { ephemeral_5m_input_tokens: 1200, ephemeral_1h_input_tokens: 3010 },
      output_tokens: 187,
      service_tier: 'standard',
    },
  });
});

test('folds the same message from single bytes', () => {
  const whole = foldStream(anthropicMessages, 'anthropic-thinking-tool').fold();
  assert.deepEqual(foldStream(anthropicMessages, 'anthropic-thinking-tool', 1).fold(), whole);
});

test('folds server tools and citations', () => {
  const facts = anthropicMessages.readResponse(foldStream(anthropicMessages, 'anthropic-web-search').fold());
  assert.deepEqual(facts.messages, [
    {
      role: 'assistant',
      parts: [
        {
          type: 'tool_call',
          call_id: 'srvtoolu_014hJH82Qum7Td6UV8gDXThB',
          name: 'web_search',
          server: null,
          arguments: '{"query":"node lts schedule"}',
        },
        {
          type: 'tool_result',
          call_id: 'srvtoolu_014hJH82Qum7Td6UV8gDXThB',
          is_error: false,
          text: 'Releases\nhttps://nodejs.example/releases',
        },
        { type: 'text', text: 'Node.js 24 is the LTS line.' },
      ],
    },
  ]);
  assert.equal(facts.usage.input_tokens, 10_682);
  assert.equal(facts.usage.output_tokens, 510);
});

test('keeps citations on the folded text block', () => {
  const folded = foldStream(anthropicMessages, 'anthropic-web-search').fold() as { content: object[] };
  assert.deepEqual(folded.content[2], {
    type: 'text',
    text: 'Node.js 24 is the LTS line.',
    citations: [
      {
        type: 'web_search_result_location',
        cited_text: 'Node.js 24 is LTS',
        url: 'https://nodejs.example/releases',
        title: 'Releases',
        encrypted_index: 'Eo8BCioIAhgB',
      },
    ],
  });
});

test('takes the last cumulative usage, and no zero after a number', () => {
  const folder = foldStream(anthropicMessages, 'anthropic-zeros-first');
  assert.equal(folder.unknownCount, 0);
  assert.deepEqual(anthropicMessages.readResponse(folder.fold()).usage, {
    input_tokens: 6812,
    output_tokens: 46,
    reasoning_tokens: null,
    cache_read_tokens: 6000,
    cache_write_5m_tokens: null,
    cache_write_1h_tokens: null,
  });
});

test('reports an error in the middle of a stream beside what had come', () => {
  const folder = foldStream(anthropicMessages, 'anthropic-error-midstream');
  const facts = anthropicMessages.readResponse(folder.fold());
  assert.equal(folder.isTerminal, true);
  assert.deepEqual(facts.error, { code: 'overloaded_error', message: 'Overloaded' });
  assert.deepEqual(facts.toolCalls, [{ call_id: 'toolu_01Cut', name: 'Bash', server: null }]);
  assert.equal(
    facts.messages[0]?.parts[0]?.type === 'tool_call' && facts.messages[0].parts[0].arguments,
    '{"command": "npm te',
  );
});

test('does not take the partial output count of a stream that broke off', () => {
  const facts = anthropicMessages.readResponse(
    foldStream(anthropicMessages, 'anthropic-error-midstream').fold(),
  );
  assert.deepEqual([facts.usage.input_tokens, facts.usage.output_tokens], [1000, null]);
});

test('sees the first token with the first thinking text, not with the start of the message', () => {
  const folder = anthropicMessages.createFolder();
  const text = new TextDecoder().decode(streamBytes('anthropic-thinking-tool'));
  const datas = [...text.matchAll(/^data: (.*)$/gm)].map(match => match[1] ?? '');
  const flips = datas.map(data => {
    folder.push({ event: null, data });
    return folder.hasToken;
  });
  assert.deepEqual(flips.slice(0, 5), [false, false, false, true, true]);
});

test('keeps and counts unknown blocks, deltas and events', () => {
  const folder = anthropicMessages.createFolder();
  const events = [
    { type: 'content_block_start', index: 0, content_block: { type: 'hologram', depth: 3 } },
    { type: 'content_block_delta', index: 0, delta: { type: 'hologram_delta', light: 'ab' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'hologram_delta', light: 'cd' } },
    { type: 'message_whisper', volume: 1 },
  ];
  for (const event of events) folder.push({ event: null, data: JSON.stringify(event) });
  folder.push({ event: 'x', data: 'no json' });
  assert.equal(folder.unknownCount, 5);
  assert.deepEqual(folder.fold(), {
    type: 'message',
    role: 'assistant',
    content: [{ type: 'hologram', depth: 3, light: 'abcd' }],
    unknown_events: [{ type: 'message_whisper', volume: 1 }, 'no json'],
  });
});

test('has nothing to fold before anything came', () => {
  assert.equal(anthropicMessages.createFolder().fold(), undefined);
});

test('folds an error that is all that came as the plain error body', () => {
  const folder = anthropicMessages.createFolder();
  const error = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } };
  folder.push({ event: 'error', data: JSON.stringify(error) });
  assert.deepEqual(folder.fold(), error);
});
