// Changes the strings in JSON text, or in a piece of it cut at the borders of values, and nothing else.

/** Gives the very same string back when there is nothing to change. @param key name of the member, null for elements */
export type ChangeString = (value: string, key: string | null) => string;

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const MIN_NUMBER_DIGITS = 9;
const NUMBER = /-?\d[\d.eE+-]*/y;
const MAX_NESTING = 4;

/**
 * Keys, escapes and spaces stay as they are. A long number that has to change becomes a string. Strings that are JSON
 * themselves are changed inside. Text that is no JSON is taken as far as strings can be told.
 * @param json may begin and end anywhere but inside a string
 */
export function changeStrings(json: string, change: ChangeString, depth = 0): string {
  let result = '';
  let done = 0;
  let key: string | null = null;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(json, at);
      const next = skipSpace(json, end);
      if (json.charCodeAt(next) === COLON) {
        key = json.slice(at + 1, end - 1);
        at = next + 1;
        continue;
      }
      const changed = changeLiteral(json.slice(at, end), key, change, depth);
      if (changed !== null) {
        result += json.slice(done, at) + changed;
        done = end;
      }
      at = end;
    } else if (code >= 0x30 && code <= 0x39) {
      NUMBER.lastIndex = at;
      NUMBER.test(json);
      const end = NUMBER.lastIndex;
      const changed = changeNumber(json.slice(at, end), key, change);
      if (changed !== null) {
        result += json.slice(done, at) + changed;
        done = end;
      }
      at = end;
    } else {
      if (code === COMMA || code === 0x7d) key = null;
      at += 1;
    }
  }
  return done === 0 ? json : result + json.slice(done);
}

/** @returns null when nothing changes */
function changeLiteral(
  literal: string,
  key: string | null,
  change: ChangeString,
  depth: number,
): string | null {
  const value = literal.includes('\\') ? parseString(literal) : literal.slice(1, -1);
  if (value === null) {
    // Cut within an escape, or never valid: as text, and written without escapes that could break.
    const raw = literal.slice(1, -1);
    const changed = change(raw, key);
    return changed === raw ? null : JSON.stringify(changed);
  }
  const changed =
    depth < MAX_NESTING && isJson(value) ? changeStrings(value, change, depth + 1) : change(value, key);
  return changed === value ? null : JSON.stringify(changed);
}

function changeNumber(literal: string, key: string | null, change: ChangeString): string | null {
  if (literal.length < MIN_NUMBER_DIGITS || !/^\d+$/.test(literal)) return null;
  const changed = change(literal, key);
  return changed === literal ? null : JSON.stringify(changed);
}

function parseString(literal: string): string | null {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Whether a text is an object or an array as JSON, as tool arguments are sent. */
export function isJson(text: string): boolean {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return false;
  const last = text.trimEnd().at(-1);
  if (last !== '}' && last !== ']') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function endOfString(json: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = json.indexOf('"', at);
    if (at === -1) return json.length;
    let backslashes = 0;
    while (json.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function skipSpace(json: string, from: number): number {
  let at = from;
  for (;;) {
    const code = json.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}
