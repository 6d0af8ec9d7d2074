// Email addresses, found by their `@`.
import { ALNUM, classOf, isEscapeBefore, LOCAL_MARK } from './characters.ts';
import type { Finding, Sight } from './finding.ts';

const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;
/** Endings of file and unit names that are no top-level domains, though they look like one behind an `@`. */
const FILE_ENDINGS = new Set(
  (
    'png jpg jpeg gif svg webp ico bmp css scss sass less html htm xml json yaml yml toml lock txt js jsx mjs cjs ts tsx mts ' +
    'vue svelte java class jar kt go rb php exe dll cpp hpp pdf service socket timer target mount slice'
  ).split(' '),
);

/** @param at of the `@`, or of the `%` of `%40` */
export function findEmail({ text, from }: Sight, at: number, width: number): Finding | null {
  const start = startOfLocal(text, at, from);
  if (start === at) return null;
  const end = endOfDomain(text, at + width);
  if (end === -1) return null;
  const local = text.slice(start, at);
  const next = text[end];
  // An SSH remote, a user name in a URL, and a call are no addresses.
  if (local === 'git' || next === '(' || text.startsWith('://', start - 3)) return null;
  return { kind: 'email', start, end };
}

function startOfLocal(text: string, at: number, from: number): number {
  const first = Math.max(from, at - MAX_LOCAL);
  let start = at;
  while (start > first && isLocal(text.charCodeAt(start - 1)) && !text.startsWith('..', start - 2))
    start -= 1;
  if (isEscapeBefore(text, start + 1)) start += 1;
  // In URLs `%40` and `%2C` stand between what is no part of it.
  while (start < at && !isWord(text.charCodeAt(start))) start += 1;
  return text[at - 1] === '.' ? at : start;
}

function endOfDomain(text: string, from: number): number {
  const last = Math.min(text.length, from + MAX_DOMAIN);
  let end = from;
  let labels = 0;
  let labelStart = from;
  let lastEnd = -1;
  for (; end <= last; end += 1) {
    const code = text.charCodeAt(end);
    if (isWord(code) || (code === 0x2d && end > labelStart)) continue;
    if (end === labelStart || end - labelStart > 63) break;
    labels += 1;
    if (labels > 1 && isTopLevel(text.slice(labelStart, end))) lastEnd = end;
    if (code !== 0x2e) break;
    labelStart = end + 1;
  }
  return lastEnd;
}

function isTopLevel(label: string): boolean {
  if (/^xn--[a-z0-9-]+$/i.test(label)) return true;
  if (!/^(?:[a-z\u00c0-\u024f]{2,24}|[A-Z]{2,24})$/.test(label)) return false;
  return !FILE_ENDINGS.has(label.toLowerCase());
}

function isLocal(code: number): boolean {
  return isWord(code) || (classOf(code) & LOCAL_MARK) !== 0 || code === 0x27;
}

/** Letters with accents too: half a name must not stay. */
function isWord(code: number): boolean {
  return (classOf(code) & ALNUM) !== 0 || (code >= 0xc0 && code <= 0x24f);
}
