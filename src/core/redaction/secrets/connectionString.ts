// Passwords in URLs: `postgres://user:password@host`, `https://token@host`.

const MAX_USERINFO = 512;
const MIN_PASSWORD = 4;
const USER_INFO = /[^\s"'`<>@/\\?#]{0,512}@(?=[\w[])/y;
/** What examples and templates have in its place. */
const NO_PASSWORD = /^(?:|pass(?:word|wd)?|pwd|secret|xxx+|\*+|\.{3}|…)$|[${}<>%]|^\[/i;

/**
 * @param at of the colon in `://`
 * @returns the password alone: the rest of the address stays readable
 */
export function findUrlPassword(text: string, at: number): { start: number; end: number } | null {
  if (!text.startsWith('://', at)) return null;
  const start = at + 3;
  USER_INFO.lastIndex = start;
  if (!USER_INFO.test(text)) return null;
  // The last `@` before the path: a password may hold one.
  const end = lastAt(text, start, USER_INFO.lastIndex - 1);
  const userInfo = text.slice(start, end);
  const colon = userInfo.indexOf(':');
  if (colon === -1) return isToken(userInfo) ? { start, end } : null;
  const password = userInfo.slice(colon + 1);
  if (password.length < MIN_PASSWORD || NO_PASSWORD.test(password)) return null;
  return { start: start + colon + 1, end };
}

function lastAt(text: string, start: number, firstAt: number): number {
  let end = firstAt;
  for (let at = firstAt + 1; at < start + MAX_USERINFO; at++) {
    const character = text[at];
    if (character === '@') end = at;
    else if (character === undefined || /[\s"'`<>/\\?#]/.test(character)) break;
  }
  return end;
}

/** A user name without a password is a token when it is long and random: `https://<token>@github.com`. */
function isToken(userInfo: string): boolean {
  return userInfo.length >= 20 && /\d/.test(userInfo) && /[A-Za-z]/.test(userInfo);
}
