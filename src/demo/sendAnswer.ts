// Writes answers over HTTP: plain JSON, compressed where the client likes it, or a stream event by event.
import type http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { DemoEvent } from './demoEvent.ts';
import type { Directives } from './directives.ts';

/** Small answers are not worth compressing, as providers find too. */
const SHORTEST_COMPRESSED = 512;

export function sendJson(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: unknown,
): void {
  const plain = Buffer.from(JSON.stringify(body));
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const isCompressed = plain.length >= SHORTEST_COMPRESSED && /\bgzip\b/.test(accepts);
  const bytes = isCompressed ? gzipSync(plain) : plain;
  response.writeHead(status, {
    ...headers,
    ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    'content-type': 'application/json',
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Ends early, with a broken connection, when `demo:disconnect` asked for it. */
export async function sendEvents(
  response: http.ServerResponse,
  headers: Record<string, string>,
  events: readonly DemoEvent[],
  directives: Directives,
  streamError: unknown,
): Promise<void> {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const half = Math.ceil(events.length / 2);
  for (const [index, { event, data }] of events.entries()) {
    if (response.destroyed) return;
    if (index === half && directives.isDisconnecting) return void response.destroy();
    if (index === half && directives.isStreamError) {
      response.end(`event: error\ndata: ${JSON.stringify(streamError)}\n\n`);
      return;
    }
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const isFlowing = response.write(`${event === null ? '' : `event: ${event}\n`}data: ${text}\n\n`);
    if (directives.chunkDelayMs > 0) await delay(directives.chunkDelayMs);
    if (!isFlowing) await drained(response);
  }
  response.end();
}

function drained(response: http.ServerResponse): Promise<void> {
  if (response.destroyed || !response.writableNeedDrain) return Promise.resolve();
  return new Promise(resolve => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}
