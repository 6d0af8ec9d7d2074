// Hostile text made fit for a label: one line, nothing that hides or reorders characters.

/** Controls, line separators, format characters (bidi, zero width, tags) save joiners, and Hangul fillers. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/**
 * One line of plain text of at most `maxLength` characters, cut with `…` and never in the middle of a character.
 * Joiners and variation selectors stay, emoji need them.
 */
export function toLabel(text: string, maxLength = 120): string {
  const line = text
    .slice(0, 4 * maxLength + 64)
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .trim();
  const characters = [...line];
  if (characters.length <= maxLength) return line;
  return `${characters
    .slice(0, maxLength - 1)
    .join('')
    .trimEnd()}…`;
}
