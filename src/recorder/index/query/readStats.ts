// Totals and series over a range of time, as `GET /stats` and the live snapshot show them.
import type { Stats, StatsQuery, StatsRow, ToolStatsRow } from '../../../protocol/api.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { SLOT_MS } from '../schema.ts';
import type { UsageRow } from '../slotSums.ts';
import { mean, UsageTotal } from './sumUsage.ts';
import { resolveRange } from './timeRange.ts';
import { type StatsScope, type ToolSums, toolFacts, usageByTool, usageFacts } from './usageFacts.ts';
import { ZoneClock } from './zoneClock.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

type StatsGroup = NonNullable<StatsQuery['by']>;

/** @param now milliseconds since the epoch, the end of a range without one */
export function readStats(index: RecordIndex, query: StatsQuery, now: number): Stats {
  const range = resolveRange(query, now);
  const recorded = recordedRange(index, now);
  const toMs = range.toMs ?? recorded.toMs;
  const fromMs = Math.min(range.fromMs ?? recorded.fromMs, toMs);
  const scope: StatsScope = { index, query, fromMs, toMs };
  const by = query.by ?? 'day';
  const facts = usageFacts(scope);
  const models = totalsBy(facts, row => row.model);
  const total = new UsageTotal();
  for (const ofModel of models.values()) total.merge(ofModel);
  const byModel = toRows(models);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(range.toMs ?? now).toISOString(),
    tz: range.tz,
    totals: { ...total.totals(), ...total.means(), mean_proxy_overhead_ms: total.meanOverheadMs },
    group_by: by,
    rows: by === 'model' ? byModel : rowsBy(by, scope, facts, range.tz),
    by_model: byModel,
    by_tool: toolRows(scope),
  };
}

/** Slots of everything that is recorded; up to now at least. */
function recordedRange(index: RecordIndex, now: number): { fromMs: number; toMs: number } {
  const slots = index.database.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT min(slot) FROM usage) AS first, (SELECT max(slot) FROM usage) AS last',
  );
  const fromMs = typeof slots?.first === 'number' ? slots.first * SLOT_MS : now;
  const endMs = typeof slots?.last === 'number' ? (slots.last + 1) * SLOT_MS : now;
  return { fromMs, toMs: Math.max(endMs, Math.ceil(now / SLOT_MS) * SLOT_MS) };
}

function rowsBy(by: StatsGroup, scope: StatsScope, facts: readonly UsageRow[], tz: string): StatsRow[] {
  switch (by) {
    case 'day':
    case 'hour':
      return rowsByTime(by, scope, facts, tz);
    case 'model':
      return toRows(totalsBy(facts, row => row.model));
    case 'tool':
      return toRows(totalsBy(usageByTool(scope), row => row.tool));
    case 'client':
    case 'workspace': {
      const names = sessionNames(scope.index, by);
      return toRows(totalsBy(facts, row => names.get(row.session) ?? ''));
    }
  }
}

/** The most expensive first. */
function toRows(totals: ReadonlyMap<string, UsageTotal>): StatsRow[] {
  return [...totals]
    .map(([key, total]) => toRow(key, total))
    .sort(
      (a, b) =>
        (b.cost_usd ?? -1) - (a.cost_usd ?? -1) ||
        (b.total_tokens ?? -1) - (a.total_tokens ?? -1) ||
        (a.key < b.key ? -1 : 1),
    );
}

/** In order of time. */
function rowsByTime(
  by: 'day' | 'hour',
  scope: StatsScope,
  facts: readonly UsageRow[],
  tz: string,
): StatsRow[] {
  const zone = new ZoneClock(tz, scope.fromMs - DAY_MS, scope.toMs);
  const unitMs = by === 'day' ? DAY_MS : HOUR_MS;
  const totals = totalsBy(facts, ({ slot }) => {
    const ms = slot * SLOT_MS;
    const offsetMs = zone.offsetAt(ms);
    const unit = Math.floor((ms + offsetMs) / unitMs);
    // A day may have two offsets and is known by its number; an hour is known by its instant.
    return by === 'day' ? unit : unit * unitMs - offsetMs;
  });
  return [...totals]
    .sort(([a], [b]) => a - b)
    .map(([key, total]) => toRow(zone.format(by === 'day' ? zone.startOfDay(key) : key), total));
}

function totalsBy<Row extends UsageRow, Key>(
  facts: readonly Row[],
  keyOf: (row: Row) => Key,
): Map<Key, UsageTotal> {
  const totals = new Map<Key, UsageTotal>();
  for (const row of facts) {
    const key = keyOf(row);
    let total = totals.get(key);
    if (total === undefined) {
      total = new UsageTotal();
      totals.set(key, total);
    }
    total.add(row);
  }
  return totals;
}

function toRow(key: string, total: UsageTotal): StatsRow {
  return { key, ...total.totals(), ...total.means() };
}

function sessionNames(index: RecordIndex, column: 'client' | 'workspace'): Map<number, string> {
  const rows = index.database.all<{ key: number; name: string | null }>(
    `SELECT key, ${column} AS name FROM sessions`,
  );
  return new Map(rows.map(({ key, name }) => [key, name ?? '']));
}

/** The most called first. */
function toolRows(scope: StatsScope): ToolStatsRow[] {
  const tools = new Map<string, Map<string, ToolSums>>();
  for (const row of toolFacts(scope)) {
    let servers = tools.get(row.name);
    if (servers === undefined) {
      servers = new Map();
      tools.set(row.name, servers);
    }
    const sums = servers.get(row.server);
    if (sums === undefined) servers.set(row.server, { ...row });
    else addCalls(sums, row);
  }
  return [...tools.values()]
    .flatMap(servers => [...servers.values()])
    .sort((a, b) => b.call_count - a.call_count || (a.name < b.name ? -1 : 1))
    .map(sums => ({
      name: sums.name,
      server: sums.server === '' ? null : sums.server,
      call_count: sums.call_count,
      error_count: sums.error_count,
      mean_duration_ms: mean(sums.duration_sum, sums.duration_count),
    }));
}

function addCalls(sums: ToolSums, row: ToolSums): void {
  sums.call_count += row.call_count;
  sums.error_count += row.error_count;
  sums.duration_sum += row.duration_sum;
  sums.duration_count += row.duration_count;
}
