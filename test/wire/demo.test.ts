// The demo upstream as official clients see it: streams, tool loops, WebSocket, errors on demand.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import WebSocket from 'ws';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';

const WEATHER_SCHEMA = {
  type: 'object' as const,
  properties: {
    city: { type: 'string' },
    unit: { enum: ['celsius', 'fahrenheit'] },
    note: { type: 'string' },
  },
  required: ['city', 'unit'],
  additionalProperties: false,
};

async function startDemo(t: TestContext) {
  const demo = await startDemoUpstream({ port: 0 });
  t.after(() => demo.close());
  return {
    url: demo.url,
    anthropic: new Anthropic({ apiKey: 'k', baseURL: demo.url, maxRetries: 0 }),
    openai: new OpenAI({ apiKey: 'k', baseURL: `${demo.url}/v1`, maxRetries: 0 }),
  };
}

test('Anthropic: a streamed tool loop with thinking and cache usage', async t => {
  const { anthropic } = await startDemo(t);
  const tools: Anthropic.Tool[] = [
    { name: 'delete_everything', input_schema: WEATHER_SCHEMA },
    { name: 'get_weather', input_schema: WEATHER_SCHEMA },
  ];
  const cache_control = { type: 'ephemeral' as const };
  const messages: Anthropic.MessageParam[] = [
    { role: 'user', content: [{ type: 'text', text: 'Weather, quokka?', cache_control }] },
  ];
  const request = { model: 'claude-haiku-4-5', max_tokens: 2000, tools } as const;
  const thinking = { type: 'enabled' as const, budget_tokens: 1024 };
  const first = await anthropic.messages.stream({ ...request, thinking, messages }).finalMessage();
  assert.equal(first.stop_reason, 'tool_use');
  assert.deepEqual(
    first.content.map(({ type }) => type),
    ['thinking', 'text', 'tool_use'],
  );
  const call = first.content.find(block => block.type === 'tool_use');
  assert.deepEqual([call?.name, call?.input], ['get_weather', { city: 'Lisbon', unit: 'celsius' }]);
  messages.push(
    { role: 'assistant', content: first.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: '21 degrees' }] },
  );
  const last = await anthropic.messages.stream({ ...request, messages }).finalMessage();
  const text = last.content.find(block => block.type === 'text')?.text ?? '';
  assert.match(text, /21 degrees/);
  assert.match(text, /quokka/);
  assert.equal(last.model, 'claude-haiku-4-5');
  assert.ok((last.usage.cache_read_input_tokens ?? 0) > 0);
  assert.ok((last.usage.cache_creation_input_tokens ?? 0) > 0);
});

test('Anthropic: a plain reply is what the stream adds up to', async t => {
  const { anthropic } = await startDemo(t);
  const request = {
    model: 'claude-haiku-4-5',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: 'Hello narwhal' }],
  };
  const plain = await anthropic.messages.create(request);
  const streamed = await anthropic.messages.stream(request).finalMessage();
  assert.deepEqual(streamed.content, plain.content);
  assert.equal(streamed.usage.output_tokens, plain.usage.output_tokens);
});

test('Anthropic: token counts, model lists and the hello that Claude Code sends', async t => {
  const { anthropic, url } = await startDemo(t);
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  assert.ok((await anthropic.messages.countTokens({ model: 'claude-haiku-4-5', messages })).input_tokens > 0);
  const models = await anthropic.models.list();
  assert.ok(models.data.some(({ id }) => id === 'claude-sonnet-4-5'));
  assert.equal((await fetch(`${url}/api/hello`, { method: 'HEAD' })).status, 200);
});

test('Chat: a streamed tool loop, usage when asked for', async t => {
  const { openai } = await startDemo(t);
  const request = {
    model: 'gpt-5-mini',
    tools: [{ type: 'function' as const, function: { name: 'get_weather', parameters: WEATHER_SCHEMA } }],
  };
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Weather, quokka?' }];
  const first = await openai.chat.completions
    .stream({ ...request, messages, stream_options: { include_usage: true } })
    .finalChatCompletion();
  assert.ok((first.usage?.completion_tokens ?? 0) > 0);
  const message = first.choices[0]?.message;
  const call = message?.tool_calls?.[0];
  assert.equal(first.choices[0]?.finish_reason, 'tool_calls');
  assert.ok(message !== undefined && call?.type === 'function');
  assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Lisbon', unit: 'celsius' });
  messages.push(message, { role: 'tool', tool_call_id: call.id, content: '21 degrees' });
  const last = await openai.chat.completions.create({ ...request, messages });
  assert.match(last.choices[0]?.message.content ?? '', /21 degrees[\s\S]*quokka/);
});

test('Responses: a streamed tool loop that continues by id', async t => {
  const { openai } = await startDemo(t);
  const request = {
    model: 'gpt-5.1',
    reasoning: { effort: 'low' as const },
    tools: [{ type: 'function' as const, name: 'get_weather', parameters: WEATHER_SCHEMA, strict: false }],
  };
  const first = await openai.responses.stream({ ...request, input: 'Weather, quokka?' }).finalResponse();
  const call = first.output.find(item => item.type === 'function_call');
  assert.deepEqual(JSON.parse(call?.arguments ?? ''), { city: 'Lisbon', unit: 'celsius' });
  assert.ok(first.output.some(item => item.type === 'reasoning'));
  const last = await openai.responses.create({
    ...request,
    previous_response_id: first.id,
    input: [{ type: 'function_call_output', call_id: call?.call_id ?? '', output: '21 degrees' }],
  });
  assert.match(last.output_text, /21 degrees[\s\S]*quokka/);
  await assert.rejects(
    openai.responses.create({ ...request, previous_response_id: 'resp_unknown', input: 'x' }),
    { status: 400, code: 'previous_response_not_found' },
  );
});

test('Responses over WebSocket: prewarm, a call, and its continuation with new input only', async t => {
  const { url } = await startDemo(t);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`, { perMessageDeflate: true });
  t.after(() => socket.terminate());
  const incoming = messagesOf(socket);
  await new Promise(resolve => socket.once('open', resolve));
  assert.match(socket.extensions, /permessage-deflate/);
  const ask = async (frame: object) => {
    const tools = [
      {
        type: 'function',
        name: 'exec_command',
        parameters: { type: 'object', properties: { cmd: { type: 'string' } }, required: ['cmd'] },
      },
    ];
    socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-5.1-codex', tools, ...frame }));
    for (;;) {
      const { value: event } = await incoming.next();
      if (event.type === 'response.completed') return event.response;
    }
  };
  const warm = await ask({ generate: false, input: [] });
  assert.deepEqual(warm.output, []);
  const question = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say quokka' }] };
  const called = await ask({ previous_response_id: warm.id, input: [question] });
  const call = called.output.find((item: { type: string }) => item.type === 'function_call');
  assert.equal(call.arguments, '{"cmd":"echo moonlight"}');
  const result = { type: 'function_call_output', call_id: call.call_id, output: 'moonlight' };
  const last = await ask({ previous_response_id: called.id, input: [result] });
  assert.match(JSON.stringify(last.output), /moonlight.*quokka/);
  assert.ok(last.usage.input_tokens > called.usage.output_tokens);
});

test('errors, broken streams and errors inside a stream come on demand', async t => {
  const { anthropic } = await startDemo(t);
  const ask = (content: string) =>
    anthropic.messages
      .stream({ model: 'claude-haiku-4-5', max_tokens: 10, messages: [{ role: 'user', content }] })
      .finalMessage();
  await assert.rejects(ask('demo:error 529'), { status: 529 });
  await assert.rejects(ask('demo:disconnect demo:words 100'));
  await assert.rejects(ask('demo:stream-error demo:words 100'), /overloaded_error/);
});

test('bodies compressed with zstd are understood', async t => {
  const { url } = await startDemo(t);
  const response = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'zstd' },
    body: new Uint8Array(zstdCompressSync(JSON.stringify({ model: 'gpt-5.1', input: 'Hello narwhal' }))),
  });
  assert.match(await response.text(), /narwhal/);
});

test('invalid JSON is refused in the dialect of the path', async t => {
  const { url } = await startDemo(t);
  const response = await fetch(`${url}/v1/messages`, { method: 'POST', body: '{' });
  assert.equal(response.status, 400);
  assert.equal(((await response.json()) as { error: { type: string } }).error.type, 'invalid_request_error');
});

// biome-ignore lint/suspicious/noExplicitAny: frames of many shapes, each looked at by one assertion
async function* messagesOf(socket: WebSocket): AsyncGenerator<any, void, void> {
  const queue: unknown[] = [];
  let wake = () => {};
  socket.on('message', data => {
    queue.push(JSON.parse(data.toString()));
    wake();
  });
  for (;;) {
    if (queue.length === 0)
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    yield queue.shift();
  }
}
