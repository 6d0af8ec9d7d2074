// Cuts a search text into its terms: words, phrases and `field:value`, each with an optional minus.

export interface QueryTerm {
  /** As it was typed. */
  raw: string;
  /** Where it begins. */
  start: number;
  isNegated: boolean;
  /** Lower case; null for a word or phrase. */
  field: string | null;
  /** Without quotes. */
  text: string;
  isQuoted: boolean;
  /** The quote was never closed: it goes to the end. */
  isUnclosed: boolean;
}

/** A minus counts at the beginning of a term only; a colon that others follow (`std::vector`) makes no field. */
const TERM_START = /-?(?:([a-z]+):(?!:|\/\/))?/iy;

export function lexQuery(query: string): QueryTerm[] {
  const terms: QueryTerm[] = [];
  let at = nextTerm(query, 0);
  while (at < query.length) {
    TERM_START.lastIndex = at;
    const start = TERM_START.exec(query)?.[0] ?? '';
    const isNegated = start.startsWith('-');
    const colon = start.indexOf(':');
    const value = readValue(query, at + start.length);
    terms.push({
      raw: query.slice(at, value.end),
      start: at,
      isNegated,
      field: colon === -1 ? null : start.slice(isNegated ? 1 : 0, colon).toLowerCase(),
      text: value.text,
      isQuoted: value.isQuoted,
      isUnclosed: value.isUnclosed,
    });
    at = nextTerm(query, value.end);
  }
  return terms;
}

function nextTerm(query: string, from: number): number {
  let at = from;
  while (at < query.length && /\s/.test(query.charAt(at))) at += 1;
  return at;
}

function readValue(
  query: string,
  start: number,
): { text: string; end: number; isQuoted: boolean; isUnclosed: boolean } {
  if (query.charAt(start) === '"') {
    const close = query.indexOf('"', start + 1);
    if (close === -1)
      return { text: query.slice(start + 1), end: query.length, isQuoted: true, isUnclosed: true };
    return { text: query.slice(start + 1, close), end: close + 1, isQuoted: true, isUnclosed: false };
  }
  const space = query.slice(start).search(/[\s"]/);
  const end = space === -1 ? query.length : start + space;
  return { text: query.slice(start, end), end, isQuoted: false, isUnclosed: false };
}
