// Statistics equal what the single requests add up to, however the index came to know them.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StatsQuery } from '../../src/protocol/api.ts';
import type { Stats } from '../../src/protocol/stats.ts';
import type { Origin } from '../../src/protocol/wire.ts';
import { previousRange } from '../../src/recorder/index/query/previousRange.ts';
import { readStats } from '../../src/recorder/index/query/readStats.ts';
import type { RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { openTestIndex, SessionWriter, testId, userText } from '../support/recordFixture.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const START = Date.parse('2026-10-20T00:00:00.000Z');
const CLIENTS = ['claude-code', 'codex'];
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001', 'mystery'];
const ALL = 'previous,latency,heat_map,top_sessions,providers,clients,workspaces';

interface Exchange {
  session: number;
  /** Minutes after START. */
  minute: number;
  model: number;
  isFailed: boolean;
  durationMs: number;
  firstTokenMs: number | null;
  cacheReadTokens: number | null;
  callsTool: boolean;
}

const exchange = fc.record<Exchange>({
  session: fc.integer({ min: 0, max: 4 }),
  minute: fc.integer({ min: 0, max: 35 * 1440 }),
  model: fc.integer({ min: 0, max: MODELS.length - 1 }),
  isFailed: fc.boolean(),
  durationMs: fc.integer({ min: 1, max: 200_000 }),
  firstTokenMs: fc.option(fc.integer({ min: 1, max: 5000 })),
  cacheReadTokens: fc.option(fc.integer({ min: 0, max: 900 })),
  callsTool: fc.boolean(),
});

function startedAt(minute: number): string {
  return new Date(START + minute * 60_000).toISOString();
}

/** Requests first and answers later, in batches as they come; tells which session's journal is where. */
async function follow(index: RecordIndex, dataFolder: string, exchanges: readonly Exchange[]) {
  const writers = new Map<number, SessionWriter>();
  const writerOf = ({ session }: Exchange) => {
    const known = writers.get(session);
    if (known !== undefined) return known;
    const client = CLIENTS[session % CLIENTS.length] ?? '';
    const facts = { id: testId(session + 1), startedAt: startedAt(0), client, workspace: `w${session % 3}` };
    const writer = new SessionWriter(dataFolder, facts);
    writers.set(session, writer);
    return writer;
  };
  for (const [i, item] of exchanges.entries()) {
    const facts = {
      requestId: testId(1000 + i),
      at: startedAt(item.minute),
      messages: [userText(`Ask ${i}`)],
    };
    const toolResults =
      i > 0 ? [{ call_id: `call-${i - 1}`, is_error: i % 2 === 0, duration_ms: item.durationMs }] : [];
    index.apply(await writerOf(item).write(...writerOf(item).ask({ ...facts, toolResults })));
  }
  for (const [i, item] of exchanges.entries()) {
    const call = { type: 'tool_use', id: `call-${i}`, name: `Tool${i % 2}`, input: {} };
    const answer = writerOf(item).answer({
      requestId: testId(1000 + i),
      at: startedAt(item.minute + 1),
      model: MODELS[item.model] ?? '',
      content: item.callsTool ? [call] : [],
      durationMs: item.durationMs,
      firstTokenMs: item.firstTokenMs,
      cacheReadTokens: item.cacheReadTokens,
      ...(item.isFailed ? { outcome: 'error', status: 529 } : {}),
    });
    index.apply(await writerOf(item).write(answer));
  }
  return writers;
}

/** What depends on the order in which sessions became known is put in order. */
function read(index: RecordIndex, query: StatsQuery): Stats {
  const stats = readStats(index, query, NOW);
  stats.top_sessions?.sort((a, b) => (a.id < b.id ? -1 : 1));
  return stats;
}

const QUERIES: StatsQuery[] = [
  { tz: 'UTC', include: ALL },
  { tz: 'Asia/Kathmandu', by: 'hour', split: 'model', include: ALL },
  { tz: 'Europe/Berlin', by: 'week', from: '2026-10-24', to: '2026-11-10', include: ALL },
  { tz: 'America/New_York', by: 'month', client: 'codex', include: ALL },
  { tz: 'UTC', from: '2026-10-25T10:07:00Z', to: '2026-11-12T09:53:00Z', model: 'claude-*', include: ALL },
  { tz: 'UTC', by: 'tool', tool: 'Tool1', include: ALL },
];

test('statistics that followed requests, answers and deletions equal those of a rebuild', async () => {
  const cases = fc.tuple(fc.array(exchange, { minLength: 1, maxLength: 25 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(cases, async ([exchanges, deletesFirst]) => {
      await using folder = await temporaryFolder();
      const { index } = await openTestIndex(folder.path);
      await index.replay();
      const writers = await follow(index, folder.path, exchanges);
      const first = [...writers.values()][0];
      if (deletesFirst && first !== undefined) {
        await rm(path.join(folder.path, first.file));
        await index.forget(first.file);
      }
      const followed = QUERIES.map(query => read(index, query));
      await index.close();
      await rm(path.join(folder.path, 'index.sqlite'), { force: true });
      const rebuilt = await openTestIndex(folder.path);
      await rebuilt.index.replay();
      assert.deepEqual(
        QUERIES.map(query => read(rebuilt.index, query)),
        followed,
      );
      await rebuilt.index.close();
    }),
    { numRuns: 12 },
  );
});

test('rows, heat map and latencies are what the single requests say', async () => {
  const cases = fc.array(exchange, { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(cases, async exchanges => {
      await using folder = await temporaryFolder();
      const { index } = await openTestIndex(folder.path);
      await index.replay();
      await follow(index, folder.path, exchanges);
      const tz = 'Europe/Berlin';
      const [from, to] = ['2026-10-24T09:07:00Z', '2026-11-20T21:53:00Z'];
      const stats = read(index, { tz, from, to, include: 'heat_map,latency' });
      await index.close();
      const wanted = exchanges.filter(({ minute }) => {
        const ms = START + minute * 60_000;
        return ms >= Date.parse(from) && ms < Date.parse(to);
      });
      const local = (minute: number, options: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat('en-CA', { timeZone: tz, ...options }).format(START + minute * 60_000);
      assert.deepEqual(
        count(stats.rows.map(row => [row.key.slice(0, 10), row.request_count])),
        count(wanted.map(({ minute }) => [local(minute, { dateStyle: 'short' }), 1])),
      );
      const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
      const hourOf = (minute: number) => Number(local(minute, { hour: '2-digit', hourCycle: 'h23' }));
      assert.deepEqual(
        count(
          (stats.heat_map ?? []).map(cell => [`${days[cell.weekday - 1]} ${cell.hour}`, cell.request_count]),
        ),
        count(
          wanted.map(({ minute }) => [
            `${local(minute, { weekday: 'short' }).slice(0, 3)} ${hourOf(minute)}`,
            1,
          ]),
        ),
      );
      assert.equal(stats.latency?.duration.count, wanted.length);
      assert.equal(
        stats.latency?.time_to_first_token.count,
        wanted.filter(item => item.firstTokenMs !== null).length,
      );
      for (const { from_ms, to_ms, count: told } of stats.latency?.duration.buckets ?? []) {
        const inside = wanted.filter(item => item.durationMs >= from_ms && item.durationMs < (to_ms ?? 1e12));
        assert.equal(told, inside.length);
      }
    }),
    { numRuns: 12 },
  );
});

function count(entries: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, value] of entries) sums[key] = (sums[key] ?? 0) + value;
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('a range of days is set against as many days before, also where clocks change', () => {
  const before = (from: string, to: string | null, tz: string, now = NOW): string[] | null => {
    const toMs = to === null ? null : Date.parse(to);
    const range = previousRange({ fromMs: Date.parse(from), toMs, tz }, now);
    return range === null ? null : [range.fromMs, range.toMs].map(ms => new Date(ms).toISOString());
  };
  // Today until now against yesterday until then.
  assert.deepEqual(before('2026-11-24T00:00:00Z', null, 'UTC'), [
    '2026-11-23T00:00:00.000Z',
    '2026-11-23T12:00:00.000Z',
  ]);
  // So too when that day is named as the last one.
  assert.deepEqual(before('2026-11-23T00:00:00Z', '2026-11-25T00:00:00Z', 'UTC'), [
    '2026-11-21T00:00:00.000Z',
    '2026-11-22T12:00:00.000Z',
  ]);
  assert.equal(before('2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z', 'UTC'), null);
  // The Monday and Tuesday after the clocks were set back against Saturday and the Sunday of 25 hours.
  assert.deepEqual(before('2026-10-25T23:00:00Z', '2026-10-27T23:00:00Z', 'Europe/Berlin'), [
    '2026-10-23T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ]);
  // That Sunday alone against Saturday.
  assert.deepEqual(before('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'Europe/Berlin'), [
    '2026-10-23T22:00:00.000Z',
    '2026-10-24T22:00:00.000Z',
  ]);
  // No whole days: the same length of time.
  assert.deepEqual(before('2026-11-24T09:30:00Z', '2026-11-24T10:00:00Z', 'UTC'), [
    '2026-11-24T09:00:00.000Z',
    '2026-11-24T09:30:00.000Z',
  ]);
  assert.equal(previousRange({ fromMs: null, toMs: null, tz: 'UTC' }, NOW), null);
});

test('demo sessions are summed up only while nothing else is recorded, or where they are asked for', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const record = async (n: number, origin: Origin | undefined, inputTokens: number) => {
    const at = (second: number) => new Date(NOW - 3_600_000 + second * 1000).toISOString();
    const facts = { id: testId(n), startedAt: at(n), ...(origin === undefined ? {} : { origin }) };
    const writer = new SessionWriter(folder.path, facts);
    const requestId = testId(1000 + n);
    const content = [{ type: 'tool_use', id: `call-${n}`, name: 'Read', input: {} }];
    index.apply(
      await writer.write(
        ...writer.ask({ requestId, at: at(n), messages: [userText(`Ask ${n}`)] }),
        writer.answer({ requestId, at: at(n + 1), content, inputTokens, outputTokens: 0 }),
      ),
    );
  };
  const sums = (query: StatsQuery = {}) => {
    const { is_demo, totals, by_tool } = readStats(index, query, NOW);
    return [is_demo, totals.session_count, totals.total_tokens, by_tool[0]?.call_count ?? 0];
  };
  assert.deepEqual(sums(), [false, 0, null, 0]);
  await record(1, 'demo', 100);
  assert.deepEqual(sums(), [true, 1, 100, 1]);
  await record(2, undefined, 20);
  await record(3, 'imported', 3);
  // By roll-ups, by single requests, and by calls.
  const from = new Date(NOW - 3_600_000 - 1000).toISOString();
  for (const query of [{}, { from }, { tool: 'Read' }, { model: 'claude-*' }, { client: 'claude-code' }])
    assert.deepEqual(sums(query), [false, 2, 23, 2], JSON.stringify(query));
  assert.deepEqual(sums({ origin: 'demo' }), [true, 1, 100, 1]);
  assert.deepEqual(sums({ origin: 'imported', from }), [false, 1, 3, 1]);
  await index.close();
});
