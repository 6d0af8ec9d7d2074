// US social security numbers: with hyphens anywhere, otherwise only where the text calls them so.
import { textBefore } from './characters.ts';
import type { Finding } from './finding.ts';
import { type DigitGroup, joinDigits } from './numbers.ts';

const CONTEXT_CHARS = 32;
const NAMED = /\bssn|ssn\b|_ssn|social.{0,3}security/;

export function findSsn(text: string, groups: readonly DigitGroup[]): Finding | null {
  const [area, group, serial] = groups;
  if (area === undefined) return null;
  const isGrouped = area.digits.length === 3 && group?.digits.length === 2 && serial?.digits.length === 4;
  if (isGrouped && group !== undefined && serial !== undefined) {
    const { separator } = serial;
    const isOne = group.separator === separator;
    if (isOne && (/^[-\u2011\u2013]$/.test(separator) || isNamed(text, area)))
      return confirmed(joinDigits([area, group, serial]), area.start, serial.end);
    return null;
  }
  return area.digits.length === 9 && isNamed(text, area)
    ? confirmed(area.digits, area.start, area.end)
    : null;
}

function isNamed(text: string, { start }: DigitGroup): boolean {
  return NAMED.test(textBefore(text, start, CONTEXT_CHARS));
}

/** Never issued: areas 000, 666 and 9xx, group 00, serial 0000. */
function confirmed(digits: string, start: number, end: number): Finding | null {
  const isIssued = !/^(?:000|666|9)/.test(digits) && digits.slice(3, 5) !== '00' && !digits.endsWith('0000');
  return isIssued ? { kind: 'ssn', start, end } : null;
}
