// `GET /sessions/{id}`: one session with a page of its requests.
import type { PageQuery, SessionDetail } from '../../protocol/api.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import { readRequests } from '../index/query/requestSummary.ts';
import { readSession } from '../index/query/sessionSummary.ts';
import { readThreads } from '../index/query/threads.ts';
import type { RecordIndex } from '../index/recordIndex.ts';

const DEFAULT_LIMIT = 200;

/** @throws LunaRouteError `not_found`, `bad_cursor` */
export function showSession(index: RecordIndex, id: string, page: PageQuery, now: number): SessionDetail {
  const session = readSession(index, id, now);
  if (session === null) throw unknownSession(id);
  const requests = readRequests(index, id, { cursor: page.cursor, limit: page.limit ?? DEFAULT_LIMIT });
  return { ...session, threads: readThreads(index, id), ...requests };
}

export function unknownSession(id: string): LunaRouteError {
  return new LunaRouteError('not_found', `There is no session ${id}.`);
}
