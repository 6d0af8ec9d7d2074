// How often each tool was called, how often it failed, how long it took.
import type { StatsQuery, ToolStatsRow } from '../../../protocol/api.ts';
import type { SqlDatabase, SqlValue } from '../sqlEngine.ts';
import { addRanges, requestFilters, type SlotRange, wholeSlots } from './usageSource.ts';

type SumRow = Omit<ToolStatsRow, 'mean_duration_ms'> & { duration_sum: number; duration_count: number };

/** A call belongs to the time of the request whose answer made it. */
export function readToolStats(
  database: SqlDatabase,
  scope: { query: StatsQuery; fromMs: number; toMs: number },
): ToolStatsRow[] {
  const { sql, params } = toolSource(scope);
  return database
    .all<SumRow>(
      `SELECT name, nullif(server, '') AS server, sum(call_count) AS call_count, sum(error_count) AS error_count,
        sum(duration_sum) AS duration_sum, sum(duration_count) AS duration_count
        FROM (${sql}) GROUP BY name, server ORDER BY call_count DESC, name`,
      params,
    )
    .map(({ name, server, call_count, error_count, duration_sum, duration_count }) => ({
      name,
      server,
      call_count,
      error_count,
      mean_duration_ms: mean(duration_sum, duration_count),
    }));
}

/** Null over nothing. */
export function mean(sum: number | null, count: number | null): number | null {
  return sum === null || count === null || count === 0 ? null : sum / count;
}

function toolSource(scope: { query: StatsQuery; fromMs: number; toMs: number }): {
  sql: string;
  params: SqlValue[];
} {
  const { query } = scope;
  const slots = wholeSlots(scope);
  // Roll-ups of tools don't know which model called.
  if (slots === null || query.model !== undefined || query.provider !== undefined) {
    return callsBetween(query, [[scope.fromMs, scope.toMs]]);
  }
  const where = requestFilters(query);
  where.add('r.slot >= ? AND r.slot < ?', slots.first, slots.end);
  if (query.tool !== undefined) where.add('r.name = ?', query.tool);
  const edges = callsBetween(query, slots.edges);
  return {
    sql: `SELECT r.name, r.server, r.call_count, r.error_count, r.duration_sum, r.duration_count
      FROM tool_usage r WHERE ${where.sql} UNION ALL ${edges.sql}`,
    params: [...where.params, ...edges.params],
  };
}

function callsBetween(query: StatsQuery, ranges: SlotRange['edges']): { sql: string; params: SqlValue[] } {
  const where = requestFilters(query);
  addRanges(where, ranges);
  if (query.tool !== undefined) where.add('c.name = ?', query.tool);
  return {
    sql: `SELECT c.name, coalesce(c.server, '') AS server, 1 AS call_count, coalesce(c.is_error, 0) AS error_count,
      coalesce(c.duration_ms, 0) AS duration_sum, c.duration_ms IS NOT NULL AS duration_count
      FROM requests r JOIN tool_calls c ON c.session = r.session AND c.request = r.key WHERE ${where.sql}`,
    params: where.params,
  };
}
