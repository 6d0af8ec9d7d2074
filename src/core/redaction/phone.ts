// Phone numbers: written as people write them, and confirmed by the numbering plans of all countries.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { textBefore } from './characters.ts';
import type { Finding, Sight } from './finding.ts';
import { type DigitGroup, joinDigits } from './numbers.ts';

const MIN_DIGITS = 7;
const MAX_DIGITS = 15;
const CONTEXT_CHARS = 24;
const LINE_CHARS = 300;
const NAMED = /phone|mobile|\bmob\b|\bcell|\bcall|\btel\b|\bfax|\bsms|whatsapp|telefon|handy|dial/;
const JOINT = /^(?:[-. \u00a0\u2011/]|\) ?|-? ?\()$/;

/** Also takes the `+` or `(` before the first group. */
export function findPhone(sight: Sight, groups: readonly DigitGroup[]): Finding | null {
  const [first] = groups;
  if (first === undefined) return null;
  const { text, from } = sight;
  const before = text[first.start - 1];
  const hasBracket = before === '(' && first.start > from;
  const plusAt = hasBracket ? first.start - 2 : first.start - 1;
  const hasPlus =
    text[plusAt] === '+' && plusAt >= from && !isGlued(text, plusAt) && !/[)\]]/.test(text[plusAt - 1] ?? '');
  if (!hasPlus && isGlued(text, hasBracket ? first.start - 1 : first.start)) return null;
  const start = hasPlus ? plusAt : hasBracket ? first.start - 1 : first.start;
  for (let count = groups.length; count > 0; count -= 1) {
    const part = groups.slice(0, count);
    const digits = joinDigits(part);
    if (digits.length < MIN_DIGITS) return null;
    if (digits.length > MAX_DIGITS || !part.every((group, i) => i === 0 || JOINT.test(group.separator)))
      continue;
    const isWritten = hasPlus ? isInternational(text, plusAt, part) : isNational(sight, part, hasBracket);
    const end = part.at(-1)?.end ?? start;
    if (isWritten && isAssigned(hasPlus ? `+${digits}` : digits, sight.phoneRegion))
      return { kind: 'phone', start, end };
  }
  return null;
}

/** Behind something that makes a number part of an id, a path, a decimal or a sum. */
function isGlued(text: string, at: number): boolean {
  return (
    /[\w.\-/#$%&@*]/.test(text[at - 1] ?? ' ') &&
    !/(?:^|[^\\])\\[nrt]$/.test(text.slice(Math.max(0, at - 3), at))
  );
}

function isInternational(text: string, plusAt: number, part: readonly DigitGroup[]): boolean {
  // A decimal is none either.
  if (part.some((group, i) => i > 0 && group.separator === '.' && group.digits.length < 2)) return false;
  if (part.length > 1) return true;
  // A number that a diff adds is no phone number.
  const isAtLineStart = plusAt > 0 && text[plusAt - 1] === '\n';
  return !isAtLineStart || !/\n[-+@ ][^\n]*\n$/.test(text.slice(Math.max(0, plusAt - LINE_CHARS), plusAt));
}

/** Without a country code only forms that nothing else has, or with a word that says so. */
function isNational({ text, phoneRegion }: Sight, part: readonly DigitGroup[], hasBracket: boolean): boolean {
  const [first, second] = part;
  if (first === undefined) return false;
  const isNamed = () => NAMED.test(textBefore(text, first.start, CONTEXT_CHARS));
  if (second === undefined) return isNamed();
  if (/^(?:19|20)\d\d$/.test(first.digits) && second.digits.length === 2) return false;
  const shape = part.map(group => group.digits.length).join('-');
  const isAmerican = shape === '3-3-4' || (shape === '1-3-3-4' && first.digits === '1');
  const hasOnlySpaces = part.every(group => group.separator.trim() === '') && !hasBracket;
  if (isAmerican) return !hasOnlySpaces || isNamed();
  const isTrunk = first.digits.startsWith('0') && phoneRegion !== 'US' && phoneRegion !== 'CA';
  const isDotted = second.separator === '.';
  return (isTrunk && !isDotted && first.digits.length >= 2) || isNamed();
}

function isAssigned(number: string, region: string): boolean {
  const country = isSupportedCountry(region) ? (region as CountryCode) : undefined;
  return parsePhoneNumberFromString(number, country)?.isValid() ?? false;
}
