// What the full text index takes for words: whoever marks what was found has to cut a text alike.

/** Of a character class: what a word is made of, as SQLite's unicode61 has it; marks go with the letter before them. */
export const WORD_CHARACTERS = '\\p{L}\\p{N}\\p{M}\\p{Co}';
const WORDS = new RegExp(`[${WORD_CHARACTERS}]+`, 'gu');
const HAS_WORD = /[\p{L}\p{N}\p{Co}]/u;

/** The words of a text as the index has them; `don't` and `foo-bar` are two each. */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(WORDS) ?? []).filter(word => HAS_WORD.test(word));
}
