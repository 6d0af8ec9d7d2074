// Splits a snippet of the API at its match marks. Pure.
const MARK_START = '\u0002';
const MARK_END = '\u0003';
/** What hides or reorders text; joiners stay, emoji need them. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export interface SnippetPart {
  text: string;
  isMatch: boolean;
}

/** Parts in order, on one line; a mark without its other half counts for nothing. */
export function splitSnippet(snippet: string): SnippetPart[] {
  const parts: SnippetPart[] = [];
  const add = (text: string, isMatch: boolean) => {
    const shown = text.replace(/\s+/g, ' ').replace(HIDDEN, '');
    if (shown !== '') parts.push({ text: shown, isMatch });
  };
  let at = 0;
  while (at < snippet.length) {
    const start = snippet.indexOf(MARK_START, at);
    const end = start < 0 ? -1 : snippet.indexOf(MARK_END, start);
    if (end < 0) break;
    add(snippet.slice(at, start), false);
    add(snippet.slice(start, end), true);
    at = end + 1;
  }
  add(snippet.slice(at), false);
  return parts;
}
