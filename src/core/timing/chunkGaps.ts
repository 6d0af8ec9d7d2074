// How regularly a stream's chunks came, from the trace that the record keeps of it.

export interface ChunkGaps {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/**
 * Percentiles of the milliseconds between chunks, by nearest rank.
 * @param trace milliseconds since the chunk before, and bytes, pairwise flattened; null for a plain reply. The first
 *   pair counts from the answer's head, so it is no gap.
 */
export function chunkGapPercentiles(trace: readonly number[] | null): ChunkGaps {
  const gaps = (trace ?? []).filter((_, at) => at >= 2 && at % 2 === 0).sort((a, b) => a - b);
  const at = (share: number): number | null => gaps[Math.ceil(share * gaps.length) - 1] ?? null;
  return gaps.length < 2
    ? { p50: null, p95: null, p99: null }
    : { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
