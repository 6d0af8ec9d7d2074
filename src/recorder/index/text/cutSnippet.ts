// Cuts the place of a match out of a text and marks the match, reading words as the full text index does.

export interface SearchTerm {
  /** Lower case; several words are a phrase. */
  text: string;
  isPrefix: boolean;
}

export const MATCH_START = '\u0002';
export const MATCH_END = '\u0003';

/** As unicode61 takes words; marks go with the letter before them. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const ASCII = /^[a-z0-9]*$/;
const COMBINING = /\p{M}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const CHARS_BEFORE = 60;
const CHARS_AFTER = 140;

interface Word {
  start: number;
  end: number;
  folded: string;
}

/** @returns one line of text; `isMarked` is false when no term was found and it is the beginning */
export function cutSnippet(text: string, terms: readonly SearchTerm[]): { text: string; isMarked: boolean } {
  const clean = text.replace(CONTROL, ' ');
  const phrases = terms.map(term => ({
    words: Array.from(wordsOf(term.text), word => word.folded),
    isPrefix: term.isPrefix,
  }));
  const matches = matchesIn(clean, phrases);
  const first = matches[0];
  const start = first === undefined ? 0 : wordStartBefore(clean, first.start - CHARS_BEFORE);
  const end = wholeCharacter(clean, (first?.end ?? CHARS_BEFORE) + CHARS_AFTER);
  let marked = start > 0 ? '…' : '';
  let at = start;
  for (const match of matches) {
    if (match.start < at || match.end > end) continue;
    marked += clean.slice(at, match.start) + MATCH_START + clean.slice(match.start, match.end) + MATCH_END;
    at = match.end;
  }
  marked += clean.slice(at, end) + (end < clean.length ? '…' : '');
  return { text: marked.replace(/\s+/g, ' ').trim(), isMarked: first !== undefined };
}

interface Phrase {
  words: readonly string[];
  isPrefix: boolean;
}

/** Places of the phrases in order, up to what a snippet around the first of them shows. */
function matchesIn(text: string, phrases: readonly Phrase[]): { start: number; end: number }[] {
  const longest = Math.max(0, ...phrases.map(phrase => phrase.words.length));
  const matches: { start: number; end: number }[] = [];
  const words: Word[] = [];
  if (longest === 0) return matches;
  for (const word of wordsOf(text)) {
    const first = matches[0];
    if (first !== undefined && word.start > first.end + CHARS_AFTER) break;
    words.push(word);
    if (words.length < longest) continue;
    addMatches(words, phrases, matches);
    words.shift();
  }
  for (; words.length > 0; words.shift()) addMatches(words, phrases, matches);
  return matches;
}

/** What begins with the first of the words. */
function addMatches(
  words: readonly Word[],
  phrases: readonly Phrase[],
  matches: { start: number; end: number }[],
): void {
  for (const phrase of phrases) {
    const last = words[phrase.words.length - 1];
    const first = words[0];
    if (first === undefined || last === undefined || phrase.words.length === 0) continue;
    if (isPhraseAt(words, phrase)) matches.push({ start: first.start, end: last.end });
  }
}

function isPhraseAt(words: readonly Word[], phrase: Phrase): boolean {
  return phrase.words.every((wanted, i) => {
    const folded = words[i]?.folded ?? '';
    const isOpen = phrase.isPrefix && i === phrase.words.length - 1;
    return isOpen ? folded.startsWith(wanted) : folded === wanted;
  });
}

function* wordsOf(text: string): Generator<Word, void, void> {
  for (const match of text.matchAll(WORD)) {
    yield { start: match.index, end: match.index + match[0].length, folded: fold(match[0]) };
  }
}

function fold(word: string): string {
  const lower = word.toLowerCase();
  return ASCII.test(lower) ? lower : lower.normalize('NFD').replace(COMBINING, '');
}

/** Not in the middle of a word, if one ends soon. */
function wordStartBefore(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.slice(at, at + 20).search(/\s/);
  return wholeCharacter(text, space === -1 ? at : at + space + 1);
}

/** Not between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}
