// Shapes of `GET /stats`, and the names that its query may use.
import type { CostFields, Totals } from './api.ts';

export interface StatsPart extends CostFields {
  key: string;
  request_count: number;
  total_tokens: number | null;
}

/** Of requests that ask a model. Percentiles are within 2 %; buckets have round ends and exact counts. */
export interface Distribution {
  count: number;
  mean_ms: number | null;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  /** In order, without gaps; `to_ms` is exclusive, null: no end. */
  buckets: { from_ms: number; to_ms: number | null; count: number }[];
}

export interface StatsLatency {
  duration: Distribution;
  time_to_first_token: Distribution;
  proxy_overhead: Distribution;
  /** Of the mean duration. */
  proxy_overhead_share: number | null;
}

export interface HeatMapCell extends CostFields {
  /** Monday is 1. */
  weekday: number;
  hour: number;
  request_count: number;
  error_count: number;
  total_tokens: number | null;
}

export interface TopSession extends CostFields {
  id: string;
  title: string | null;
  client: string;
  workspace: string | null;
  started_at: string;
  request_count: number;
  error_count: number;
  total_tokens: number | null;
}

export const STATS_SPLITS = ['model', 'provider', 'client', 'workspace'] as const;
export const STATS_GROUPS = ['day', 'hour', 'week', 'month', 'tool', ...STATS_SPLITS] as const;
export type StatsGroup = (typeof STATS_GROUPS)[number];

const STATS_INCLUDES = [
  'previous',
  'latency',
  'heat_map',
  'top_sessions',
  'providers',
  'clients',
  'workspaces',
] as const;
export type StatsInclude = (typeof STATS_INCLUDES)[number];
const anyInclude = STATS_INCLUDES.join('|');
/** Some of them, with commas between. */
export const STATS_INCLUDE_LIST = new RegExp(`^(${anyInclude})(,(${anyInclude}))*$`);

/** Sums and means of a bucket or a range. */
interface StatsFigures extends Totals {
  /** What cached input would have cost as plain input, less what it cost: below 0 where writing cost more than it saved. */
  cache_savings_usd: number | null;
  mean_duration_ms: number | null;
  mean_time_to_first_token_ms: number | null;
}

export interface StatsRow extends StatsFigures {
  /** RFC 3339 start of the bucket for a group of time (in the asked time zone), else the model, client, … */
  key: string;
  /** Only with `split`, the most expensive first. */
  split?: StatsPart[];
}

export interface StatsTotals extends StatsFigures {
  mean_proxy_overhead_ms: number | null;
}

export interface ToolStatsRow {
  name: string;
  server: string | null;
  call_count: number;
  error_count: number;
  mean_duration_ms: number | null;
  p95_duration_ms: number | null;
}

export interface Stats {
  from: string;
  to: string;
  tz: string;
  /** Sums of demo sessions: they count while nothing else is recorded, or where they are asked for. */
  is_demo: boolean;
  totals: StatsTotals;
  group_by: string;
  rows: StatsRow[];
  by_model: StatsRow[];
  by_tool: ToolStatsRow[];
  /** The rest only where `include` names it. Null: the range has no beginning of its own. */
  previous?: { from: string; to: string; totals: StatsTotals } | null;
  latency?: StatsLatency;
  heat_map?: HeatMapCell[];
  top_sessions?: TopSession[];
  by_provider?: StatsRow[];
  by_client?: StatsRow[];
  by_workspace?: StatsRow[];
}
