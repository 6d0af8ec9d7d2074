// Compiles words and phrases to an FTS4 MATCH expression (SQLite with parenthesis syntax, unicode61 tokens).

export interface TextTerm {
  /** Words, lower case, one space between; several are a phrase. */
  text: string;
  /** The last word may go on. */
  isPrefix: boolean;
  isNegated: boolean;
}

/**
 * All that is asked for, and none of what is not: `("a" AND "b c" AND "pre*") NOT ("x" OR "y")`. Everything stands in quotes
 * and holds words only, so nothing typed can be syntax. Null when nothing is asked for: FTS4 can't search for what is
 * not there alone.
 */
export function toFts(terms: readonly TextTerm[]): string | null {
  const wanted = terms.filter(term => !term.isNegated).map(quote);
  const unwanted = terms.filter(term => term.isNegated).map(quote);
  if (wanted.length === 0) return null;
  if (unwanted.length === 0) return wanted.join(' AND ');
  // One NOT with a list: SQLite limits how deep a chain of them may nest.
  return `(${wanted.join(' AND ')}) NOT (${unwanted.join(' OR ')})`;
}

/** What has one of the terms at least; null for none. */
export function anyOf(terms: readonly TextTerm[]): string | null {
  return terms.length === 0 ? null : terms.map(quote).join(' OR ');
}

function quote({ text, isPrefix }: TextTerm): string {
  return `"${text}${isPrefix ? '*' : ''}"`;
}
