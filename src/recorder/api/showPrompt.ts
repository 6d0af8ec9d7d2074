// `GET /sessions/{id}/requests/{request_id}/prompt`: tools, system prompt and history as one request sent them.
import type { RequestPrompt } from '../../protocol/context.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import { previousInThread, readRequest } from '../index/query/requestSummary.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { readSent } from './readSent.ts';
import { openSession } from './showRequest.ts';

/** @throws LunaRouteError `not_found`, `not_recorded` when its body is gone or no JSON */
export async function showPrompt(index: RecordIndex, sessionId: string, id: string): Promise<RequestPrompt> {
  const summary = readRequest(index, sessionId, id);
  if (summary === null)
    throw new LunaRouteError('not_found', `There is no request ${id} in session ${sessionId}.`);
  const sent = readSent(await openSession(index, sessionId), id, summary.dialect);
  if (sent === null) throw new LunaRouteError('not_recorded', `The body of request ${id} can't be read.`);
  return {
    request_id: id,
    previous_request_id: previousInThread(index, summary),
    model: sent.model,
    is_partial: sent.previousResponseId !== null,
    tools: sent.tools,
    messages: sent.messages,
  };
}
