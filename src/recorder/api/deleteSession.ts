// `DELETE /sessions/{id}`: the journal, its archive, the rows and the text of a session are gone afterwards.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { LunaRouteError } from '../../protocol/errors.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { unknownSession } from './showSession.ts';

/**
 * @param forget makes the writing half let go of the session
 * @throws LunaRouteError `not_found`, or `session_busy` while a request runs
 */
export async function deleteSession(
  index: RecordIndex,
  id: string,
  forget: (sessionId: string) => Promise<void>,
): Promise<void> {
  const file = index.fileOf(id);
  if (file === null) throw unknownSession(id);
  if (index.inFlight.isSessionBusy(id)) {
    throw new LunaRouteError(
      'session_busy',
      'A request of this session is still running; delete it when that has ended.',
    );
  }
  await forget(id);
  const journal = path.join(index.dataFolder, ...file.split('/'));
  // The journal last: as long as it is there, a deletion that was cut off can be repeated.
  await rm(`${journal}.zst`, { force: true });
  await rm(journal, { force: true });
  await index.forget(file);
}
