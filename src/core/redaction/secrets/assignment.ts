// Values that are given to a name which says that they are secret: `API_KEY=…`, `"password": "…"`, `?access_token=…`.
import { ALNUM, isAt, JOINER } from '../characters.ts';

const MAX_NAME = 64;
const MAX_VALUE = 4096;
const PASSWORD_NAME = /(?:password|passwd|passphrase|pwd|_pass)$/;
const SECRET_NAME = new RegExp(
  [
    'secret',
    'token',
    '(?:api|access|secret|private|account|auth|encryption|signing|master|subscription|shared(?:access)?|client|service)[_.-]?key',
    'apikey',
    'credential',
    '(?:^|[_.-])sig',
  ]
    .map(name => `${name}$`)
    .join('|'),
);
/** Last letters of these names: most colons and equals signs are told apart by one look. */
const LAST_LETTERS = new Set('dDeEsSnNtTyYlLgG');

/** Whether a name says that its value is secret, and of what kind. */
export function secrecyOf(name: string): 'password' | 'secret' | null {
  // The shell's working directory.
  if (name === 'PWD' || name === 'OLDPWD') return null;
  const lower = name.toLowerCase();
  if (PASSWORD_NAME.test(lower)) return 'password';
  return SECRET_NAME.test(lower) ? 'secret' : null;
}

/** @param at of the `=` or `:` */
export function findAssignedSecret(text: string, at: number): { start: number; end: number } | null {
  const name = nameBefore(text, at);
  if (name === null) return null;
  const secrecy = secrecyOf(name);
  if (secrecy === null) return null;
  let start = at + 1;
  for (let spaces = 0; spaces < 2 && (text[start] === ' ' || text[start] === '\t'); spaces++) start += 1;
  if (text[start] === '\\') start += 1;
  const quote = /["'`]/.test(text[start] ?? '') ? text[start] : undefined;
  if (quote !== undefined) start += 1;
  const end = endOfValue(text, start, quote);
  const value = text.slice(start, end);
  const isTight = start === at + 1 || quote !== undefined;
  return isSecretValue(value, secrecy, quote !== undefined, isTight) ? { start, end } : null;
}

function nameBefore(text: string, at: number): string | null {
  let end = at;
  if (text[end - 1] === ' ') end -= 1;
  if (/["'`]/.test(text[end - 1] ?? '')) end -= 1;
  if (text[end - 1] === '\\') end -= 1;
  if (!LAST_LETTERS.has(text[end - 1] ?? '')) return null;
  let start = end - 1;
  const first = Math.max(0, end - MAX_NAME);
  while (start > first && isNamePart(text, start - 1)) start -= 1;
  return text.slice(start, end);
}

function isNamePart(text: string, at: number): boolean {
  return isAt(text, at, ALNUM | JOINER) || text[at] === '.';
}

function endOfValue(text: string, start: number, quote: string | undefined): number {
  const last = Math.min(text.length, start + MAX_VALUE);
  let end = start;
  for (; end < last; end++) {
    const character = text[end] ?? '';
    if (
      quote === undefined
        ? /[\s"'`,;&<>)}\]\\|]/.test(character)
        : character === quote || /[\n\r\\]/.test(character)
    )
      break;
  }
  return end;
}

/** What is no name, path, address or template, and random enough. */
export function isSecretValue(
  value: string,
  secrecy: 'password' | 'secret',
  isQuoted: boolean,
  isTight: boolean,
): boolean {
  const min = secrecy === 'password' ? 6 : 12;
  if (value.length < min || !/[A-Za-z]/.test(value) || /\s/.test(value)) return false;
  if (/^[$%<[{(]|[$#]\{|\(|:\/\/|^\/|^\.|\*{3}|\.{3}|…|^process\.|^os\./.test(value)) return false;
  // Redacted already.
  if (/\[[A-Z_]{3,}/.test(value)) return false;
  // Without quotes it may be code.
  if (!isQuoted && secrecy === 'secret' && !/^[\w\-+/=.~%@:]+$/.test(value)) return false;
  if (!isQuoted && (!isTight || /^[A-Za-z_$][\w$]*\./.test(value))) {
    if (value.length < 16 || !isRandom(value)) return false;
    if (value.length < 32 && !/\d\D+\d/.test(value)) return false;
  }
  if (secrecy === 'password') return /\d/.test(value) || /[^\w.-]/.test(value);
  return /\d/.test(value) && isRandom(value);
}

/** Letters and digits mixed within one part: words with a number behind them are names. */
function isRandom(value: string): boolean {
  if (/^[A-Za-z0-9+/]{20,}={0,2}$/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value)) return true;
  return value
    .split(/[-_.:/]/)
    .some(
      part =>
        part.length >= 8 && /\d/.test(part) && /[A-Za-z]/.test(part) && !/^[A-Za-z]+\d{1,4}$/.test(part),
    );
}
