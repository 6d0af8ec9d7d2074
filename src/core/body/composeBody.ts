// Shares what a recorded body repeats with an earlier request's, and puts bodies together again.
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

/**
 * Replaces what an earlier body has too by references to it: of the one with the longest common beginning, or of the
 * first when none has one. After a difference (a cache mark that moved, a clock) the next block that both have, in the
 * same order, is where they agree again. Takes linear time.
 */
export function shareParts(parts: readonly PlainPart[], previous: readonly EarlierBody[]): BodyPart[] {
  let best: { id: string; earlier: readonly PlainPart[]; n: number } | null = null;
  for (const { id, parts: earlier } of previous) {
    const n = commonLength(parts, 0, earlier, 0);
    if (best === null || n > best.n) best = { id, earlier, n };
  }
  return best === null ? [...parts] : shareWith(parts, best.id, best.earlier);
}

function shareWith(parts: readonly PlainPart[], of: string, earlier: readonly PlainPart[]): BodyPart[] {
  // Of equal blocks the first counts: the last would leave out what stands between.
  const places = new Map(earlier.map((part, place): [PlainPart, number] => [part, place]).reverse());
  const shared: BodyPart[] = [];
  let at = 0;
  let from = 0;
  while (at < parts.length) {
    const n = commonLength(parts, at, earlier, from);
    if (n >= MIN_SHARED_PARTS) shared.push(from === 0 ? { of, n } : { of, from, n });
    else shared.push(...parts.slice(at, at + n));
    at += n;
    from += n;
    const next = nextAgreement(parts, at, earlier, from, places);
    shared.push(...parts.slice(at, next.at));
    ({ at, from } = next);
  }
  return shared;
}

/** From `at` on: where a block stands that the earlier body has too, behind `from`, with the literals before it. */
function nextAgreement(
  parts: readonly PlainPart[],
  at: number,
  earlier: readonly PlainPart[],
  from: number,
  places: ReadonlyMap<PlainPart, number>,
): { at: number; from: number } {
  for (let block = at; block < parts.length; block++) {
    const part = parts[block];
    // Literals are alike everywhere.
    if (typeof part !== 'number') continue;
    const place = places.get(part) ?? -1;
    if (place < from) continue;
    let back = 0;
    while (block - back > at && place - back > from && parts[block - back - 1] === earlier[place - back - 1])
      back++;
    return { at: block - back, from: place - back };
  }
  return { at: parts.length, from };
}

function commonLength(a: readonly PlainPart[], atA: number, b: readonly PlainPart[], atB: number): number {
  const length = Math.min(a.length - atA, b.length - atB);
  for (let n = 0; n < length; n++) if (a[atA + n] !== b[atB + n]) return n;
  return Math.max(0, length);
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
    const { from = 0 } = part;
    const to = from + Math.min(part.n, end - into.length);
    const found: PlainPart[] = [];
    open.add(part.of);
    const isFound = appendParts(earlier, to, partsOf, open, found);
    open.delete(part.of);
    if (!isFound || found.length < to) return false;
    for (let at = from; at < to; at++) into.push(found[at] ?? '');
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
