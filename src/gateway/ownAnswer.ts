// Answers that are ours and not a provider's: JSON with the header that says so.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorShape, errorBody } from '../core/http/errorBody.ts';
import type { Refusal } from '../core/http/guard.ts';
import { API_VERSION, API_VERSION_HEADER, ERROR_HEADER, type HeaderList } from '../protocol/wire.ts';

/** Sends an error in the caller's shape and returns its headers and length, for the record. */
export function answerError(
  response: ServerResponse,
  shape: ErrorShape,
  refusal: Refusal,
): { headers: HeaderList; bytes: number } {
  const body = Buffer.from(errorBody(shape, refusal.status, refusal.code, refusal.message));
  const headers: [string, string][] = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', String(body.byteLength)],
    [ERROR_HEADER, refusal.code],
  ];
  if (shape === 'api') headers.push([API_VERSION_HEADER, API_VERSION]);
  if (isBodyWithheld(response.req)) headers.push(['Connection', 'close']);
  response.writeHead(refusal.status, headers.flat());
  response.end(body);
  // The rest of a body that nobody wants is read and forgotten, so that the client gets to read the answer.
  response.req.resume();
  return { headers, bytes: body.byteLength };
}

/** Sends a JSON value of the API. */
export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  const headers: [string, string][] = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', String(body.byteLength)],
    ['Cache-Control', 'no-store'],
    [API_VERSION_HEADER, API_VERSION],
  ];
  if (isBodyWithheld(response.req)) headers.push(['Connection', 'close']);
  response.writeHead(status, headers.flat());
  response.end(body);
  response.req.resume();
}

// Who was refused without a 100 never sends the body: what comes next on that connection would be taken for it.
function isBodyWithheld(request: IncomingMessage): boolean {
  return request.headers.expect !== undefined;
}
