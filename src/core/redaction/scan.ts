// Finds what has to be taken out of a text: one pass that stops at telling characters only.
import type { RedactionKind } from '../../protocol/redaction.ts';
import { findCard } from './card.ts';
import { ALNUM, classOf, DIGIT, isAt, isEscapeBefore, LOWER, UPPER } from './characters.ts';
import { findEmail } from './email.ts';
import type { Finding, Sight } from './finding.ts';
import { findIban } from './iban.ts';
import { findIpv4 } from './ipv4.ts';
import { findIpv6 } from './ipv6.ts';
import { readGroups } from './numbers.ts';
import { findPhone } from './phone.ts';
import { findAzureSecret, findNamedSecret, findPrivateKey, findSecretWord } from './secrets/findSecret.ts';
import { findSsn } from './ssn.ts';

/** What an earlier redaction left behind: it must not be taken for anything again. */
const PLACEHOLDER =
  /\[(?:EMAIL|PHONE|SSN|CREDIT_CARD|IP_ADDRESS|IBAN|SECRET|CUS:[A-Za-z0-9_-]{1,40})(?::[0-9a-f]{8,64})?\]/y;
const MIN_NUMBER_CHARS = 7;

const LETTER = UPPER | LOWER;

const IGNORED = 0;
const WORD = 1;
const SIGN = 2;
/** By character code: what the scan has to look at. */
const LOOKS = new Uint8Array(128);
for (let code = 0; code < LOOKS.length; code++) if ((classOf(code) & ALNUM) !== 0) LOOKS[code] = WORD;
for (const sign of '@%:=-~[') LOOKS[sign.charCodeAt(0)] = SIGN;

/** @param kinds what to look for @returns findings in order, none within another */
export function scan(text: string, kinds: ReadonlySet<RedactionKind>, phoneRegion: string): Finding[] {
  const found: Finding[] = [];
  const sight: Sight = { text, from: 0, phoneRegion };
  let wasWord = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const look = code < 128 ? LOOKS[code] : IGNORED;
    if (look === IGNORED) {
      wasWord = false;
      continue;
    }
    let finding: Finding | null = null;
    if (look === WORD) {
      if (wasWord && !isEscapeBefore(text, at)) continue;
      wasWord = true;
      finding = findWord(sight, at, code, kinds);
    } else {
      wasWord = false;
      if (code === 0x5b) {
        at = endOfPlaceholder(text, at) - 1;
        continue;
      }
      finding = findBySign(sight, at, code, kinds);
    }
    if (finding === null) continue;
    found.push(finding);
    sight.from = finding.end;
    at = Math.max(at, finding.end - 1);
    wasWord = false;
  }
  return found;
}

function findWord(sight: Sight, at: number, code: number, kinds: ReadonlySet<RedactionKind>): Finding | null {
  const { text } = sight;
  const bits = classOf(code);
  if ((bits & DIGIT) !== 0) return findNumber(sight, at, kinds);
  if (kinds.has('secret')) {
    const secret = findSecretWord(text, at, code);
    if (secret !== null) return secret;
  }
  if ((bits & UPPER) !== 0 && kinds.has('iban') && isAt(text, at + 2, DIGIT)) return findIban(sight, at);
  return null;
}

function findNumber(sight: Sight, at: number, kinds: ReadonlySet<RedactionKind>): Finding | null {
  const { text } = sight;
  const before = text[at - 1];
  if (before === '_' || (before === '.' && !isAt(text, at - 2, LETTER))) return null;
  const groups = readGroups(text, at);
  const last = groups.at(-1);
  if (last === undefined || last.end - at < MIN_NUMBER_CHARS) return null;
  // A letter or `_` right behind makes the last group part of a word.
  if (isAt(text, last.end, ALNUM) || text[last.end] === '_') groups.pop();
  if (groups.length === 0) return null;
  if (before === '-' && isAt(text, at - 2, ALNUM)) return null;
  return (
    (kinds.has('ipAddress') ? findIpv4(text, groups) : null) ??
    (kinds.has('creditCard') ? findCard(text, groups) : null) ??
    (kinds.has('ssn') ? findSsn(text, groups) : null) ??
    (kinds.has('phone') ? findPhone(sight, groups) : null)
  );
}

function findBySign(
  sight: Sight,
  at: number,
  code: number,
  kinds: ReadonlySet<RedactionKind>,
): Finding | null {
  const { text } = sight;
  switch (code) {
    case 0x40:
      return kinds.has('email') ? findEmail(sight, at, 1) : null;
    case 0x25:
      return kinds.has('email') && text.startsWith('40', at + 1) ? findEmail(sight, at, 3) : null;
    case 0x2d:
      return kinds.has('secret') && text.charCodeAt(at + 1) === code ? findPrivateKey(text, at) : null;
    case 0x7e:
      return kinds.has('secret') && text[at - 1] === 'Q' ? findAzureSecret(text, at, sight.from) : null;
    case 0x3d:
      return kinds.has('secret') ? findNamedSecret(text, at) : null;
    default:
      return (
        (kinds.has('secret') ? findNamedSecret(text, at) : null) ??
        (kinds.has('ipAddress') ? findIpv6(sight, at) : null)
      );
  }
}

function endOfPlaceholder(text: string, at: number): number {
  PLACEHOLDER.lastIndex = at;
  return PLACEHOLDER.test(text) ? PLACEHOLDER.lastIndex : at + 1;
}
