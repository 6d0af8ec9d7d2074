// Bodies of our own errors, in the shape that the caller's SDK expects.
import { isBelow } from './baseUrl.ts';

/** Whose error shape to use: a provider dialect, or our own API. */
export type ErrorShape = 'anthropic' | 'openai' | 'api';

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  421: 'permission_error',
};

/** JSON text of an error. @param code ours, as in the header `x-lunaroute-error` */
export function errorBody(shape: ErrorShape, status: number, code: string, message: string): string {
  if (shape === 'api') return JSON.stringify({ error: { code, message } });
  const type = ANTHROPIC_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  if (shape === 'anthropic') return JSON.stringify({ type: 'error', error: { type, message } });
  const openAiType = status < 500 ? 'invalid_request_error' : 'server_error';
  return JSON.stringify({ error: { message, type: openAiType, code, param: null } });
}

/** The shape a caller understands, guessed from the path alone: for refusals that come before routing. */
export function shapeOfPath(target: string): ErrorShape {
  const folders = ['/v1/messages', '/v1/v1/messages', '/messages', '/api'];
  return folders.some(folder => isBelow(target, folder)) ? 'anthropic' : 'openai';
}
