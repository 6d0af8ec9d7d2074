// Reads a number as people write it: groups of digits with something between.
import { classOf, DIGIT } from './characters.ts';

export interface DigitGroup {
  start: number;
  end: number;
  digits: string;
  /** What stands between the group before and this one; empty for the first. */
  separator: string;
}

const MAX_GROUPS = 12;
const MAX_SEPARATOR = 2;
const SEPARATORS = new Set([' ', '-', '.', '/', '(', ')', '\u00a0', '\u2011', '\u2013']);

/** The groups that begin at the digit `at`, as far as separators join them. */
export function readGroups(text: string, at: number): DigitGroup[] {
  const groups: DigitGroup[] = [];
  let start = at;
  let separator = '';
  while (groups.length < MAX_GROUPS) {
    let end = start;
    while ((classOf(text.charCodeAt(end)) & DIGIT) !== 0) end += 1;
    if (end === start) break;
    groups.push({ start, end, digits: text.slice(start, end), separator });
    let next = end;
    while (next - end <= MAX_SEPARATOR && SEPARATORS.has(text[next] ?? '')) next += 1;
    if (next === end || next - end > MAX_SEPARATOR) break;
    separator = text.slice(end, next);
    start = next;
  }
  return groups;
}

export function joinDigits(groups: readonly DigitGroup[]): string {
  return groups.map(group => group.digits).join('');
}
