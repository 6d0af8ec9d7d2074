// `DELETE /sessions/{id}`: the journal, its archive, the rows and the text of a session are gone afterwards.
import { LunaRouteError } from '../../protocol/errors.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { unknownSession } from './showSession.ts';

/**
 * @param remove makes the writing half let go of the session and removes its journal; false when it may not
 * @throws LunaRouteError `not_found`, or `session_busy` while a request runs
 */
export async function deleteSession(
  index: RecordIndex,
  id: string,
  remove: (sessionId: string, file: string) => Promise<boolean>,
): Promise<void> {
  const file = index.fileOf(id);
  if (file === null) throw unknownSession(id);
  if (index.inFlight.isSessionBusy(id)) {
    throw new LunaRouteError(
      'session_busy',
      'A request of this session is still running; delete it when that has ended.',
    );
  }
  if (!(await remove(id, file)))
    throw new LunaRouteError(
      'not_writable',
      'Another LunaRoute owns the data folder now; nothing was deleted.',
    );
  await index.forget(file);
}
