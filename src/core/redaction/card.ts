// Payment card numbers: issuer, length and Luhn's check digit, in any grouping.
import { textBefore } from './characters.ts';
import type { Finding } from './finding.ts';
import { type DigitGroup, joinDigits } from './numbers.ts';

const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
/** How cards are printed; such a number may stand beside others. */
const PRINTED = new Set(['4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3', '4-4-4-4-2', '4-4-4-1', '4-4-5', '6-13']);
const NAMED = /card|credit|debit|visa|master|amex|payment|\bpan\b|\bcc\b/;
const CONTEXT_CHARS = 40;

/** @param groups from the first of the number on; later ones may be something else */
export function findCard(text: string, groups: readonly DigitGroup[]): Finding | null {
  const [first] = groups;
  if (first === undefined || /[$#]/.test(text[first.start - 1] ?? '')) return null;
  const joined = joinable(groups);
  for (let count = joined; count > 0; count -= 1) {
    const part = groups.slice(0, count);
    const digits = joinDigits(part);
    if (digits.length < MIN_DIGITS) return null;
    if (digits.length > MAX_DIGITS || !isCardNumber(digits)) continue;
    const isWhole = count === groups.length;
    if (count === 1 ? !isPlausibleRun(text, first, digits) : !isPlausibleGrouping(part, isWhole)) continue;
    return { kind: 'creditCard', start: first.start, end: part.at(-1)?.end ?? first.end };
  }
  return null;
}

/** How many groups one kind of single separator joins. */
function joinable(groups: readonly DigitGroup[]): number {
  const separator = groups[1]?.separator;
  let count = 1;
  while (count < groups.length && groups[count]?.separator === separator) count += 1;
  return separator !== undefined && /^[- \u00a0.\u2011]$/.test(separator) ? count : 1;
}

function isPlausibleGrouping(part: readonly DigitGroup[], isWhole: boolean): boolean {
  if (PRINTED.has(part.map(group => group.digits.length).join('-'))) return true;
  // Dots join versions and object ids; a row of small numbers is a table.
  const hasDot = part[1]?.separator === '.';
  return isWhole && !hasDot && part.length <= 7 && part.every(group => group.digits.length >= 2);
}

/** Ids of this length are common: longer than any card in daily use, a number needs to be called one. */
function isPlausibleRun(text: string, { start }: DigitGroup, digits: string): boolean {
  const isDaily = digits.length === 16 || (digits.length < 16 && /^3[47068]/.test(digits));
  return isDaily || /^62/.test(digits) || NAMED.test(textBefore(text, start, CONTEXT_CHARS));
}

/** By issuer and length, then by Luhn. Public for what else holds a card number, as JSON's numbers may. */
export function isCardNumber(digits: string): boolean {
  return isIssued(digits) && !/^(\d)\1+$/.test(digits) && passesLuhn(digits);
}

function isIssued(digits: string): boolean {
  const { length } = digits;
  if (/^4/.test(digits)) return length === 13 || length === 16 || length === 19;
  if (/^3[47]/.test(digits)) return length === 15;
  if (/^3(?:0[0-5]|[689])/.test(digits)) return length >= 14;
  if (/^35(?:2[89]|[3-8])/.test(digits)) return length >= 16;
  if (/^5[1-5]/.test(digits)) return length === 16;
  if (/^2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)/.test(digits)) return length === 16;
  if (/^6(?:011|4[4-9]|5)/.test(digits)) return length >= 16;
  if (/^62/.test(digits)) return length >= 16;
  // Maestro, from 12 digits on.
  return /^(?:50|5[678]|6)/.test(digits) && length >= MIN_DIGITS;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
