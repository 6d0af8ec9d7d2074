// Sums up a session's tool calls by tool. Pure.
import type { RequestSummary } from '../../src/protocol/api.ts';
import type { ToolStatsRow } from '../../src/protocol/stats.ts';

/** Most used first. Mean and P95 are over the calls whose time is known. */
export function sumTools(requests: readonly RequestSummary[]): ToolStatsRow[] {
  const rows = new Map<string, { row: ToolStatsRow; durations: number[] }>();
  for (const call of requests.flatMap(request => request.tool_calls)) {
    const key = JSON.stringify([call.server, call.name]);
    const sum = rows.get(key) ?? {
      row: {
        name: call.name,
        server: call.server,
        call_count: 0,
        error_count: 0,
        mean_duration_ms: null,
        p95_duration_ms: null,
      },
      durations: [],
    };
    rows.set(key, sum);
    sum.row.call_count += 1;
    if (call.is_error === true) sum.row.error_count += 1;
    if (call.duration_ms !== null) sum.durations.push(call.duration_ms);
  }
  return [...rows.values()]
    .map(({ row, durations }) => ({ ...row, ...timesOf(durations.sort((a, b) => a - b)) }))
    .sort((a, b) => b.call_count - a.call_count || a.name.localeCompare(b.name));
}

/** @param durations in order */
function timesOf(durations: readonly number[]): Pick<ToolStatsRow, 'mean_duration_ms' | 'p95_duration_ms'> {
  const total = durations.reduce((sum, ms) => sum + ms, 0);
  return {
    mean_duration_ms: durations.length === 0 ? null : total / durations.length,
    p95_duration_ms: durations[Math.ceil(0.95 * durations.length) - 1] ?? null,
  };
}
