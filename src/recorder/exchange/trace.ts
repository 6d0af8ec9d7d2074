// When a stream's chunks came and how large they were, in few numbers whatever the stream's length.

const MAX_PAIRS = 2000;

export class ChunkTrace {
  chunkCount = 0;
  private pairs: number[] = [];
  private lastAt: number;
  /** Chunks that come closer together than this are counted as one; doubled when the trace gets long. */
  private mergeMs = 0.5;

  /** @param startedAt when the answer's head came: the first chunk's time counts from there */
  constructor(startedAt: number) {
    this.lastAt = startedAt;
  }

  add(at: number, bytes: number): void {
    this.chunkCount++;
    const gap = Math.max(0, at - this.lastAt);
    if (this.pairs.length > 0 && gap < this.mergeMs) {
      this.pairs[this.pairs.length - 1] = (this.pairs.at(-1) ?? 0) + bytes;
      return;
    }
    this.lastAt = at;
    this.pairs.push(Math.round(gap * 10) / 10, bytes);
    if (this.pairs.length > 2 * MAX_PAIRS) this.halve();
  }

  /** Milliseconds since the chunk before, and bytes, pairwise flattened. */
  flat(): number[] {
    return [...this.pairs];
  }

  /** Milliseconds between chunks: one fewer than the trace has. */
  gaps(limit: number): number[] {
    return this.pairs.filter((_, i) => i % 2 === 0).slice(1, limit + 1);
  }

  private halve(): void {
    const halved: number[] = [];
    for (let i = 0; i < this.pairs.length; i += 4) {
      const [gap = 0, bytes = 0, nextGap = 0, nextBytes = 0] = this.pairs.slice(i, i + 4);
      halved.push(Math.round((gap + nextGap) * 10) / 10, bytes + nextBytes);
    }
    this.pairs = halved;
    this.mergeMs *= 2;
  }
}
