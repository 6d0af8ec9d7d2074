// Responses over WebSocket, as Codex speaks it: a request a text frame, an event a text frame.
import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { parseJson, recordOf } from '../core/dialects/json.ts';
import { answerResponses } from './answerResponses.ts';
import { openaiError } from './openaiParts.ts';
import type { ResponseStore } from './responseStore.ts';
import { responseEvents } from './responsesAnswer.ts';

export function serveResponsesSocket(socket: WebSocket, store: ResponseStore, now: () => number): void {
  let last: Promise<void> = Promise.resolve();
  socket.on('message', (data, isBinary) => {
    // Answers come one after the other, in the order of the requests.
    last = last.then(() => answerFrame(socket, store, isBinary ? '' : data.toString(), now()));
  });
  // A peer that is killed resets its connection: there is nobody left to tell.
  socket.on('error', () => undefined);
}

async function answerFrame(
  socket: WebSocket,
  store: ResponseStore,
  text: string,
  nowMs: number,
): Promise<void> {
  const send = (message: unknown) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const frame = parseJson(text);
  if (recordOf(frame).type !== 'response.create') {
    send({
      type: 'error',
      status: 400,
      ...openaiError(400, 'A text frame of type response.create is expected.'),
    });
    return;
  }
  const outcome = answerResponses(store, frame, nowMs);
  if ('missingResponse' in outcome) {
    send({ type: 'error', status: 400, ...missingResponse(outcome.missingResponse) });
    return;
  }
  const { plan, response } = outcome;
  const directives = plan?.directives;
  if (directives?.isHanging) return;
  if (directives?.errorStatus) {
    const { errorStatus: status } = directives;
    send({ type: 'error', status, ...openaiError(status, 'The demo was asked for this error.') });
    return;
  }
  const events = responseEvents(response);
  for (const [index, { data }] of events.entries()) {
    if (directives?.isDisconnecting && index > events.length / 2) return socket.terminate();
    if (directives !== undefined) await delay(directives.chunkDelayMs);
    send(data);
  }
}

export function missingResponse(id: string): Record<string, unknown> {
  const message = `Previous response with id '${id}' not found.`;
  const param = 'previous_response_id';
  return { error: { message, type: 'invalid_request_error', param, code: 'previous_response_not_found' } };
}
