// The tables that `lunaroute stats` prints.

import { formatCost, formatCount, formatDuration, UNKNOWN } from '../protocol/format.ts';
import type { Distribution, Stats, StatsRow, ToolStatsRow, TopSession } from '../protocol/stats.ts';
import { type Column, formatTable } from './table.ts';

/** What stands below the rows: times, savings, tools and sessions, as far as there are any. */
export function statsTables({ is_demo, latency, totals, by_tool, top_sessions = [] }: Stats): string[] {
  const tables: string[] = [];
  if (is_demo) tables.push('Only demo sessions: no provider was asked and nothing was paid.');
  if (latency !== undefined && latency.duration.count > 0) {
    const times: [string, Distribution][] = [
      ['duration', latency.duration],
      ['first token', latency.time_to_first_token],
      ['proxy overhead', latency.proxy_overhead],
    ];
    tables.push(formatTable(TIME_COLUMNS, times));
  }
  if (totals.cache_savings_usd !== null && totals.cache_savings_usd !== 0)
    tables.push(`The provider's cache saved ${formatSavings(totals.cache_savings_usd)}.`);
  if (by_tool.length > 0) tables.push(formatTable(TOOL_COLUMNS, by_tool));
  if (top_sessions.length > 0) tables.push(formatTable(TOP_COLUMNS, top_sessions));
  return tables;
}

/** Below 0 where writing to the cache cost more than reading from it saved. */
function formatSavings(usd: number): string {
  return usd < 0 ? `-${formatCost(-usd)}` : formatCost(usd);
}

export function statsColumns(group: string): Column<StatsRow>[] {
  const isDate = group === 'day' || group === 'week' || group === 'month';
  return [
    { title: group.toUpperCase(), cell: ({ key }) => (isDate ? key.slice(0, 10) : key) || UNKNOWN },
    { title: 'REQ', isRight: true, cell: row => formatCount(row.request_count) },
    { title: 'ERRORS', isRight: true, cell: row => formatCount(row.error_count) },
    { title: 'INPUT', isRight: true, cell: row => formatCount(row.input_tokens) },
    { title: 'CACHED', isRight: true, cell: row => formatCount(row.cache_read_tokens) },
    { title: 'OUTPUT', isRight: true, cell: row => formatCount(row.output_tokens) },
    { title: 'COST', isRight: true, cell: row => formatCost(row.cost_usd, row.cost_incomplete) },
    { title: 'MEAN', isRight: true, cell: row => formatDuration(row.mean_duration_ms) },
  ];
}

const TOOL_COLUMNS: readonly Column<ToolStatsRow>[] = [
  { title: 'TOOL', cell: ({ name, server }) => (server === null ? name : `${server}/${name}`) },
  { title: 'CALLS', isRight: true, cell: row => formatCount(row.call_count) },
  { title: 'ERRORS', isRight: true, cell: row => formatCount(row.error_count) },
  { title: 'MEAN', isRight: true, cell: row => formatDuration(row.mean_duration_ms) },
  { title: 'P95', isRight: true, cell: row => formatDuration(row.p95_duration_ms) },
];

const TIME_COLUMNS: readonly Column<[string, Distribution]>[] = [
  { title: 'TIME', cell: ([name]) => name },
  { title: 'MEAN', isRight: true, cell: ([, times]) => time(times.mean_ms) },
  { title: 'P50', isRight: true, cell: ([, times]) => time(times.p50_ms) },
  { title: 'P95', isRight: true, cell: ([, times]) => time(times.p95_ms) },
  { title: 'P99', isRight: true, cell: ([, times]) => time(times.p99_ms) },
];

const TOP_COLUMNS: readonly Column<TopSession>[] = [
  { title: 'SESSION', cell: ({ id }) => id },
  { title: 'CLIENT', cell: ({ client }) => client },
  { title: 'REQ', isRight: true, cell: session => formatCount(session.request_count) },
  { title: 'TOKENS', isRight: true, cell: session => formatCount(session.total_tokens) },
  { title: 'COST', isRight: true, cell: session => formatCost(session.cost_usd, session.cost_incomplete) },
  { title: 'TITLE', cell: ({ title }) => title ?? UNKNOWN },
];

/** The proxy's own times are fractions of a millisecond. */
function time(ms: number | null): string {
  return ms !== null && ms < 10 ? `${ms.toFixed(2)} ms` : formatDuration(ms);
}
