// Takes a request's own credentials out of the texts that may repeat them, before anything is written.
import { REDACTED } from '../../core/identity/recordHeaders.ts';
import type { HeaderList } from '../../protocol/wire.ts';

const SECRET_HEADER = /auth|key|token|cookie|secret/i;
const SCHEME = /^(bearer|basic|token)\s+/i;
/** Anything shorter would also hit ordinary words. */
const MIN_SECRET_CHARS = 12;

/** Replaces what must not be written; returns the very same string when there is nothing to replace. */
export type Scrub = (text: string) => string;

/** A provider's error, or an agent that prints its environment, may repeat the key that came in a header. */
export function scrubberFor(headers: HeaderList): Scrub {
  const secrets = new Set<string>();
  for (const [name, value] of headers) {
    if (!SECRET_HEADER.test(name)) continue;
    const secret = value.trim().replace(SCHEME, '');
    if (secret.length >= MIN_SECRET_CHARS) secrets.add(secret);
  }
  if (secrets.size === 0) return text => text;
  return text => {
    let scrubbed = text;
    for (const secret of secrets) {
      if (scrubbed.includes(secret)) scrubbed = scrubbed.replaceAll(secret, REDACTED);
    }
    return scrubbed;
  };
}
