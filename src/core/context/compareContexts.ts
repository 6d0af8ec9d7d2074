// What changed between the contexts of two requests: pieces that came, pieces that left, where they stop being the same.
import type { ContextSegment } from './contextSegments.ts';

export interface ContextChange {
  added: ContextSegment[];
  dropped: ContextSegment[];
  /** The first piece of the older context that the newer one no longer has in its place; null when all are there. */
  brokenAt: ContextSegment | null;
}

/** @param isPartial the provider keeps the history of `after`: what is not there was not dropped */
export function compareContexts(
  before: readonly ContextSegment[],
  after: readonly ContextSegment[],
  isPartial = false,
): ContextChange {
  let same = 0;
  while (same < before.length && before[same]?.key === after[same]?.key) same += 1;
  const restBefore = before.slice(same);
  const restAfter = after.slice(same);
  const added = without(restAfter, restBefore);
  if (isPartial) return { added, dropped: [], brokenAt: null };
  return {
    added,
    dropped: without(restBefore, restAfter),
    brokenAt: restBefore[0] ?? null,
  };
}

/** Those of `segments` that `others` has no counterpart for, each counted once. */
function without(segments: readonly ContextSegment[], others: readonly ContextSegment[]): ContextSegment[] {
  const left = new Map<string, number>();
  for (const { key } of others) left.set(key, (left.get(key) ?? 0) + 1);
  return segments.filter(({ key }) => {
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}
