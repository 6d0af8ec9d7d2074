// The session page's pure parts: time laid out, threads told apart, tools that nobody used.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import type { OfferedTool } from '../../src/protocol/context.ts';
import type { ThreadKind } from '../../src/protocol/thread.ts';
import { joinTools, toolUses, unusedTokens } from '../../webview/context/contextTools.ts';
import { retriedRequests, threadChoices } from '../../webview/session/threads.ts';
import { layOutTime, spentMs } from '../../webview/session/timeScale.ts';
import { aRequest } from '../support/hostData.ts';

const START = Date.parse('2026-03-10T11:00:00.000Z');
const at = (id: string, second: number, given: Partial<RequestSummary> = {}) =>
  aRequest({
    id,
    thread_id: 'main',
    started_at: new Date(START + second * 1000).toISOString(),
    outcome: 'ok',
    duration_ms: 3000,
    time_to_first_token_ms: 1000,
    tool_calls: [],
    ...given,
  });
const call = { call_id: 't1', name: 'Read', server: null, is_error: false, duration_ms: 5 };

test('a request waits, streams, and its tools run until the next one of its thread', () => {
  const { requests } = layOutTime([at('a', 0, { tool_calls: [call] }), at('b', 5)], 0);
  const [first, second] = requests;
  assert.ok(first && second);
  assert.deepEqual(
    [spentMs(first, 'waiting'), spentMs(first, 'streaming'), spentMs(first, 'tools')],
    [1000, 2000, 2000],
  );
  assert.equal(spentMs(second, 'tools'), null);
});

test('what failed before a token came only waited, what runs streams until now', () => {
  const failed = at('a', 0, { outcome: 'error', time_to_first_token_ms: null });
  const running = at('b', 5, { outcome: null, duration_ms: null });
  const { requests } = layOutTime([failed, running], START + 15_000);
  assert.deepEqual(
    requests.map(request => [request.isFailed, spentMs(request, 'waiting'), spentMs(request, 'streaming')]),
    [
      [true, 3000, null],
      [false, 1000, 9000],
    ],
  );
});

test('a long rest takes next to no room, order stays', () => {
  const { place } = layOutTime([at('a', 0), at('b', 3600)], 0);
  const places = [0, 3, 1800, 3600, 3603].map(second => place(START + second * 1000));
  assert.deepEqual(
    places.map(value => Math.round(value * 100)),
    [0, 50, 50, 50, 100],
  );
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test('each thread has a lane, and many share the last', () => {
  const many = Array.from({ length: 9 }, (_, index) => at(`r${index}`, index, { thread_id: `t${index}` }));
  const layout = layOutTime(many, 0);
  assert.deepEqual(
    [layout.lanes, layout.requests.map(request => request.lane)],
    [5, [0, 1, 2, 3, 4, 4, 4, 4, 4]],
  );
  assert.equal(layOutTime([], 0).lanes, 1);
});

test('threads are called by their title or kind, each by a name of its own', () => {
  const thread = (id: string, kind: ThreadKind, title: string | null) => ({
    ...{ id, kind, title, parent_id: id === 'main' ? null : 'main' },
    ...{ request_count: 1, total_tokens: null, cost_usd: null },
  });
  const threads = [
    thread('title', 'title', null),
    thread('main', 'main', 'x'),
    thread('a', 'sub_agent', 'Explore'),
    thread('b', 'sub_agent', null),
    thread('c', 'sub_agent', 'Explore'),
    thread('d', 'conversation', null),
  ];
  assert.deepEqual(
    threadChoices({ threads } as unknown as SessionDetail).map(choice => choice.name),
    ['Title request', 'Main conversation', 'Explore', 'Sub-agent', 'Explore (2)', 'Conversation'],
  );
});

test('a failure after which its thread asked again was retried', () => {
  const failed = { outcome: 'error' } as const;
  const requests = [at('a', 0, failed), at('b', 1, { thread_id: 'other' }), at('c', 2, failed)];
  assert.deepEqual([...retriedRequests(requests)], ['a']);
});

const tool = (name: string, characters: number, estimated_tokens: number | null): OfferedTool => ({
  ...{ name, characters, estimated_tokens },
  ...{ server: null, description: null, offered_count: 2 },
});

test('never used tools come first, the largest on top, and are added up', () => {
  const tools = joinTools([
    [tool('Read', 900, 200), tool('Web', 100, 25)],
    [tool('Web', 100, null), tool('Edit', 400, 100)],
  ]);
  const uses = toolUses(tools, [at('a', 0, { tool_calls: [call, call] })]);
  assert.deepEqual(
    uses.map(use => [use.tool.name, use.callCount, use.tool.offered_count]),
    [
      ['Edit', 0, 2],
      ['Web', 0, 4],
      ['Read', 2, 2],
    ],
  );
  assert.equal(unusedTokens(uses), 125);
  assert.equal(unusedTokens([]), null);
});
