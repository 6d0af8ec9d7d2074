// Shares the beginning of a recorded body with an earlier request's, and puts bodies together again.
import type { BodyPart } from '../../protocol/journal.ts';

/** A part without references: literal text, or the ordinal of a block. */
export type PlainPart = string | number;

export interface EarlierBody {
  /** Request id. */
  id: string;
  /** Its parts with references expanded. */
  parts: readonly PlainPart[];
}

/** A reference takes about as much room as two short parts. */
const MIN_SHARED_PARTS = 3;

/** Replaces the longest beginning that an earlier body has too by a reference to it. */
export function shareParts(parts: readonly PlainPart[], previous: readonly EarlierBody[]): BodyPart[] {
  let best: { of: string; n: number } | null = null;
  for (const { id, parts: earlier } of previous) {
    const n = commonLength(parts, earlier);
    if (n >= MIN_SHARED_PARTS && n > (best?.n ?? 0)) best = { of: id, n };
  }
  return best === null ? [...parts] : [best, ...parts.slice(best.n)];
}

function commonLength(a: readonly PlainPart[], b: readonly PlainPart[]): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return length;
}

/**
 * The parts without references. Null when a referenced request is missing, too short, or refers back to itself.
 * @param partsOf parts of a request by its id, as written or already expanded
 */
export function expandParts(
  parts: readonly BodyPart[],
  partsOf: (id: string) => readonly BodyPart[] | undefined,
): PlainPart[] | null {
  const expanded: PlainPart[] = [];
  const isWhole = appendParts(parts, Number.POSITIVE_INFINITY, partsOf, new Set(), expanded);
  return isWhole ? expanded : null;
}

/** Appends at most `limit` parts to `into`; false when one could not be found. */
function appendParts(
  parts: readonly BodyPart[],
  limit: number,
  partsOf: (id: string) => readonly BodyPart[] | undefined,
  open: Set<string>,
  into: PlainPart[],
): boolean {
  const end = into.length + limit;
  for (const part of parts) {
    if (into.length >= end) return true;
    if (typeof part !== 'object') {
      into.push(part);
      continue;
    }
    const earlier = open.has(part.of) ? undefined : partsOf(part.of);
    if (earlier === undefined) return false;
    const wanted = Math.min(part.n, end - into.length);
    const before = into.length;
    open.add(part.of);
    const isFound = appendParts(earlier, wanted, partsOf, open, into);
    open.delete(part.of);
    if (!isFound || into.length - before < wanted) return false;
  }
  return true;
}

/** The body's text; null when a block is missing. */
export function joinParts(
  parts: readonly PlainPart[],
  textOf: (ordinal: number) => string | undefined,
): string | null {
  const texts: string[] = [];
  for (const part of parts) {
    const text = typeof part === 'string' ? part : textOf(part);
    if (text === undefined) return null;
    texts.push(text);
  }
  return texts.join('');
}
