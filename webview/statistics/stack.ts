// Heights of stacked bars: for each kind of token the sum of it and all kinds below. Pure.
import { splitTokens, TOKEN_KINDS } from '../tokenKinds.ts';
import type { Bucket } from './buckets.ts';

/** One list a kind, in the order of `TOKEN_KINDS`; the last one holds the whole. */
export function stackTokens(buckets: readonly Bucket[]): number[][] {
  const sums = buckets.map(() => 0);
  return TOKEN_KINDS.map(({ kind }) =>
    buckets.map((bucket, index) => {
      const height = (sums[index] ?? 0) + (bucket.row === null ? 0 : splitTokens(bucket.row)[kind]);
      sums[index] = height;
      return height;
    }),
  );
}
