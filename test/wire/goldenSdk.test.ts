// The official SDKs through a real proxy and recorder: what the record says is what the SDKs got.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import type { SessionDetail, SessionList } from '../../src/protocol/api.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { type ServeProcess, startServe } from '../support/serveProcess.ts';

const PARAMETERS = {
  type: 'object' as const,
  properties: { city: { type: 'string' } },
  required: ['city'],
};

interface Heard {
  input: number;
  output: number;
  cached: number;
}

/** Runs `talk` against a demo upstream behind a proxy of its own. */
async function withProxy(
  talk: (serve: ServeProcess, sessions: () => Promise<SessionDetail[]>) => Promise<void>,
) {
  await using folder = await temporaryFolder();
  const demo = await startDemoUpstream({ port: 0 });
  try {
    const serve = await startServe([
      ...['--port', '0', '--data', folder.path, '--anthropic-url', demo.url],
      ...['--openai-url', `${demo.url}/v1`, '--chatgpt-url', `${demo.url}/backend-api/codex`],
    ]);
    const api = new ApiClient(() => serve);
    try {
      await talk(serve, async () => {
        await api.post('/control/flush');
        const { sessions } = await api.get<SessionList>('/sessions?sort=oldest');
        return Promise.all(sessions.map(({ id }) => api.get<SessionDetail>(`/sessions/${id}`)));
      });
    } finally {
      api.dispose();
      await serve.stop();
    }
  } finally {
    await demo.close();
  }
}

/** Which request each one goes on with, by number. */
function chainOf({ requests }: SessionDetail): (number | null)[] {
  return requests.map(({ continues }) => {
    const at = requests.findIndex(({ id }) => id === continues);
    return at === -1 ? null : at;
  });
}

function sum(heard: readonly Heard[]): Heard {
  return heard.reduce((a, b) => ({
    input: a.input + b.input,
    output: a.output + b.output,
    cached: a.cached + b.cached,
  }));
}

function recorded({ input_tokens, output_tokens, cache_read_tokens }: SessionDetail) {
  return { input: input_tokens, output: output_tokens, cached: cache_read_tokens };
}

test('Anthropic SDK: two conversations side by side are two sessions, each with its tokens and calls', () =>
  withProxy(async (serve, sessions) => {
    const client = new Anthropic({ apiKey: 'sk-ant-secret', baseURL: serve.url, maxRetries: 0 });
    const talk = async (prompt: string): Promise<Heard[]> => {
      const heard: Heard[] = [];
      const messages: Anthropic.MessageParam[] = [{ role: 'user', content: prompt }];
      for (;;) {
        const stream = client.messages.stream({
          model: 'claude-haiku-4-5',
          max_tokens: 1000,
          tools: [{ name: 'get_weather', input_schema: PARAMETERS }],
          messages,
        });
        const { content, usage } = await stream.finalMessage();
        const cached = usage.cache_read_input_tokens ?? 0;
        const written = usage.cache_creation_input_tokens ?? 0;
        heard.push({ input: usage.input_tokens + cached + written, output: usage.output_tokens, cached });
        const call = content.find(block => block.type === 'tool_use');
        if (call === undefined) return heard;
        messages.push({ role: 'assistant', content });
        const result = { type: 'tool_result' as const, tool_use_id: call.id, content: 'sunny' };
        messages.push({ role: 'user', content: [result] });
      }
    };
    const [wombat, ibis] = await Promise.all([talk('Weather for the wombat?'), talk('And for the ibis?')]);
    const found = await sessions();
    assert.equal(found.length, 2);
    for (const [title, heard] of [
      ['Weather for the wombat?', wombat] as const,
      ['And for the ibis?', ibis] as const,
    ]) {
      const session = found.find(candidate => candidate.title === title);
      assert.ok(session !== undefined, title);
      assert.deepEqual(recorded(session), sum(heard));
      assert.deepEqual(chainOf(session), [null, 0]);
      assert.deepEqual([session.tool_call_count, session.threads.length], [1, 1]);
      // Haiku 4.5 at $1, $0.10 from cache, $1.25 into it, $5.
      const { input, cached, output } = sum(heard);
      const written = session.cache_write_5m_tokens ?? 0;
      const cost = (input - cached - written + cached * 0.1 + written * 1.25 + output * 5) / 1e6;
      assert.equal(session.cost_usd?.toFixed(10), cost.toFixed(10));
    }
  }));

test('OpenAI SDK: chat with tools, and responses that name the one before', () =>
  withProxy(async (serve, sessions) => {
    const client = new OpenAI({ apiKey: 'sk-proj-secret', baseURL: `${serve.url}/v1`, maxRetries: 0 });
    const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: PARAMETERS } }];
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      { role: 'user', content: 'Weather for the wombat?' },
    ];
    const chat: Heard[] = [];
    for (let isDone = false; !isDone; ) {
      const stream = client.chat.completions.stream({
        model: 'gpt-5',
        messages,
        tools,
        stream_options: { include_usage: true },
      });
      const { choices, usage } = await stream.finalChatCompletion();
      chat.push({
        input: usage?.prompt_tokens ?? 0,
        output: usage?.completion_tokens ?? 0,
        cached: usage?.prompt_tokens_details?.cached_tokens ?? 0,
      });
      const message = choices[0]?.message;
      const call = message?.tool_calls?.[0];
      isDone = call === undefined;
      if (message === undefined || call === undefined) break;
      messages.push(message, { role: 'tool', tool_call_id: call.id, content: 'sunny' });
    }

    const responses: Heard[] = [];
    let previous: string | undefined;
    for (const input of ['Say plum.', 'Say it again.', 'And once more.']) {
      const answer = await client.responses.create({
        model: 'gpt-5',
        input,
        store: true,
        ...(previous === undefined ? {} : { previous_response_id: previous }),
      });
      previous = answer.id;
      responses.push({
        input: answer.usage?.input_tokens ?? 0,
        output: answer.usage?.output_tokens ?? 0,
        cached: answer.usage?.input_tokens_details.cached_tokens ?? 0,
      });
    }

    const [chatting, responding, ...others] = await sessions();
    assert.ok(chatting !== undefined && responding !== undefined && others.length === 0);
    assert.deepEqual([recorded(chatting), recorded(responding)], [sum(chat), sum(responses)]);
    assert.deepEqual(
      [chainOf(chatting), chainOf(responding)],
      [
        [null, 0],
        [null, 0, 1],
      ],
    );
    assert.deepEqual(
      [chatting, responding].map(session => [session.title, session.tool_call_count, session.error_count]),
      [
        ['Weather for the wombat?', 1, 0],
        ['Say plum.', 0, 0],
      ],
    );
  }));
