// How long requests took, how long until the first token, and what of it was the proxy's own time.
import { Histogram } from '../../../core/statistics/histogram.ts';
import type { Distribution, StatsLatency } from '../../../protocol/stats.ts';
import type { UsageRow } from '../slotSums.ts';
import type { UsageTotal } from './sumUsage.ts';

/** @param total of the same facts */
export function latencyStats(facts: readonly UsageRow[], total: UsageTotal): StatsLatency {
  const durations = new Histogram();
  const firstTokens = new Histogram();
  const overheads = new Histogram();
  for (const row of facts) {
    durations.add(row.duration_samples);
    firstTokens.add(row.first_token_samples);
    overheads.add(row.overhead_samples);
  }
  const means = total.means();
  const overheadMs = total.meanOverheadMs;
  return {
    duration: toDistribution(durations, means.mean_duration_ms),
    time_to_first_token: toDistribution(firstTokens, means.mean_time_to_first_token_ms),
    proxy_overhead: toDistribution(overheads, overheadMs),
    proxy_overhead_share:
      overheadMs === null || !means.mean_duration_ms ? null : overheadMs / means.mean_duration_ms,
  };
}

function toDistribution(histogram: Histogram, meanMs: number | null): Distribution {
  return {
    count: histogram.count,
    mean_ms: meanMs,
    p50_ms: histogram.percentile(0.5),
    p95_ms: histogram.percentile(0.95),
    p99_ms: histogram.percentile(0.99),
    buckets: histogram.buckets(),
  };
}
