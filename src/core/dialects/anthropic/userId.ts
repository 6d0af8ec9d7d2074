// Finds the session inside Anthropic's `metadata.user_id`, where Claude Code keeps it.
import { isRecord, parseJson, textOrNull } from '../json.ts';

const SESSION_MARK = '_session_';

/** A JSON string with `session_id`, or (older) an object, or text after `_session_`; else null. */
export function sessionOfUserId(userId: unknown): string | null {
  if (isRecord(userId)) return textOrNull(userId.session_id);
  if (typeof userId !== 'string') return null;
  const parsed = userId.startsWith('{') ? parseJson(userId) : undefined;
  if (isRecord(parsed)) return textOrNull(parsed.session_id);
  const mark = userId.lastIndexOf(SESSION_MARK);
  return mark === -1 ? null : textOrNull(userId.slice(mark + SESSION_MARK.length));
}
