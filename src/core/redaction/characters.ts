// What a character may be part of, by table: the scan looks at every character once.

export const DIGIT = 1;
export const UPPER = 2;
export const LOWER = 4;
export const ALNUM = DIGIT | UPPER | LOWER;
/** `_` and `-`, which keys of providers have inside. */
export const JOINER = 8;
export const HEX = 16;
/** `+`, `/`, `=`, `.`, `~`: what base64 and bearer tokens have beside letters, digits and joiners. */
export const TOKEN_MARK = 32;
export const TOKEN_CHARACTER = ALNUM | JOINER | TOKEN_MARK;
/** Part of an email's local part beside letters and digits. */
export const LOCAL_MARK = 64;

const ASCII = 128;
const CLASSES = new Uint8Array(ASCII);
const mark = (characters: string, bits: number): void => {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    CLASSES[code] = (CLASSES[code] ?? 0) | bits;
  }
};
mark('0123456789', DIGIT | HEX);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
mark('abcdefghijklmnopqrstuvwxyz', LOWER);
mark('abcdefABCDEF', HEX);
mark('_-', JOINER);
mark('+/=.~', TOKEN_MARK);
mark('._%+-', LOCAL_MARK);

/** Classes of a UTF-16 code unit; 0 for everything beyond ASCII and for NaN behind the end. */
export function classOf(code: number): number {
  return code < ASCII ? (CLASSES[code] ?? 0) : 0;
}

export function isAt(text: string, at: number, bits: number): boolean {
  return (classOf(text.charCodeAt(at)) & bits) !== 0;
}

/** Behind the last of the characters of these classes from `at`, at most `limit` of them. */
export function endOfRun(text: string, at: number, bits: number, limit: number): number {
  const last = Math.min(text.length, at + limit);
  let end = at;
  while (end < last && (classOf(text.charCodeAt(end)) & bits) !== 0) end += 1;
  return end;
}

const BACKSLASH = 0x5c;

/** Whether a word begins here: also behind `\n`, `\r` or `\t` as source code and JSON inside text write them. */
export function isWordStart(text: string, at: number): boolean {
  return !isAt(text, at - 1, ALNUM) || isEscapeBefore(text, at);
}

/** Whether the letter before `at` is that of an escape. */
export function isEscapeBefore(text: string, at: number): boolean {
  const before = text[at - 1];
  if (before !== 'n' && before !== 't' && before !== 'r') return false;
  return text.charCodeAt(at - 2) === BACKSLASH;
}

/** The `limit` characters before `at`, in small letters. */
export function textBefore(text: string, at: number, limit: number): string {
  return text.slice(Math.max(0, at - limit), at).toLowerCase();
}
