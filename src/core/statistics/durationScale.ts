// Durations as single characters: 6 steps a decade with round ends, each cut into 24 equal parts (1 to 3 % wide). Pure.

/** The steps of a decade; all are exact ends of buckets, so that counts between them are exact. */
const STEPS = ['1', '1.5', '2', '3', '5', '7.5'] as const;
const FIRST_DECADE = -2;
const LAST_DECADE = 6;
const PARTS = 24;
/** Characters from here on: printable, and far from surrogates. */
const FIRST_CODE = 0x21;

/** Ends of the buckets that people see, in milliseconds: 0.01, 0.015, 0.02, … 10,000,000. */
export const EDGES_MS: readonly number[] = [
  ...Array.from({ length: LAST_DECADE - FIRST_DECADE + 1 }, (_, i) => i + FIRST_DECADE).flatMap(decade =>
    STEPS.map(step => Number(`${step}e${decade}`)),
  ),
  Number(`1e${LAST_DECADE + 1}`),
];

/** Number of values a character can tell apart: those between the edges, one below and one above. */
export const SAMPLE_COUNT = (EDGES_MS.length - 1) * PARTS + 2;

/** The character of a duration; null for one that is unknown. */
export function sampleOf(ms: number | null): string | null {
  return ms === null || Number.isNaN(ms) ? null : String.fromCharCode(FIRST_CODE + indexOf(ms));
}

/** 0 for less than the first edge, else 1 + the part. */
export function sampleIndex(code: number): number {
  return Math.min(SAMPLE_COUNT - 1, Math.max(0, code - FIRST_CODE));
}

/** Between which edges a sample lies: -1 below the first, the last one's index above. */
export function edgeBelow(index: number): number {
  return index === 0 ? -1 : Math.floor((index - 1) / PARTS);
}

/** Middle of what a sample may have been, in milliseconds, with three digits. */
export function sampleMs(index: number): number {
  const edge = edgeBelow(index);
  const from = EDGES_MS[edge];
  const to = EDGES_MS[edge + 1];
  if (from === undefined) return 0;
  if (to === undefined) return from;
  const part = (index - 1) % PARTS;
  return Number((from + ((to - from) * (part + 0.5)) / PARTS).toPrecision(3));
}

function indexOf(ms: number): number {
  const edge = lastEdgeUpTo(ms);
  const from = EDGES_MS[edge];
  const to = EDGES_MS[edge + 1];
  if (from === undefined) return 0;
  if (to === undefined) return SAMPLE_COUNT - 1;
  return 1 + edge * PARTS + Math.min(PARTS - 1, Math.floor(((ms - from) / (to - from)) * PARTS));
}

function lastEdgeUpTo(ms: number): number {
  let low = -1;
  let high = EDGES_MS.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ms >= (EDGES_MS[middle] ?? Number.POSITIVE_INFINITY)) low = middle;
    else high = middle;
  }
  return low;
}
