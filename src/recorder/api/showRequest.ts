// `GET /sessions/{id}/requests/{request_id}`: one request with what crossed the wire.
import type { RecordedMessage, RequestDetail } from '../../protocol/api.ts';
import { errorCode, errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import type { RecordedBody } from '../../protocol/journal.ts';
import { readRequest } from '../index/query/requestSummary.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { loadSession, type SessionReader } from '../journal/sessionReader.ts';

/** @throws LunaRouteError `not_found`, `not_recorded` when its journal is gone or damaged there */
export async function showRequest(index: RecordIndex, sessionId: string, id: string): Promise<RequestDetail> {
  const summary = readRequest(index, sessionId, id);
  if (summary === null)
    throw new LunaRouteError('not_found', `There is no request ${id} in session ${sessionId}.`);
  const session = await openSession(index, sessionId);
  try {
    const request = session.requests.get(id);
    if (request === undefined)
      throw new LunaRouteError('not_recorded', `The line of request ${id} is damaged.`);
    const response = session.responses.get(id);
    return {
      ...summary,
      request: toMessage(request.headers, request.body, session.requestBody(id)),
      response:
        response === undefined || (response.status === null && response.headers.length === 0)
          ? null
          : {
              ...toMessage(response.headers, response.body, session.responseBody(id)),
              is_folded: response.folded,
            },
    };
  } catch (error) {
    throw asNotRecorded(error);
  }
}

/** @throws LunaRouteError `not_recorded` when the session's journal is gone */
export async function openSession(index: RecordIndex, sessionId: string): Promise<SessionReader> {
  const file = index.fileOf(sessionId);
  if (file === null) throw new LunaRouteError('not_found', `There is no session ${sessionId}.`);
  try {
    return await loadSession(index.dataFolder, file);
  } catch (error) {
    throw asNotRecorded(error);
  }
}

function asNotRecorded(error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOENT') {
    return new LunaRouteError('not_recorded', 'The journal of this session is gone.', { cause: error });
  }
  if (code === 'journal_damaged') {
    return new LunaRouteError('not_recorded', errorMessage(error), { cause: error });
  }
  return error;
}

function toMessage(
  headers: readonly (readonly [string, string])[],
  body: RecordedBody,
  content: string | Uint8Array,
): RecordedMessage {
  const isText = typeof content === 'string';
  return {
    headers: headers.map(([name, value]) => [name, value]),
    body: {
      encoding: isText ? 'utf8' : 'base64',
      content: isText ? content : Buffer.from(content).toString('base64'),
      wire_bytes: body.wire_bytes,
      content_encoding: body.content_encoding,
      is_truncated: body.truncated === true,
      undecoded: body.undecoded ?? null,
    },
  };
}
