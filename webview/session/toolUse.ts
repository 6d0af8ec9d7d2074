// Sums up a session's tool calls by tool. Pure.
import type { RequestSummary, ToolStatsRow } from '../../src/protocol/api.ts';

/** Most used first. The mean is over the calls whose time is known. */
export function sumTools(requests: readonly RequestSummary[]): ToolStatsRow[] {
  const rows = new Map<string, { row: ToolStatsRow; totalMs: number; timed: number }>();
  for (const call of requests.flatMap(request => request.tool_calls)) {
    const key = JSON.stringify([call.server, call.name]);
    const sum = rows.get(key) ?? {
      row: { name: call.name, server: call.server, call_count: 0, error_count: 0, mean_duration_ms: null },
      totalMs: 0,
      timed: 0,
    };
    rows.set(key, sum);
    sum.row.call_count += 1;
    if (call.is_error === true) sum.row.error_count += 1;
    if (call.duration_ms === null) continue;
    sum.totalMs += call.duration_ms;
    sum.timed += 1;
    sum.row.mean_duration_ms = sum.totalMs / sum.timed;
  }
  return [...rows.values()]
    .map(sum => sum.row)
    .sort((a, b) => b.call_count - a.call_count || a.name.localeCompare(b.name));
}
