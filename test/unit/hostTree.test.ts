// The tree's labels, grouping and paging.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupByDay, localDate, nodeId, sessionStamp } from '../../src/host/sessions/nodes.ts';
import { dayText, requestText, sessionText } from '../../src/host/sessions/nodeText.ts';
import { PAGE_SIZE, PagedList } from '../../src/host/sessions/pages.ts';
import { aRequest, aSession, english } from '../support/hostData.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
const signal = new AbortController().signal;

const sessionOf = (given = {}) =>
  sessionText({ kind: 'session', session: aSession(given) }, now, english, 'en');
const requestOf = (given = {}) => requestText({ kind: 'request', request: aRequest(given) }, english, 'en');

test('a session shows client, requests, tokens, cost and its last activity', () => {
  const { label, description, icon } = sessionOf();
  assert.deepEqual(
    [label, description, icon],
    ['Fix flaky login test', 'claude  42 req  19.3k  $1.90  2 min ago', 'sparkle'],
  );
});

test('a live session has a dot and says so to a screen reader', () => {
  const { description, accessibleText, color } = sessionOf({ live: true });
  assert.match(description, /^● /);
  assert.match(accessibleText, /, live, /);
  assert.equal(color, 'charts.green');
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

test('a request shows model, status, time, tokens and cache share', () => {
  const { label, description } = requestOf();
  assert.match(label, /^\d\d:\d\d:\d\d {2}sonnet-4\.5$/);
  assert.equal(description, '200  4.2 s  18.4k → 912  92 % cached');
});

test('a failed, a running and a sub-agent request are told apart', () => {
  const unknown = { total_tokens: null, input_tokens: null, output_tokens: null, cache_read_tokens: null };
  assert.deepEqual(
    [
      requestOf({ ...unknown, status: 529, outcome: 'error', duration_ms: 90 }),
      requestOf({ ...unknown, status: null, outcome: null }),
      requestOf({ ...unknown, parent_thread_id: 'main', outcome: 'interrupted' }),
    ].map(({ description, icon }) => [description, icon]),
    [
      ['529  failed  90 ms', 'error'],
      ['in flight', 'loading~spin'],
      ['sub-agent  200  interrupted  4.2 s', 'debug-disconnect'],
    ],
  );
});

test('tokens that are unknown are left out rather than shown as zero', () => {
  assert.doesNotMatch(requestOf({ total_tokens: null, cache_read_tokens: null }).description, /→|cached/);
});

test('sessions are grouped by the local day of their start, newest day first', () => {
  const at = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();
  const sessions = [at(10, 9), at(10, 1), at(9, 23)].map((started_at, index) =>
    aSession({ id: `s${index}`, started_at }),
  );
  const days = groupByDay(sessions, true);
  assert.deepEqual(
    days.map(day => [day.date, day.sessions.map(({ session }) => session.id), day.isPartial]),
    [
      ['2026-03-10', ['s0', 's1'], false],
      ['2026-03-09', ['s2'], true],
    ],
  );
});

test('a session that came with two pages stands in the tree once', () => {
  const [day] = groupByDay([aSession(), aSession()], false);
  assert.equal(day?.sessions.length, 1);
});

test('days are called today and yesterday, and add up what is known', () => {
  const today = new Date(2026, 2, 10, 12);
  const day = (date: Date, costs: (number | null)[]) => ({
    kind: 'day' as const,
    date: localDate(date),
    isPartial: false,
    sessions: costs.map(cost_usd => ({
      kind: 'session' as const,
      session: aSession({ cost_usd, cost_incomplete: cost_usd === null }),
    })),
  });
  const text = (date: Date, costs: (number | null)[]) => dayText(day(date, costs), today, english, 'en');
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

test('a node keeps its id when its figures change, and a session its stamp only while they do not', () => {
  const before = aSession();
  const after = aSession({ request_count: 43 });
  assert.equal(nodeId({ kind: 'session', session: before }), nodeId({ kind: 'session', session: after }));
  assert.notEqual(sessionStamp(before), sessionStamp(after));
  assert.equal(sessionStamp(before), sessionStamp(aSession()));
});

test('a paged list reads on from its cursor and reloads as far as it was', async () => {
  const all = Array.from({ length: 2.5 * PAGE_SIZE }, (_, index) => index);
  const asked: number[] = [];
  const list = new PagedList<number>(async (limit, cursor) => {
    const from = Number(cursor ?? 0);
    asked.push(from);
    const next = from + limit;
    return { items: all.slice(from, next), cursor: next < all.length ? String(next) : null };
  });
  await list.reload(signal);
  await list.loadMore(signal);
  await list.reload(signal);
  assert.deepEqual([list.items.length, list.hasMore, asked], [2 * PAGE_SIZE, true, [0, 100, 0, 100]]);
  await list.loadMore(signal);
  await list.loadMore(signal);
  assert.deepEqual([list.items, list.hasMore], [all, false]);
});
