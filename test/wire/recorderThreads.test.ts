// A real recorder worker: which thread a request belongs to and what it goes on with, also after a restart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionDetail, SessionList } from '../../src/protocol/api.ts';
import type { JournalEvent } from '../../src/protocol/journal.ts';
import { newKeys } from '../../src/service/redactionKeys.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  CLAUDE_HEADERS,
  eventsOf,
  RecorderUnderTest,
  readJournals,
  SDK_HEADERS,
} from '../support/recorderUnderTest.ts';
import { rulesWith } from '../support/redaction.ts';

const AT = Date.parse('2026-11-24T23:59:00.000Z');
const TOOLS = [{ name: 'Read', input_schema: { type: 'object' } }];

type Said = ['user' | 'assistant', string];

function ask(said: Said[], more: object = {}): string {
  const messages = said.map(([role, content]) => ({ role, content }));
  return JSON.stringify({ model: 'claude-sonnet-4-5', messages, ...more });
}

function reply(text = 'ok'): string[] {
  return [
    JSON.stringify({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 10, output_tokens: 5 },
    }),
  ];
}

/** What each request is said to go on with, and where, by the names the test gave them. */
function placesOf(events: readonly JournalEvent[]): [string, string, string | null][] {
  return eventsOf(events, 'request').map(event => [
    event.request_id ?? '',
    event.thread_id,
    event.continues ?? null,
  ]);
}

const MAIN: Said[] = [['user', 'Fix the test']];
const MAIN_AGAIN: Said[] = [...MAIN, ['assistant', 'ok'], ['user', 'Now lint']];

test('conversations of one session that have nothing in common become threads of their own', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const asked: [string, string][] = [
    ['00000000000000a1', ask(MAIN, { tools: TOOLS })],
    ['00000000000000a2', ask([['user', 'Sum up this page']])],
    ['00000000000000a3', ask(MAIN_AGAIN, { tools: TOOLS })],
    [
      '00000000000000a4',
      ask([
        ['user', 'Sum up this page'],
        ['assistant', 'ok'],
        ['user', 'Shorter'],
      ]),
    ],
    // A retry, then the person went back and asked something else.
    ['00000000000000a5', ask(MAIN_AGAIN, { tools: TOOLS })],
    ['00000000000000a6', ask([...MAIN, ['assistant', 'other'], ['user', 'Now build']], { tools: TOOLS })],
    [
      '00000000000000a7',
      ask([['user', 'This session is being continued from a previous conversation that ran out.']]),
    ],
  ];
  for (const [n, [exchange, request]] of asked.entries())
    recorder.exchange({ exchange, at: AT + n * 1000, request, response: reply() });
  const events = await recorder.journal();
  assert.deepEqual(placesOf(events), [
    ['00000000000000a1', 'main', null],
    ['00000000000000a2', '00000000000000a2', null],
    ['00000000000000a3', 'main', '00000000000000a1'],
    ['00000000000000a4', '00000000000000a2', '00000000000000a2'],
    ['00000000000000a5', 'main', '00000000000000a1'],
    ['00000000000000a6', 'main', '00000000000000a1'],
    ['00000000000000a7', 'main', null],
  ]);
  assert.deepEqual(
    eventsOf(events, 'thread_started').map(({ thread_id, kind, title }) => [thread_id, kind, title]),
    [['00000000000000a2', 'conversation', 'Sum up this page']],
  );
});

test('the API lists the threads of a session with their sums', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({
    at: AT,
    request: ask(MAIN, { system: 'Generate a short title for this coding session.' }),
    response: reply('{"title":"Test fix"}'),
  });
  recorder.exchange({ at: AT + 1000, request: ask(MAIN, { tools: TOOLS }), response: reply() });
  recorder.exchange({
    at: AT + 2000,
    headers: [...CLAUDE_HEADERS, ['x-claude-code-agent-id', 'agent-7']],
    request: ask([['user', 'Explore the tests']], { tools: TOOLS }),
    response: reply(),
  });
  const [started] = eventsOf(await recorder.journal(), 'session_started');
  const { body } = await recorder.api(`/sessions/${started?.session_id}`);
  const cost = 0.000105;
  assert.deepEqual((JSON.parse(body) as SessionDetail).threads, [
    {
      id: 'title',
      parent_id: 'main',
      kind: 'title',
      title: null,
      request_count: 1,
      total_tokens: 15,
      cost_usd: cost,
    },
    {
      id: 'main',
      parent_id: null,
      kind: 'main',
      title: 'Test fix',
      request_count: 1,
      total_tokens: 15,
      cost_usd: cost,
    },
    {
      id: 'agent-7',
      parent_id: 'main',
      kind: 'sub_agent',
      title: 'Explore the tests',
      request_count: 1,
      total_tokens: 15,
      cost_usd: cost,
    },
  ]);
});

test('a request for a title joins the conversation that it quotes, whichever comes first', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const copilot: [string, string][] = [['User-Agent', 'GitHubCopilotChat/0.40.0']];
  const titleOf = (prompt: string): string =>
    ask([['user', `Please write a brief title for the following request:\n\n${prompt}`]], {
      system:
        'You are an expert in crafting pithy titles for chatbot conversations. You are presented with a chat request, and you reply with a brief title that captures the main topic of that request.',
    });
  const send = (at: number, request: string, answer: string): void => {
    recorder.exchange({ at: AT + at, headers: copilot, request, response: reply(answer) });
  };
  send(0, ask([['user', 'Fix the flaky login test']]), 'ok');
  send(1000, titleOf('Fix the flaky login test'), 'Login test fix');
  send(2000, titleOf('Explain the build script'), 'Build script');
  send(3000, ask([['user', 'Explain the build script']]), 'ok');
  send(4000, titleOf('Something that nobody asked'), 'Nothing');
  const events = await recorder.journal();
  const { body } = await recorder.api('/sessions?sort=oldest');
  assert.deepEqual(
    (JSON.parse(body) as SessionList).sessions.map(session => [session.title, session.request_count]),
    [
      ['Login test fix', 2],
      ['Build script', 2],
      ['Nothing', 1],
    ],
  );
  assert.deepEqual(
    placesOf(events)
      .map(([, thread]) => thread)
      .sort(),
    ['main', 'main', 'title', 'title', 'title'],
  );
});

test('threads and conversations without any id go on after a restart, and across midnight', async () => {
  await using folder = await temporaryFolder();
  const side: Said[] = [['user', 'Sum up this page']];
  {
    await using recorder = await RecorderUnderTest.open(folder.path);
    recorder.exchange({ exchange: '00000000000000b1', at: AT, request: ask(MAIN), response: reply() });
    recorder.exchange({ exchange: '00000000000000b2', at: AT + 1000, request: ask(side), response: reply() });
    recorder.exchange({
      exchange: '00000000000000b3',
      at: AT + 2000,
      headers: SDK_HEADERS,
      request: ask(MAIN),
      response: reply(),
    });
    await recorder.close();
  }
  await using recorder = await RecorderUnderTest.open(folder.path);
  const later = AT + 3_600_000;
  recorder.exchange({ exchange: '00000000000000b4', at: later, request: ask(MAIN_AGAIN), response: reply() });
  recorder.exchange({
    exchange: '00000000000000b5',
    at: later + 1000,
    request: ask([...side, ['assistant', 'ok'], ['user', 'Shorter']]),
    response: reply(),
  });
  recorder.exchange({
    exchange: '00000000000000b6',
    at: later + 2000,
    headers: SDK_HEADERS,
    request: ask(MAIN_AGAIN),
    response: reply(),
  });
  // Nobody retries after an hour: somebody starts again.
  recorder.exchange({
    exchange: '00000000000000b7',
    at: later + 3000,
    headers: [['User-Agent', 'Anthropic/JS 0.70.0']],
    request: ask(MAIN),
    response: reply(),
  });
  const events = await recorder.journal();
  assert.deepEqual(placesOf(events).sort(), [
    ['00000000000000b1', 'main', null],
    ['00000000000000b2', '00000000000000b2', null],
    ['00000000000000b3', 'main', null],
    ['00000000000000b4', 'main', '00000000000000b1'],
    ['00000000000000b5', '00000000000000b2', '00000000000000b2'],
    ['00000000000000b6', 'main', '00000000000000b3'],
    ['00000000000000b7', 'main', null],
  ]);
  assert.equal(eventsOf(events, 'session_started').length, 3);
  assert.equal(eventsOf(events, 'thread_started').length, 1);
});

/** A stored Responses exchange over HTTP. */
function stored(exchange: string, at: number, id: string, input: string, previous?: string) {
  return {
    exchange,
    at,
    target: '/v1/responses',
    provider: 'openai' as const,
    headers: SDK_HEADERS,
    request: JSON.stringify({ model: 'gpt-5.1', input, previous_response_id: previous }),
    response: [
      JSON.stringify({
        id,
        object: 'response',
        status: 'completed',
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ok' }] }],
        usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
      }),
    ],
  };
}

test('an answer named by its id leads to the request that it answers, also after a restart', async () => {
  await using folder = await temporaryFolder();
  {
    await using recorder = await RecorderUnderTest.open(folder.path);
    recorder.exchange(stored('00000000000000c1', AT, 'resp_1', 'Fix the test'));
    recorder.exchange(stored('00000000000000c2', AT + 1000, 'resp_2', 'Now lint', 'resp_1'));
    await recorder.close();
  }
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange(stored('00000000000000c3', AT + 600_000, 'resp_3', 'Now build', 'resp_2'));
  const events = await recorder.journal();
  assert.deepEqual(
    placesOf(events).map(([id, , continues]) => [id, continues]),
    [
      ['00000000000000c1', null],
      ['00000000000000c2', '00000000000000c1'],
      ['00000000000000c3', '00000000000000c2'],
    ],
  );
  assert.equal(eventsOf(events, 'session_started').length, 1);
});

test('an answer that is not recorded is an unknown parent', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange(stored('00000000000000d1', AT, 'resp_9', 'Now lint', 'resp_of_yesterday'));
  const [request] = eventsOf(await recorder.journal(), 'request');
  assert.deepEqual([request?.continues, request?.unknown_parent], [undefined, 'resp_of_yesterday']);
  const { body } = await recorder.api(`/sessions/${request?.session_id}`);
  const [shown] = (JSON.parse(body) as SessionDetail).requests;
  assert.deepEqual([shown?.continues, shown?.is_parent_unknown], [null, true]);
});

test('a redacted conversation goes on in its session after a restart, and its journal tells nothing of what was taken out', async () => {
  await using folder = await temporaryFolder();
  const redaction = { rules: rulesWith('mask'), keys: newKeys() };
  const mail = 'alice.smith@example.com';
  const first: Said[] = [['user', `Write to ${mail}, and to nobody else`]];
  const more: Said[] = [...first, ['assistant', `Wrote to ${mail}`], ['user', 'Call 4111 1111 1111 1111']];
  for (const [n, said] of [first, more].entries()) {
    await using recorder = await RecorderUnderTest.open(folder.path, { redaction });
    recorder.exchange({
      exchange: `00000000000000e${n}`,
      at: AT + n * 600_000,
      headers: SDK_HEADERS,
      request: ask(said),
      response: reply(`Wrote to ${mail}`),
    });
    await recorder.close();
  }
  const events = await readJournals(folder.path);
  assert.deepEqual(placesOf(events), [
    ['00000000000000e0', 'main', null],
    ['00000000000000e1', 'main', '00000000000000e0'],
  ]);
  // Somebody who masks the same way gets the same marks: they are of what is recorded.
  const [mark] = eventsOf(events, 'request').map(event => event.history);
  await using other = await RecorderUnderTest.open(folder.path, { redaction: null });
  other.exchange({
    exchange: '00000000000000e9',
    headers: [['User-Agent', 'Anthropic/JS 0.70.0']],
    request: ask([['user', 'Write to [EMAIL], and to nobody else']]),
    response: reply(),
  });
  const last = eventsOf(await other.journal(), 'request').find(
    event => event.request_id === '00000000000000e9',
  );
  assert.deepEqual(last?.history, mark);
});
