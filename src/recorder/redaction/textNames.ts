// Names texts of a conversation for the journal: by what is recorded of them, so that a name gives nothing away.
import { hash } from 'node:crypto';
import type { NameText } from '../../core/identity/conversation.ts';
import { REDACT_NOTHING, type Redact } from '../../core/redaction/redactor.ts';
import type { Salt } from '../journal/salt.ts';

const NAME_DIGITS = 24;
/** History comes again with every request: so many of its texts need not be redacted again. */
const REMEMBERED = 20_000;

/**
 * Equal texts have equal names, in all sessions of a folder. Texts that redaction makes equal have one name too.
 * @param current the rules of this moment
 */
export function textNames(salt: Salt, current: () => Redact): NameText {
  const names = new Map<string, string>();
  let namedBy: Redact = REDACT_NOTHING;
  return text => {
    const redact = current();
    if (redact === REDACT_NOTHING) return salt.fingerprint(text, NAME_DIGITS);
    if (redact !== namedBy) names.clear();
    namedBy = redact;
    const key = hash('sha256', text, 'base64');
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = salt.fingerprint(redact(text, 'text'), NAME_DIGITS);
    names.set(key, name);
    const [oldest] = names.keys();
    if (names.size > REMEMBERED && oldest !== undefined) names.delete(oldest);
    return name;
  };
}
