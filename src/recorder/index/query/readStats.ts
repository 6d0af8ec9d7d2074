// Totals and series over a range of time, as `GET /stats` and the live snapshot show them.
import type { Stats, StatsQuery, StatsRow, Totals } from '../../../protocol/api.ts';
import { SLOT_MS } from '../schema.ts';
import type { SqlDatabase } from '../sqlEngine.ts';
import { formatLocal, startOfDay, type ZoneSegment, zoneSegments } from './localTime.ts';
import { mean, readToolStats } from './readToolStats.ts';
import { resolveRange } from './timeRange.ts';
import { TOTAL_SUMS, usageSource } from './usageSource.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

type StatsGroup = NonNullable<StatsQuery['by']>;

/** Of `TOTAL_SUMS`: sums over no row at all are null. */
type SumRow = Omit<Totals, 'cost_incomplete' | 'request_count' | 'error_count' | 'tool_call_count'> & {
  request_count: number | null;
  error_count: number | null;
  tool_call_count: number | null;
  unknown_cost_count: number | null;
  duration_sum: number | null;
  duration_count: number | null;
  first_token_sum: number | null;
  first_token_count: number | null;
  overhead_sum: number | null;
  overhead_count: number | null;
};

interface Scope {
  database: SqlDatabase;
  query: StatsQuery;
  fromMs: number;
  toMs: number;
  tz: string;
  segments: ZoneSegment[];
}

/** @param now milliseconds since the epoch, the end of a range without one */
export function readStats(database: SqlDatabase, query: StatsQuery, now: number): Stats {
  const range = resolveRange(query, now);
  // Nothing can lie ahead, except by a clock that was set back.
  const toMs = range.toMs ?? Math.max(now + 1, endOfRecord(database));
  const fromMs = Math.min(range.fromMs ?? firstStart(database) ?? now, toMs);
  const segments = zoneSegments(range.tz, fromMs, toMs);
  const scope: Scope = { database, query, fromMs, toMs, tz: range.tz, segments };
  const by = query.by ?? 'day';
  const byModel = readRows(scope, 'model');
  const totals = readSums(scope);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(range.toMs ?? now).toISOString(),
    tz: range.tz,
    totals: {
      ...toTotals(totals),
      ...meansOf(totals),
      mean_proxy_overhead_ms: mean(totals.overhead_sum, totals.overhead_count),
    },
    group_by: by,
    rows: by === 'model' ? byModel : readRows(scope, by),
    by_model: byModel,
    by_tool: readToolStats(database, scope),
  };
}

function readSums(scope: Scope): SumRow {
  const source = usageSource({ ...scope, isExact: false });
  const row = scope.database.get<SumRow>(
    `SELECT ${TOTAL_SUMS}, count(DISTINCT u.session) AS session_count FROM (${source.sql}) u`,
    source.params,
  );
  if (row === null) throw new Error('an aggregate has one row');
  return row;
}

function readRows(scope: Scope, by: StatsGroup): StatsRow[] {
  const source = usageSource({ ...scope, isExact: by === 'tool' });
  const { key, join } = groupOf(scope, by);
  const order = by === 'day' || by === 'hour' ? '1' : 'cost_usd DESC, total_tokens DESC, 1';
  const rows = scope.database.all<SumRow & { key: string | number }>(
    `SELECT ${key} AS key, ${TOTAL_SUMS}, count(DISTINCT u.session) AS session_count
      FROM (${source.sql}) u ${join} GROUP BY 1 ORDER BY ${order}`,
    source.params,
  );
  return rows.map(row => ({
    key: typeof row.key === 'number' ? bucketStart(scope.tz, by, row.key) : row.key,
    ...toTotals(row),
    ...meansOf(row),
  }));
}

function groupOf(scope: Scope, by: StatsGroup): { key: string; join: string } {
  const session = 'JOIN sessions s ON s.key = u.session';
  switch (by) {
    case 'model':
      return { key: 'u.model', join: '' };
    case 'client':
      return { key: 's.client', join: session };
    case 'workspace':
      return { key: "coalesce(s.workspace, '')", join: session };
    case 'tool':
      // A request that calls a tool twice counts once.
      return {
        key: 'c.name',
        join: 'JOIN (SELECT DISTINCT session, request, name FROM tool_calls) c ON c.session = u.session AND c.request = u.request',
      };
    case 'day':
    case 'hour':
      return { key: localBucket(scope.segments, by), join: '' };
  }
}

/** A local day's number, or the instant at which a local hour begins; all numbers in it are our own. */
function localBucket(segments: readonly ZoneSegment[], unit: 'day' | 'hour'): string {
  const bucket = (offsetMs: number): string =>
    unit === 'day'
      ? `CAST((u.started_ms + ${offsetMs}) / ${DAY_MS} AS INTEGER)`
      : `CAST((u.started_ms + ${offsetMs}) / ${HOUR_MS} AS INTEGER) * ${HOUR_MS} - ${offsetMs}`;
  const [first, ...later] = segments;
  const cases = later
    .toReversed()
    .map(({ fromMs, offsetMs }) => `WHEN u.started_ms >= ${fromMs} THEN ${bucket(offsetMs)}`);
  const otherwise = bucket(first?.offsetMs ?? 0);
  return cases.length === 0 ? otherwise : `CASE ${cases.join(' ')} ELSE ${otherwise} END`;
}

function bucketStart(tz: string, by: StatsGroup, bucket: number): string {
  if (by === 'hour') return formatLocal(tz, bucket);
  const date = new Date(bucket * DAY_MS);
  return formatLocal(tz, startOfDay(tz, date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()));
}

function firstStart(database: SqlDatabase): number | null {
  const slot = database.get<{ slot: number | null }>('SELECT min(slot) AS slot FROM usage')?.slot ?? null;
  return slot === null ? null : slot * SLOT_MS;
}

function endOfRecord(database: SqlDatabase): number {
  const slot = database.get<{ slot: number | null }>('SELECT max(slot) AS slot FROM usage')?.slot ?? null;
  return slot === null ? 0 : (slot + 1) * SLOT_MS;
}

function toTotals(row: SumRow): Totals {
  return {
    request_count: row.request_count ?? 0,
    error_count: row.error_count ?? 0,
    session_count: row.session_count,
    tool_call_count: row.tool_call_count ?? 0,
    input_tokens: row.input_tokens,
    output_tokens: row.output_tokens,
    reasoning_tokens: row.reasoning_tokens,
    cache_read_tokens: row.cache_read_tokens,
    cache_write_5m_tokens: row.cache_write_5m_tokens,
    cache_write_1h_tokens: row.cache_write_1h_tokens,
    total_tokens: row.total_tokens,
    cost_usd: row.cost_usd,
    cost_incomplete: (row.unknown_cost_count ?? 0) > 0,
  };
}

function meansOf(row: SumRow): {
  mean_duration_ms: number | null;
  mean_time_to_first_token_ms: number | null;
} {
  return {
    mean_duration_ms: mean(row.duration_sum, row.duration_count),
    mean_time_to_first_token_ms: mean(row.first_token_sum, row.first_token_count),
  };
}
