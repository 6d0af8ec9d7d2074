// The HTTP API of a real recorder worker: what was captured is listed, shown, found, counted and deleted.
import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { RequestDetail, SessionList, TurnList } from '../../src/protocol/api.ts';
import type { Stats } from '../../src/protocol/stats.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  CLAUDE_HEADERS,
  type HttpExchangeScript,
  RecorderUnderTest,
  SDK_HEADERS,
} from '../support/recorderUnderTest.ts';

const QUESTION = 'Why does the login test fail on every second run of the whole suite, but never alone?';
const REASON =
  'The fixture keeps a quokka between runs; I will look at it before changing anything else in there.';
const RESULT = 'export const quokka = new Map(); // shared by all tests, nobody ever clears this map again';

/** The same tool loop in each dialect: a question, a call, its result, an answer. */
const LOOPS: Record<string, HttpExchangeScript[]> = {
  anthropic: [
    {
      request: JSON.stringify({
        model: 'claude-sonnet-4-5',
        messages: [{ role: 'user', content: QUESTION }],
      }),
      response: [
        JSON.stringify({
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-5-20250929',
          content: [
            { type: 'text', text: REASON },
            {
              type: 'tool_use',
              id: 'call_1',
              name: 'Read',
              input: { file_path: 'tests/fixtures/login/quokka.ts' },
            },
          ],
          stop_reason: 'tool_use',
          usage: { input_tokens: 100, output_tokens: 20 },
        }),
      ],
    },
    {
      request: JSON.stringify({
        model: 'claude-sonnet-4-5',
        messages: [
          { role: 'user', content: QUESTION },
          {
            role: 'assistant',
            content: [
              { type: 'text', text: REASON },
              {
                type: 'tool_use',
                id: 'call_1',
                name: 'Read',
                input: { file_path: 'tests/fixtures/login/quokka.ts' },
              },
            ],
          },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: RESULT }] },
        ],
      }),
      response: [
        JSON.stringify({
          id: 'msg_2',
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-5-20250929',
          content: [{ type: 'text', text: 'Clear it.' }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 200, output_tokens: 10 },
        }),
      ],
    },
  ],
  openai_chat: [
    {
      request: JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: QUESTION }] }),
      response: [
        JSON.stringify({
          id: 'chatcmpl-1',
          object: 'chat.completion',
          model: 'gpt-5-2025-08-07',
          choices: [{ index: 0, finish_reason: 'tool_calls', message: chatCall() }],
          usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
        }),
      ],
    },
    {
      request: JSON.stringify({
        model: 'gpt-5',
        messages: [
          { role: 'user', content: QUESTION },
          chatCall(),
          { role: 'tool', tool_call_id: 'call_1', content: RESULT },
        ],
      }),
      response: [
        JSON.stringify({
          id: 'chatcmpl-2',
          object: 'chat.completion',
          model: 'gpt-5-2025-08-07',
          choices: [
            { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Clear it.' } },
          ],
          usage: { prompt_tokens: 200, completion_tokens: 10, total_tokens: 210 },
        }),
      ],
    },
  ],
  openai_responses: [
    {
      request: JSON.stringify({ model: 'gpt-5', input: [{ role: 'user', content: QUESTION }] }),
      response: [
        JSON.stringify({
          id: 'resp_1',
          object: 'response',
          status: 'completed',
          model: 'gpt-5-2025-08-07',
          output: responseItems(),
          usage: { input_tokens: 100, output_tokens: 20, total_tokens: 120 },
        }),
      ],
    },
    {
      request: JSON.stringify({
        model: 'gpt-5',
        input: [
          { role: 'user', content: QUESTION },
          ...responseItems(),
          { type: 'function_call_output', call_id: 'call_1', output: RESULT },
        ],
      }),
      response: [
        JSON.stringify({
          id: 'resp_2',
          object: 'response',
          status: 'completed',
          model: 'gpt-5-2025-08-07',
          output: [
            {
              id: 'm2',
              type: 'message',
              role: 'assistant',
              content: [{ type: 'output_text', text: 'Clear it.' }],
            },
          ],
          usage: { input_tokens: 200, output_tokens: 10, total_tokens: 210 },
        }),
      ],
    },
  ],
};

const ADDRESSES: Record<string, HttpExchangeScript> = {
  anthropic: { headers: CLAUDE_HEADERS },
  openai_chat: { headers: SDK_HEADERS, provider: 'openai', target: '/v1/chat/completions' },
  openai_responses: { headers: SDK_HEADERS, provider: 'openai', target: '/v1/responses' },
};

function chatCall(): object {
  return {
    role: 'assistant',
    content: REASON,
    tool_calls: [
      {
        id: 'call_1',
        type: 'function',
        function: { name: 'Read', arguments: '{"file_path":"tests/fixtures/login/quokka.ts"}' },
      },
    ],
  };
}

function responseItems(): object[] {
  return [
    { id: 'm1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: REASON }] },
    {
      id: 'f1',
      type: 'function_call',
      call_id: 'call_1',
      name: 'Read',
      arguments: '{"file_path":"tests/fixtures/login/quokka.ts"}',
    },
  ];
}

async function get<Body>(recorder: RecorderUnderTest, target: string): Promise<Body> {
  const { status, body } = await recorder.api(target);
  assert.equal(status, 200, `${target}: ${body}`);
  return JSON.parse(body) as Body;
}

async function recordLoop(recorder: RecorderUnderTest, name: string, at = Date.now()): Promise<void> {
  for (const [i, exchange] of (LOOPS[name] ?? []).entries()) {
    recorder.exchange({ at: at + i * 1000, ...ADDRESSES[name], ...exchange });
    await recorder.remote.flush();
  }
}

for (const name of Object.keys(LOOPS)) {
  test(`a tool loop over ${name} is one session, counted once, shown in turns, found at its places`, async () => {
    await using folder = await temporaryFolder();
    await using recorder = await RecorderUnderTest.open(folder.path);
    await recordLoop(recorder, name);
    const { sessions } = await get<SessionList>(recorder, '/sessions?text_search=quokka');
    const [session] = sessions;
    assert.ok(session);
    assert.deepEqual(
      [sessions.length, session.title, session.request_count, session.total_tokens, session.tool_call_count],
      [1, QUESTION, 2, 330, 1],
    );
    const places = session.snippets?.map(({ source, text }) => [source, text.includes('\u0002quokka\u0003')]);
    assert.deepEqual(places?.sort(), [
      ['answer', true],
      ['tool_call', true],
      ['tool_result', true],
    ]);
    const { turns } = await get<TurnList>(recorder, `/sessions/${session.id}/turns`);
    const kinds = turns.map(turn =>
      [turn.input, turn.output].map(messages =>
        messages.flatMap(message => message.parts.map(part => part.type)),
      ),
    );
    assert.deepEqual(kinds, [
      [['text'], ['text', 'tool_call']],
      [['tool_result'], ['text']],
    ]);
    await recorder.close();
  });
}

test('what a restarted recorder shows is what the one before it showed', async () => {
  await using folder = await temporaryFolder();
  const shown: unknown[] = [];
  for (const start of ['new', 'with its snapshot', 'without any index']) {
    await using recorder = await RecorderUnderTest.open(folder.path);
    if (start === 'new') await recordLoop(recorder, 'anthropic', Date.now() - 3_600_000);
    await recorder.remote.flush();
    const list = await get<SessionList>(recorder, '/sessions?text_search=login');
    const stats = await get<Stats>(recorder, '/stats?by=model');
    const detail = await get<RequestDetail>(
      recorder,
      `/sessions/${list.sessions[0]?.id}/requests/${list.sessions[0]?.snippets?.[0]?.request_id}`,
    );
    shown.push({ list, totals: stats.totals, rows: stats.rows, tools: stats.by_tool, detail });
    await recorder.close();
    if (start === 'with its snapshot') {
      await rm(path.join(folder.path, 'index.sqlite'));
      await rm(path.join(folder.path, 'text'), { recursive: true });
    }
  }
  assert.deepEqual(shown[1], shown[0]);
  assert.deepEqual(shown[2], shown[0]);
});

test('a session that was deleted begins anew when its client goes on', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  await recordLoop(recorder, 'anthropic');
  const before = await get<SessionList>(recorder, '/sessions');
  assert.equal((await recorder.api(`/sessions/${before.sessions[0]?.id}`, 'DELETE')).status, 204);
  assert.deepEqual((await get<SessionList>(recorder, '/sessions')).sessions, []);
  await recordLoop(recorder, 'anthropic');
  const after = await get<SessionList>(recorder, '/sessions');
  assert.deepEqual([after.sessions.length, after.sessions[0]?.request_count], [1, 2]);
  assert.notEqual(after.sessions[0]?.id, before.sessions[0]?.id);
  await recorder.close();
  const [day = ''] = await readdir(path.join(folder.path, 'sessions'));
  assert.deepEqual(await readdir(path.join(folder.path, 'sessions', day)), [
    `session_${after.sessions[0]?.id}.jsonl`,
  ]);
});

test('metrics move with recording off, and nothing is listed', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, { isRecording: false });
  await recordLoop(recorder, 'anthropic');
  const { body } = await recorder.api('/metrics');
  const model = 'provider="anthropic",model="claude-sonnet-4-5-20250929"';
  const values = new Map(
    body
      .split('\n')
      .filter(line => !line.startsWith('#'))
      .map(line => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  );
  assert.deepEqual(
    [
      `lunaroute_requests_success_total{${model},listener="anthropic"}`,
      `lunaroute_tokens_total{${model}}`,
      `lunaroute_tool_calls_total{${model},tool_name="Read"}`,
      `lunaroute_cost_usd_total{${model}}`,
      `lunaroute_request_duration_seconds_count{${model}}`,
      'lunaroute_recorder_queue_bytes',
    ].map(name => values.get(name)),
    ['2', '330', '1', '0.00135', '2', '0'],
  );
  assert.deepEqual((await get<SessionList>(recorder, '/sessions')).sessions, []);
  await recorder.close();
});
