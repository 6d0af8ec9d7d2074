// Tells whether OpenAI's `prompt_cache_key` names a session.
import { textOrNull } from './json.ts';

/** Codex and OpenCode put the session's id there; other programs one key for all they send. */
const SESSION_ID = /^(ses_\w+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** @returns the key when it is unique to a session, else null */
export function sessionOfCacheKey(key: unknown): string | null {
  const text = textOrNull(key);
  return text !== null && SESSION_ID.test(text) ? text : null;
}
