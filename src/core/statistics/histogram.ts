// Counts durations that were kept as characters, and tells percentiles and buckets of them. Pure.
import { EDGES_MS, edgeBelow, SAMPLE_COUNT, sampleIndex, sampleMs } from './durationScale.ts';

export interface HistogramBucket {
  from_ms: number;
  /** Exclusive; null: no end. */
  to_ms: number | null;
  count: number;
}

export class Histogram {
  private readonly counts = new Uint32Array(SAMPLE_COUNT);
  private total = 0;

  /** @param samples one character a duration */
  add(samples: string): void {
    const { counts } = this;
    for (let i = 0; i < samples.length; i++) {
      const index = sampleIndex(samples.charCodeAt(i));
      counts[index] = (counts[index] ?? 0) + 1;
    }
    this.total += samples.length;
  }

  get count(): number {
    return this.total;
  }

  /** The nearest rank, within 2 %; null over nothing. @param share 0.95 for P95 */
  percentile(share: number): number | null {
    if (this.total === 0) return null;
    let left = Math.max(1, Math.ceil(share * this.total));
    for (const [index, count] of this.counts.entries()) {
      left -= count;
      if (left <= 0) return sampleMs(index);
    }
    return null;
  }

  /** From the first to the last that has any, empty ones between them included. */
  buckets(): HistogramBucket[] {
    const sums = new Map<number, number>();
    for (const [index, count] of this.counts.entries()) {
      if (count > 0) sums.set(edgeBelow(index), (sums.get(edgeBelow(index)) ?? 0) + count);
    }
    const edges = [...sums.keys()];
    const first = edges[0] ?? 0;
    const last = edges.at(-1) ?? -1;
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      from_ms: EDGES_MS[first + i] ?? 0,
      to_ms: EDGES_MS[first + i + 1] ?? null,
      count: sums.get(first + i) ?? 0,
    }));
  }
}
