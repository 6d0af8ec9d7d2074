// IPv6 addresses, found by a colon.
import { ALNUM, classOf, HEX, isEscapeBefore } from './characters.ts';
import type { Finding, Sight } from './finding.ts';

const MAX_CHARS = 45;
const COLON = 0x3a;
const DOT = 0x2e;
const GROUPS = 8;

export function findIpv6({ text, from }: Sight, at: number): Finding | null {
  const first = Math.max(from, at - MAX_CHARS);
  let start = at;
  while (start > first && isPart(text.charCodeAt(start - 1))) start -= 1;
  const last = Math.min(text.length, at + MAX_CHARS);
  let end = at;
  while (end < last && isPart(text.charCodeAt(end))) end += 1;
  while (end > start && text.charCodeAt(end - 1) === DOT) end -= 1;
  // `time: 2001:db8::1:` — a single colon at either end is punctuation.
  if (text[end - 1] === ':' && text[end - 2] !== ':') end -= 1;
  if (text[start] === ':' && text[start + 1] !== ':') start += 1;
  if (!isBorder(text, start - 1) && !isEscapeBefore(text, start)) return null;
  if (!isBorder(text, end)) return null;
  const candidate = text.slice(start, end);
  // A number before a double colon is code, unless it is a network.
  if (/^[^:]+::$/.test(candidate) && text[end] !== '/') return null;
  return isAddress(candidate) ? { kind: 'ipAddress', start, end } : null;
}

function isPart(code: number): boolean {
  return code === COLON || code === DOT || (classOf(code) & HEX) !== 0;
}

function isBorder(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (classOf(code) & ALNUM) === 0 && text[at] !== '_' && code !== COLON;
}

function isAddress(candidate: string): boolean {
  const halves = candidate.split('::');
  if (halves.length > 2) return false;
  const groups = candidate.split(':').filter(group => group !== '');
  const tail = groups.at(-1) ?? '';
  const hasIpv4 = tail.includes('.');
  const words = hasIpv4 ? groups.slice(0, -1) : groups;
  if (hasIpv4 && !/^(?:\d{1,3}\.){3}\d{1,3}$/.test(tail)) return false;
  if (!words.every(word => /^[0-9a-f]{1,4}$/i.test(word))) return false;
  const count = words.length + (hasIpv4 ? 2 : 0);
  if (halves.length === 1) return count === GROUPS && words.some(word => word.length >= 3);
  if (count >= GROUPS || candidate === '::' || candidate === '::1') return false;
  return hasIpv4 || isTellingWord(words[0] ?? '', candidate) || count >= 4;
}

/** `dead::beef` may be code; an address that is cut short begins with a digit or a well-known prefix. */
function isTellingWord(first: string, candidate: string): boolean {
  if (candidate.startsWith('::')) return false;
  return first.length >= 3 && (/\d/.test(first) || /^f[cdef]/i.test(first));
}
