// Credentials behind an HTTP authentication scheme: `Bearer …`, `Basic …`.
import { endOfRun, TOKEN_CHARACTER } from '../characters.ts';

const MAX_CHARS = 16_384;
const MIN_BEARER = 16;
const MIN_BASIC = 8;

/** @param at where a word begins with `B` or `b` @returns what stands behind the scheme */
export function findCredential(text: string, at: number): { start: number; end: number } | null {
  const scheme = text.slice(at, at + 7).toLowerCase();
  const length = scheme === 'bearer ' ? 7 : scheme.startsWith('basic ') ? 6 : 0;
  if (length === 0) return null;
  const start = at + length;
  const end = endOfRun(text, start, TOKEN_CHARACTER, MAX_CHARS);
  const value = text.slice(start, end).replace(/\.+$/, '');
  const isCredential = length === 7 ? isBearer(value) : isBasic(value);
  return isCredential ? { start, end: start + value.length } : null;
}

/** Prose goes on with words; tokens have digits, and letters of both cases or many of them. */
function isBearer(value: string): boolean {
  if (value.length < MIN_BEARER || !/\d/.test(value)) return false;
  return /[A-Za-z]/.test(value) && !/^[\w-]+(?:\.[a-z]\w*)+$/i.test(value.replace(/\d+$/, ''));
}

function isBasic(value: string): boolean {
  if (value.length < MIN_BASIC || value.length % 4 === 1 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value))
    return false;
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  return /^[\x20-\x7e]+:[\x20-\x7e]*$/.test(decoded);
}
