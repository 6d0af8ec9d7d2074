// The official SDKs through the gateway: what they stream is what the upstream sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { useGateway } from '../support/gatewayFixture.ts';

const fixture = useGateway();

function stream(events: readonly object[], hasNames: boolean): string {
  const texts = events.map(event => {
    const name = hasNames && 'type' in event ? `event: ${event.type}\n` : '';
    const text = `${name}data: ${JSON.stringify(event)}\n\n`;
    return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  });
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
  return head + texts.join('');
}

test('the Anthropic SDK streams a message through, and the recorder gets the same bytes', async () => {
  const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: fixture.gateway.url, maxRetries: 0 });
  const running = client.messages.stream({
    model: 'claude-test',
    max_tokens: 10,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  const answer = stream(
    [
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-test',
          content: [],
          stop_reason: null,
          usage: { input_tokens: 3, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Good day' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
      { type: 'message_stop' },
    ],
    true,
  );
  const upstream = await fixture.upstream.serve(`${answer}0\r\n\r\n`, '"stream":true');
  const message = await running.finalMessage();
  assert.equal(message.content[0]?.type === 'text' && message.content[0].text, 'Good day');
  assert.equal(message.usage.output_tokens, 4);
  assert.match(upstream.text, /^POST \/v1\/messages HTTP/);
  const ended = await fixture.recorder.wait('exchange_ended');
  assert.match(fixture.recorder.body('response_chunk', ended.exchange), /Good day.*message_stop/s);
});

test('the Anthropic SDK notices a stream that the upstream broke off', async () => {
  const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: fixture.gateway.url, maxRetries: 0 });
  const running = client.messages.create({
    model: 'claude-test',
    max_tokens: 10,
    stream: true,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  const upstream = await fixture.upstream.serve(stream([{ type: 'ping' }], true), '"stream":true');
  const events = await running;
  upstream.socket.resetAndDestroy();
  await assert.rejects(async () => {
    for await (const event of events) assert.ok(event);
  });
});

test('the OpenAI SDK streams a chat completion and a response through', async () => {
  const client = new OpenAI({ apiKey: 'sk-proj-test', baseURL: `${fixture.gateway.url}/v1`, maxRetries: 0 });
  const running = client.chat.completions.create({
    model: 'gpt-5',
    stream: true,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  const chunks = ['Good', ' day'].map(content => ({ id: 'c', choices: [{ index: 0, delta: { content } }] }));
  const done = 'e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n';
  const upstream = await fixture.upstream.serve(stream(chunks, false) + done, '"stream":true');
  let text = '';
  for await (const chunk of await running) text += chunk.choices[0]?.delta.content ?? '';
  assert.equal(text, 'Good day');
  assert.match(upstream.text, /^POST \/v1\/chat\/completions HTTP/);

  fixture.upstream.forget();
  const responding = client.responses.create({ model: 'gpt-5', stream: true, input: 'Hi' });
  const completed = { type: 'response.completed', response: { id: 'r', output: [] } };
  await fixture.upstream.serve(`${stream([completed], true)}0\r\n\r\n`, '"stream":true');
  const types: string[] = [];
  for await (const event of await responding) types.push(event.type);
  assert.deepEqual(types, ['response.completed']);
});

test('the SDKs understand our own errors', async () => {
  const openai = new OpenAI({ apiKey: 'sk-ant-oops', baseURL: `${fixture.gateway.url}/v1`, maxRetries: 0 });
  await assert.rejects(openai.models.list().then(), (error: unknown) => {
    assert.ok(error instanceof OpenAI.APIError);
    assert.deepEqual([error.status, error.code], [421, 'credential_mismatch']);
    return true;
  });
  const anthropic = new Anthropic({ apiKey: 'sk-proj-oops', baseURL: fixture.gateway.url, maxRetries: 0 });
  const request = { model: 'm', max_tokens: 1, messages: [{ role: 'user' as const, content: 'Hi' }] };
  await assert.rejects(anthropic.messages.create(request).then(), (error: unknown) => {
    assert.ok(error instanceof Anthropic.APIError);
    assert.equal(error.status, 421);
    assert.match(error.message, /carries an OpenAI key/);
    return true;
  });
});
