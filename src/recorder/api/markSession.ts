// `PATCH /sessions/{id}`: title, pin, tags and note that the user gives a session, kept in its journal.
import type { SessionMarks, SessionSummary } from '../../protocol/api.ts';
import type { SessionMarked } from '../../protocol/journal.ts';
import { readSession } from '../index/query/sessionSummary.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { timestampOf } from '../journal/timestamp.ts';
import { unknownSession } from './showSession.ts';

/**
 * @param now milliseconds since the epoch
 * @param write resolves when the event is in the journal and in the index
 * @returns the session as it is afterwards
 * @throws LunaRouteError `not_found`, `not_writable`
 */
export async function markSession(
  index: RecordIndex,
  id: string,
  marks: SessionMarks,
  now: number,
  write: (file: string, event: SessionMarked) => Promise<void>,
): Promise<SessionSummary> {
  const file = index.fileOf(id);
  if (file === null) throw unknownSession(id);
  const { title, pinned, tags, note } = marks;
  await write(file, {
    type: 'session_marked',
    session_id: id,
    request_id: null,
    timestamp: timestampOf(now),
    ...(title === undefined ? {} : { title }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(note === undefined ? {} : { note }),
  });
  const session = readSession(index, id, now);
  if (session === null) throw unknownSession(id);
  return session;
}
