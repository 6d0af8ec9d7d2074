// IPv4 addresses, told from versions and object ids that look the same.
import { textBefore } from './characters.ts';
import type { Finding } from './finding.ts';
import type { DigitGroup } from './numbers.ts';

const CONTEXT_CHARS = 24;
const VERSION_BEFORE =
  /(?:version|section |§|\brfc \d+ |see: |,v |ersion["'\s:=(]+|\brelease|\bbuild|[~^]|[=<>~!]=\s?|[a-z]\/|\bv|==)$|version\W{1,8}$/;
const NAMED = /\bip|addr|host|client|server|peer|from|remote|ping|ffff:$/;

export function findIpv4(text: string, groups: readonly DigitGroup[]): Finding | null {
  const octets = groups.slice(0, 4);
  const [first] = octets;
  const last = octets[3];
  if (first === undefined || last === undefined) return null;
  if (!octets.every((octet, i) => isOctet(octet.digits) && (i === 0 || octet.separator === '.'))) return null;
  const next = text.slice(last.end, last.end + 2);
  if (/^(?:[\w]|\.\d|-[a-z])/i.test(next)) return null;
  if (!isAddress(octets.map(octet => Number(octet.digits)))) return null;
  const before = textBefore(text, first.start, CONTEXT_CHARS);
  if (VERSION_BEFORE.test(before)) return null;
  // Numbers of sections in comments are small.
  if (/(?:\/\/|#|\*) ?$/.test(before) && octets.every(octet => Number(octet.digits) < 64)) return null;
  // Object ids begin like this, and examples of versions.
  if (
    /^(?:1\.[23]|2\.5)\./.test(text.slice(first.start, last.end)) &&
    !NAMED.test(before) &&
    !/^[:/]\d/.test(next)
  )
    return null;
  return { kind: 'ipAddress', start: first.start, end: last.end };
}

function isOctet(digits: string): boolean {
  return digits.length <= 3 && Number(digits) <= 255 && (digits.length === 1 || !digits.startsWith('0'));
}

/** Loopback, unspecified, network masks and broadcast say nothing about anybody. */
function isAddress([first = 0]: readonly number[]): boolean {
  return first !== 0 && first !== 127 && first !== 255;
}
