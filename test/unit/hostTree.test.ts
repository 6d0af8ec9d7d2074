// The tree's labels, grouping and paging.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupSessions } from '../../src/host/sessions/grouping.ts';
import {
  type GroupNode,
  localDate,
  nodeId,
  type SessionNode,
  sessionStamp,
} from '../../src/host/sessions/nodes.ts';
import { groupText, sessionText } from '../../src/host/sessions/nodeText.ts';
import { FIRST_PAGE, NEXT_PAGE, PagedList } from '../../src/host/sessions/pages.ts';
import { requestText, threadText, toolText } from '../../src/host/sessions/requestText.ts';
import { requestChildren, sessionChildren } from '../../src/host/sessions/sessionChildren.ts';
import { SessionNodes } from '../../src/host/sessions/sessionNodes.ts';
import type { SessionSummary } from '../../src/protocol/api.ts';
import type { ThreadSummary } from '../../src/protocol/thread.ts';
import { aLiveSnapshot, aRequest, aSession, english } from '../support/hostData.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
const signal = new AbortController().signal;

const nodeOf = (given = {}, running: SessionNode['running'] = null): SessionNode => ({
  kind: 'session',
  session: aSession(given),
  running,
});
const sessionOf = (given = {}) => sessionText(nodeOf(given), now, english, 'en');
const requestOf = (given = {}, isRetried = false) =>
  requestText({ kind: 'request', request: aRequest(given), isRetried }, english, 'en');

test('a session shows its last activity, cost and tokens before all else', () => {
  const { label, description, icon } = sessionOf();
  assert.deepEqual(
    [label, description, icon],
    ['Fix flaky login test', '2m  $1.90  19.3k  42 req  claude  my-app', 'sparkle'],
  );
});

test('a live session has a dot and says so to a screen reader', () => {
  const { description, accessibleText, color } = sessionOf({ live: true });
  assert.match(description, /^● \$1\.90 {2}19\.3k/);
  assert.match(accessibleText, /, live, /);
  assert.equal(color, 'charts.green');
});

test('a running session tells for how long, and that it runs', () => {
  const running = { count: 2, startedAt: '2026-03-10T11:59:48.000Z' };
  const { description, icon, accessibleText } = sessionText(
    nodeOf({ live: true }, running),
    now,
    english,
    'en',
  );
  assert.deepEqual([description.slice(0, 13), icon], ['● 12 s  $1.90', 'loading~spin']);
  assert.match(accessibleText, /, 2 running, /);
});

test('a title is left to the editor to cut, and a screen reader hears more of it than fits', () => {
  const title = 'Why does the login test fail every third run on the build machine but never on mine';
  const { label, accessibleText } = sessionOf({ title });
  assert.equal(label, 'Why does the login test fail every third run on the build m…');
  assert.ok(accessibleText.startsWith(`${title}, `));
});

test('a demo and an imported session say so before all else, in the icon and in the tooltip', () => {
  const demo = sessionOf({ origin: 'demo' });
  const imported = sessionOf({ origin: 'imported' });
  assert.deepEqual(
    [demo, imported].map(({ description, icon }) => [description.slice(0, 14), icon]),
    [
      ['demo  2m  $1.9', 'beaker'],
      ['imported  2m  ', 'sparkle'],
    ],
  );
  assert.match(demo.tooltip(), /^Fix flaky login test\nDemo: no provider was asked/);
  assert.match(imported.tooltip(), /\nImported from the logs of its client\./);
});

test('a session of which every request failed shows that at once, while it is live too', () => {
  const failed = (live: boolean, error_count: number) =>
    sessionOf({ live, request_count: 3, error_count, cost_usd: null });
  assert.deepEqual(
    [failed(true, 3), failed(true, 2), failed(false, 3), failed(false, 2)].map(text => [
      text.icon,
      text.color,
      text.description.slice(0, 7),
    ]),
    [
      ['error', 'charts.red', '● live '],
      ['sparkle', 'charts.green', '● –  19'],
      ['error', 'charts.red', '2m  –  '],
      ['sparkle', 'charts.red', '2m  –  '],
    ],
  );
});

test('tags stand behind the figures', () => {
  assert.match(sessionOf({ tags: ['flaky'] }).description, /19\.3k {2}#flaky {2}42 req/);
});

test('failed requests of a session are counted in words, not only in colour', () => {
  assert.match(sessionOf({ error_count: 2 }).description, /2 failed/);
});

test('a title that hides or reorders characters is shown harmless', () => {
  assert.equal(sessionOf({ title: 'a\u202e\u0000b\nc' }).label, 'ab c');
});

test('a session without a title, or with an invisible one, is named after its start', () => {
  assert.match(sessionOf({ title: null }).label, /^Session of \d\d:\d\d:\d\d$/);
  assert.match(sessionOf({ title: '\u200b' }).label, /^Session of /);
});

test('a request shows model, cost, tokens, time, cache share and status', () => {
  const { label, description } = requestOf();
  assert.match(label, /^\d\d:\d\d:\d\d {2}sonnet-4\.5$/);
  assert.equal(description, '$0.01  18.4k → 912  4.2 s  92 % cached  200');
});

test('of a failed request the failure comes first', () => {
  const unknown = {
    ...{ total_tokens: null, input_tokens: null, output_tokens: null, cache_read_tokens: null },
    cost_usd: null,
  };
  assert.deepEqual(
    [
      requestOf({ ...unknown, status: 529, outcome: 'error', duration_ms: 90 }, true),
      requestOf({ ...unknown, status: null, outcome: null }),
      requestOf({ ...unknown, outcome: 'interrupted' }),
    ].map(({ description, icon }) => [description, icon]),
    [
      ['529  failed  retried  –  90 ms', 'error'],
      ['in flight', 'loading~spin'],
      ['200  interrupted  –  4.2 s', 'debug-disconnect'],
    ],
  );
});

test('a failed request that its thread repeats is a retried one', () => {
  const failed = aRequest({ id: 'r1', outcome: 'error', status: 529 });
  const child = aRequest({ id: 'r2', thread_id: 'a', parent_thread_id: 'main', outcome: 'error' });
  const again = aRequest({ id: 'r3' });
  const nodes = sessionChildren([failed, child, again], []);
  assert.deepEqual(
    nodes.map(node => (node.kind === 'request' ? [node.request.id, node.isRetried] : node.threadId)),
    [['r1', true], 'a', ['r3', false]],
  );
  assert.equal(nodes[1]?.kind === 'thread' && nodes[1].requests[0]?.isRetried, false);
});

test('requests of a sub-agent stand below one node with their sums', () => {
  const child = (id: string, cost_usd: number | null) =>
    aRequest({ id, thread_id: 'a', parent_thread_id: 'main', cost_usd });
  const summary: ThreadSummary = {
    ...{ id: 'a', parent_id: 'main', kind: 'sub_agent', title: 'Find every caller of it' },
    ...{ request_count: 3, total_tokens: 38_600, cost_usd: 0.25 },
  };
  const [thread] = sessionChildren([child('r1', 0.25), child('r2', null)], [summary]);
  assert.ok(thread?.kind === 'thread');
  assert.deepEqual(
    [threadText(thread, english).label, threadText(thread, english).description, thread.requests.length],
    ['Find every caller of it', '$0.25  38.6k  3 req  sub-agent', 2],
  );
  const unnamed = threadText({ ...thread, title: null }, english);
  assert.deepEqual([unnamed.label, unnamed.description], ['sub-agent', '$0.25  38.6k  3 req']);
});

test('each tool call is shown once, with its time or its failure', () => {
  const call = { call_id: 'c1', name: 'Read', server: null, is_error: false, duration_ms: 35 };
  const failed = { ...call, call_id: 'c2', name: 'Bash', is_error: true };
  const request = aRequest({ tool_calls: [call, call, failed] });
  const tools = requestChildren({ kind: 'request', request, isRetried: false });
  assert.deepEqual(
    tools.map(tool => [toolText(tool, english).label, toolText(tool, english).description]),
    [
      ['Read', '35 ms'],
      ['Bash', 'failed  35 ms'],
    ],
  );
});

test('tokens that are unknown are left out rather than shown as zero', () => {
  assert.doesNotMatch(requestOf({ total_tokens: null, cache_read_tokens: null }).description, /→|cached/);
});

const keysOf = (groups: GroupNode[]) =>
  groups.map(group => [group.key, group.sessions.map(({ session }) => session.id), group.isPartial]);

test('sessions are grouped by the local day of their start, newest day first', () => {
  const at = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();
  const nodes = [at(10, 9), at(10, 1), at(9, 23)].map((started_at, index) =>
    nodeOf({ id: `s${index}`, started_at }),
  );
  assert.deepEqual(keysOf(groupSessions(nodes, 'day', true, now)), [
    ['2026-03-10', ['s0', 's1'], false],
    ['2026-03-09', ['s2'], true],
  ]);
});

test('sessions are grouped by workspace, client or model as well, and sums of loaded ones are partial', () => {
  const nodes = [
    nodeOf({ id: 's0', workspace: null, client: 'codex', models: [] }),
    nodeOf({ id: 's1' }),
    nodeOf({ id: 's2' }),
  ];
  assert.deepEqual(
    (['workspace', 'client', 'model'] as const).map(by => keysOf(groupSessions(nodes, by, true, now))),
    ['my-app-1f3a9c', 'claude-code', 'claude-sonnet-4-5-20250929'].map((key, index) => [
      [index === 1 ? 'codex' : '', ['s0'], true],
      [key, ['s1', 's2'], true],
    ]),
  );
});

test('what runs comes first, then what is live, and pinned sessions have a group of their own', () => {
  const running = { count: 1, startedAt: '2026-03-10T11:59:48.000Z' };
  const nodes = [
    nodeOf({ id: 'done' }),
    nodeOf({ id: 'pinned', pinned: true }),
    nodeOf({ id: 'live', live: true }),
    nodeOf({ id: 'running', live: true }, running),
  ];
  assert.deepEqual(
    groupSessions(nodes, 'client', false, now).map(group => [
      group.by,
      group.sessions.map(({ session }) => session.id),
    ]),
    [
      ['pinned', ['pinned']],
      ['client', ['running', 'live', 'done']],
    ],
  );
});

test('a pinned session counts in the group it comes from, which it does not keep in sight or reorder', () => {
  const groups = groupSessions(
    [
      nodeOf({ id: 'old', pinned: true, client: 'codex', cost_usd: 4 }),
      nodeOf({ id: 'pinned', pinned: true, cost_usd: 2 }),
      nodeOf({ id: 'loose', cost_usd: 1 }),
      nodeOf({ id: 'other', client: 'aider', cost_usd: 8 }),
    ],
    'client',
    false,
    now,
  );
  const texts = groups.map(group => groupText(group, new Date(now), english, 'en'));
  assert.deepEqual(
    texts.map(({ label, description, accessibleText }) => [label, description, accessibleText]),
    [
      ['Pinned', '$6.00', 'Pinned, 2 sessions, $6.00'],
      ['claude-code', '$3.00', 'claude-code, 2 sessions, 1 of them pinned, $3.00'],
      ['aider', '$8.00', 'aider, 1 session, $8.00'],
    ],
  );
});

test('a session that came with two pages stands in the tree once, as the same object each time', () => {
  const nodes = new SessionNodes();
  const [first, ...others] = nodes.show([aSession(), aSession()]);
  const [again] = nodes.show([aSession({ request_count: 43 })]);
  assert.deepEqual(others, []);
  assert.equal(again, first);
  assert.equal(first?.session.request_count, 43);
});

test('only sessions whose running requests changed are shown again', () => {
  const nodes = new SessionNodes();
  nodes.show([aSession(), aSession({ id: 'other' })]);
  const active = {
    ...{ request_id: 'r1', session_id: aSession().id, started_at: '2026-03-10T11:59:48.000Z' },
    ...{ model: null, client: 'claude-code' },
  };
  const live = aLiveSnapshot({ active: [active], active_count: 1 });
  const ids = (list: SessionNode[]) => list.map(({ session }) => session.id);
  assert.deepEqual(
    [ids(nodes.liveChanged(live)), ids(nodes.liveChanged(live)), ids(nodes.running())],
    [[aSession().id], [], [aSession().id]],
  );
  assert.deepEqual([ids(nodes.liveChanged(null)), nodes.running()], [[aSession().id], []]);
});

test('days are called today and yesterday, and add up what is known', () => {
  const today = new Date(2026, 2, 10, 12);
  const day = (date: Date, costs: (number | null)[]) => ({
    kind: 'group' as const,
    by: 'day' as const,
    key: localDate(date),
    isPartial: false,
    isOfInterest: true,
    pinnedElsewhere: [],
    sessions: costs.map(cost_usd => nodeOf({ cost_usd, cost_incomplete: cost_usd === null })),
  });
  const text = (date: Date, costs: (number | null)[]) => groupText(day(date, costs), today, english, 'en');
  assert.deepEqual(
    [text(today, [1, 2.41]), text(new Date(2026, 2, 9), [1, null]), text(new Date(2026, 2, 1), [null])].map(
      ({ label, description }) => [label, description],
    ),
    [
      ['Today', '$3.41'],
      ['Yesterday', '≈$1.00'],
      ['Sunday, March 1, 2026', '–'],
    ],
  );
});

test('a demo adds nothing to the sum of its day, unless it is alone there', () => {
  const group = (...sessions: Partial<SessionSummary>[]) => ({
    ...{
      kind: 'group' as const,
      by: 'day' as const,
      key: '2026-03-10',
      isPartial: false,
      isOfInterest: true,
    },
    sessions: sessions.map(session => nodeOf(session)),
    pinnedElsewhere: [],
  });
  const cost = (...sessions: Partial<SessionSummary>[]) =>
    groupText(group(...sessions), new Date(now), english, 'en').description;
  const demo = { origin: 'demo', cost_usd: 0.02 } as const;
  assert.deepEqual([cost(demo), cost(demo, { cost_usd: 1 })], ['$0.02', '$1.00']);
});

test('a node keeps its id when its figures change, and a session its stamp only while they do not', () => {
  const before = aSession();
  const after = aSession({ request_count: 43 });
  assert.equal(nodeId(nodeOf(before)), nodeId(nodeOf(after)));
  assert.notEqual(sessionStamp(before), sessionStamp(after));
  assert.equal(sessionStamp(before), sessionStamp(aSession()));
});

/** A list of numbers behind an API, and what was asked of it. */
function numbers(count: number) {
  const all = Array.from({ length: count }, (_, index) => index);
  const asked: number[] = [];
  const list = new PagedList<number>(async (limit, cursor) => {
    const from = Number(cursor ?? 0);
    asked.push(from);
    const items = all.slice(from, from + limit);
    const next = from + items.length;
    return { items, cursor: next < all.length ? String(next) : null, total: all.length };
  });
  return { all, asked, list };
}

test('a paged list reads on from its cursor and reloads as far as it was', async () => {
  const { all, asked, list } = numbers(FIRST_PAGE + NEXT_PAGE + 50);
  await list.reload(signal);
  await list.loadMore(signal);
  await list.reload(signal);
  assert.deepEqual(
    [list.items.length, list.hasMore, asked],
    [FIRST_PAGE + NEXT_PAGE, true, [0, FIRST_PAGE, 0, FIRST_PAGE]],
  );
  await list.loadMore(signal);
  await list.loadMore(signal);
  assert.deepEqual([list.items, list.hasMore], [all, false]);
});

test('a long list reads only its beginning again when nothing behind that has gone', async () => {
  const { all, asked, list } = numbers(FIRST_PAGE + NEXT_PAGE);
  await list.reload(signal);
  await list.loadMore(signal);
  asked.length = 0;
  all.unshift(-1);
  await list.reloadHead(String, signal);
  assert.deepEqual([list.items, asked], [all, [0]]);
  all.splice(300, 1);
  await list.reloadHead(String, signal);
  assert.deepEqual([list.items, asked], [all, [0, 0, 0, FIRST_PAGE]]);
});
