// Finds the token of redaction that a selection or a cursor touches. Pure.
import { TOKEN_IN_TEXT } from '../../protocol/redaction.ts';

/** @param start and `end` of the selection in the line; equal for a cursor */
export function tokenAt(line: string, start: number, end: number): string | undefined {
  for (const match of line.matchAll(TOKEN_IN_TEXT)) {
    if (match.index <= end && match.index + match[0].length >= start) return match[0];
  }
  return undefined;
}
