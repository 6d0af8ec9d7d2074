// Answers what node:http's strict parser refused, which never becomes a request.
import type { Socket } from 'node:net';
import { errorBody, shapeOfPath } from '../core/http/errorBody.ts';
import type { Refusal } from '../core/http/guard.ts';
import { parsePrefixes } from '../core/http/prefix.ts';
import { errorCode } from '../protocol/errors.ts';
import { ERROR_HEADER } from '../protocol/wire.ts';

/**
 * Says what was wrong and closes the connection: what follows on it can't be trusted to be a request.
 * @param isBusy an answer is under way on this socket: nothing may be written into it
 */
export function answerClientError(error: Error, socket: Socket, isBusy: boolean): void {
  if (isBusy || !socket.writable || errorCode(error) === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  endWithError(socket, explain(errorCode(error)), requestedPath(error));
}

/** Writes an error on a bare socket and closes it. */
export function endWithError(socket: Socket, { status, code, message }: Refusal, path: string): void {
  const body = errorBody(shapeOfPath(path), status, code, message);
  const head = [
    `HTTP/1.1 ${status} ${status === 405 ? 'Method Not Allowed' : 'Bad Request'}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${ERROR_HEADER}: ${code}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroySoon());
}

function explain(code: string): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      status: 431,
      code: 'headers_too_large',
      message: 'The headers of a request may have 64 KB at most.',
    };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return {
      status: 408,
      code: 'headers_timeout',
      message: 'The headers of the request did not come in time.',
    };
  return { status: 400, code: 'bad_request', message: `The request is not proper HTTP (${code}).` };
}

/** From the bytes that could not be parsed, to answer in the right dialect; `/` when they don't tell. */
function requestedPath(error: Error): string {
  if (!('rawPacket' in error) || !Buffer.isBuffer(error.rawPacket)) return '/';
  const line = error.rawPacket.toString('latin1', 0, 2048);
  const target = /^[A-Z]+ (\/\S*) HTTP\/1/.exec(line)?.[1];
  return target === undefined ? '/' : parsePrefixes(target).target;
}
