// Traffic of the real Claude Code, Codex and OpenCode through a real recorder: what they reported themselves of that run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionDetail, SessionList, TurnList } from '../../src/protocol/api.ts';
import { readTraffic } from '../support/clientTraffic.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { RecorderUnderTest } from '../support/recorderUnderTest.ts';

interface Golden {
  client: string;
  title: string;
  /** Input, output, cache read and written, reasoning: as the client summed them up. */
  tokens: (number | null)[];
  cost: string;
  /** Id, kind, title, number of requests. */
  threads: [string, string, string | null, number][];
  /** Thread, number of the request it goes on with, names of the tools called with error flag and duration. */
  requests: [string, number | null, [string, boolean | null, number | null][]][];
  /** Of each request: messages that were there before, and new ones. */
  news: [number, number][];
  /** The model's last words. */
  last: RegExp;
}

const CODEX: Golden = {
  client: 'codex',
  title: 'Read secret.ts and say marmalade. demo:tool exec_command',
  tokens: [28_706, 114, 19_072, null, 30],
  // GPT-5.1: $1.25, $0.125 and $10 a million.
  cost: (((28_706 - 19_072) * 1.25 + 19_072 * 0.125 + 114 * 10) / 1e6).toFixed(8),
  threads: [['main', 'main', 'Read secret.ts and say marmalade. demo:tool exec_command', 3]],
  requests: [
    ['main', null, [['exec_command', false, 62]]],
    ['main', 0, []],
    ['main', 1, []],
  ],
  news: [
    [0, 4],
    [7, 1],
    [10, 1],
  ],
  last: /You said: Thank you/,
};

const GOLDEN: Record<string, Golden> = {
  // One session of two runs, the second with --resume.
  'claude-code-resumed': {
    client: 'claude-code',
    title: 'Read secret.ts and say marmalade. demo:tool Read',
    tokens: [64_992, 115, 43_356, 21_627, null],
    cost: '0.09586005',
    threads: [['main', 'main', 'Read secret.ts and say marmalade. demo:tool Read', 3]],
    requests: [
      ['main', null, [['Read', false, 35]]],
      ['main', 0, []],
      ['main', 1, []],
    ],
    news: [
      [0, 2],
      [3, 1],
      [5, 1],
    ],
    last: /You said: Thank you, now say plum/,
  },
  'claude-code-sub-agent': {
    client: 'claude-code',
    title: 'Let an agent look for tests. demo:tool Agent',
    tokens: [88_910, 353, 54_876, 34_019, null],
    cost: '0.14937405',
    threads: [
      ['main', 'main', 'Let an agent look for tests. demo:tool Agent', 3],
      ['a71875fefce57a7f9', 'sub_agent', 'moonlight', 2],
    ],
    requests: [
      ['main', null, [['Agent', false, 89]]],
      ['main', 0, []],
      ['a71875fefce57a7f9', null, [['Read', true, 41]]],
      ['a71875fefce57a7f9', 2, []],
      ['main', 1, [['Agent', null, null]]],
    ],
    news: [
      [0, 2],
      [3, 1],
      [0, 2],
      [3, 1],
      [5, 1],
    ],
    last: /I will use Agent/,
  },
  'codex-http': CODEX,
  // The second run's first request has its whole history again, after a prewarm that is no request.
  'codex-websocket': {
    ...CODEX,
    requests: [
      ['main', null, [['exec_command', false, 46]]],
      ['main', 0, []],
      ['main', 1, []],
    ],
    news: [
      [0, 3],
      [0, 1],
      [9, 1],
    ],
  },
  opencode: {
    client: 'opencode',
    title: 'Read secret.ts and say marmalade.',
    tokens: [15_927, 90, 7654, 8264, null],
    // Its two steps, as it reported them, and the title by Haiku.
    cost: (0.02869275 + 0.00351645 + 0.000818).toFixed(8),
    threads: [
      ['title', 'title', null, 1],
      ['main', 'main', 'Read secret.ts and say marmalade.', 2],
    ],
    requests: [
      ['title', null, []],
      ['main', null, [['read', false, 890]]],
      ['main', 1, []],
    ],
    news: [
      [0, 2],
      [0, 2],
      [3, 1],
    ],
    last: /The tool answered: .*pineapple/s,
  },
};

for (const [name, { last, news, ...expected }] of Object.entries(GOLDEN)) {
  test(`${name} is recorded as the client reported it`, async () => {
    await using folder = await temporaryFolder();
    await using recorder = await RecorderUnderTest.open(folder.path);
    recorder.send(...readTraffic(name));
    await recorder.journal();
    const { sessions } = JSON.parse((await recorder.api('/sessions')).body) as SessionList;
    assert.equal(sessions.length, 1);
    const path = `/sessions/${sessions[0]?.id}`;
    const session = JSON.parse((await recorder.api(path)).body) as SessionDetail;
    const numbers = new Map(session.requests.map((request, n) => [request.id, n]));
    const actual: Omit<Golden, 'last' | 'news'> = {
      client: session.client,
      title: session.title ?? '',
      tokens: [
        session.input_tokens,
        session.output_tokens,
        session.cache_read_tokens,
        session.cache_write_5m_tokens,
        session.reasoning_tokens,
      ],
      cost: session.cost_usd?.toFixed(8) ?? '',
      threads: session.threads.map(({ id, kind, title, request_count }) => [id, kind, title, request_count]),
      requests: session.requests.map(request => [
        request.thread_id,
        request.continues === null ? null : (numbers.get(request.continues) ?? -1),
        request.tool_calls.map(call => [call.name, call.is_error, call.duration_ms]),
      ]),
    };
    assert.deepEqual(actual, expected);
    const { turns } = JSON.parse((await recorder.api(`${path}/turns`)).body) as TurnList;
    assert.deepEqual(
      turns.map(turn => [turn.repeated_message_count, turn.input.length]),
      news,
    );
    const words = turns
      .at(-1)
      ?.output.flatMap(({ parts }) => parts)
      .filter(part => part.type === 'text');
    assert.match(words?.map(part => part.text).join('\n') ?? '', last);
    assert.deepEqual(recorder.logs, []);
  });
}
