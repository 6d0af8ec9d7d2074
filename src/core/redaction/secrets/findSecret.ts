// Credentials, each by the character that gives it away.
import type { Finding } from '../finding.ts';
import { findAssignedSecret } from './assignment.ts';
import { findCredential } from './authorization.ts';
import { findUrlPassword } from './connectionString.ts';
import { endOfJwt } from './jwt.ts';
import { endOfPrefixedKey } from './prefixes.ts';
import { endOfPrivateKey } from './privateKey.ts';

const LOWER_B = 0x62;
const UPPER_B = 0x42;
const LOWER_E = 0x65;
const AZURE_SECRET = /[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/y;

/** @param at where a word begins with the letter `code` */
export function findSecretWord(text: string, at: number, code: number): Finding | null {
  if (code === LOWER_B || code === UPPER_B) return asFinding(findCredential(text, at));
  const end = code === LOWER_E ? endOfJwt(text, at) : endOfPrefixedKey(text, at, code);
  return end === -1 ? null : { kind: 'secret', start: at, end };
}

/** @param at of a hyphen */
export function findPrivateKey(text: string, at: number): Finding | null {
  const end = endOfPrivateKey(text, at);
  return end === -1 ? null : { kind: 'secret', start: at, end };
}

/** @param at of a colon or an equals sign */
export function findNamedSecret(text: string, at: number): Finding | null {
  return asFinding(findUrlPassword(text, at) ?? findAssignedSecret(text, at));
}

/** Secrets of Azure applications have `Q~` inside. @param at of the tilde */
export function findAzureSecret(text: string, at: number, from: number): Finding | null {
  const start = at - 5;
  if (start < from) return null;
  AZURE_SECRET.lastIndex = start;
  return AZURE_SECRET.test(text) ? { kind: 'secret', start, end: AZURE_SECRET.lastIndex } : null;
}

function asFinding(span: { start: number; end: number } | null): Finding | null {
  return span === null ? null : { kind: 'secret', ...span };
}
