// Streams a client's request body to the upstream with back-pressure, and shows each piece to the record.
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

export interface RequestBodyEvents {
  chunk(bytes: Buffer): void;
  ended(): void;
}

/**
 * The body as a stream for undici, or null when the request has none. The framing is the headers' affair:
 * with `content-length` undici keeps it, without it sends chunks.
 */
export function openRequestBody(request: IncomingMessage, events: RequestBodyEvents): Readable | null {
  const length = request.headers['content-length'];
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(length ?? 0) > 0;
  if (!hasBody) {
    events.ended();
    request.resume();
    return null;
  }
  const body = new Readable({
    // In object mode undici does not ask for the length of what is already buffered: a chunked body stays chunked.
    objectMode: true,
    highWaterMark: 4,
    read: () => void request.resume(),
  });
  request.on('data', (bytes: Buffer) => {
    events.chunk(bytes);
    if (!body.destroyed && !body.push(bytes)) request.pause();
  });
  request.on('end', () => {
    events.ended();
    if (!body.destroyed) body.push(null);
  });
  // Whoever destroys it has said why elsewhere.
  body.on('error', () => undefined);
  // The upstream may answer before it has read everything; the rest is read and forgotten.
  body.on('close', () => void request.resume());
  return body;
}
