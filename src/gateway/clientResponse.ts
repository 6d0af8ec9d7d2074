// Writes an upstream's answer to the client as it comes, and breaks it off where the upstream broke off.
import type { ServerResponse } from 'node:http';
import { flattenHeaders } from '../core/http/headers.ts';
import { stripResponseHeaders } from '../core/http/hopByHop.ts';
import type { HeaderList } from '../protocol/wire.ts';

const NOTHING = Buffer.alloc(0);
// What node:http accepts in a status line.
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Raw headers of undici as pairs. Bytes outside ASCII keep their value, as node:http writes them. */
export function decodeRawHeaders(raw: unknown): HeaderList {
  if (!Array.isArray(raw)) return [];
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([latin1(raw[at]), latin1(raw[at + 1])]);
  return pairs;
}

function latin1(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
}

/** Passes an interim answer (103 and the like) on at once. */
export function writeInterim(
  response: ServerResponse,
  status: number,
  reason: string,
  headers: HeaderList,
): void {
  // HTTP/1.0 doesn't know them, and a response that waits behind another one (pipelining) has no socket yet.
  if (response.req.httpVersionMinor === 0 || response.socket === null || response.headersSent) return;
  const lines = stripResponseHeaders(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  response.socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`, 'latin1');
}

/** Writes status line and headers at once; framing and keep-alive are node:http's. */
export function writeHead(
  response: ServerResponse,
  status: number,
  reason: string,
  headers: HeaderList,
): void {
  response.sendDate = false;
  const flat = flattenHeaders(stripResponseHeaders(headers));
  if (REASON.test(reason)) response.writeHead(status, reason, flat);
  else response.writeHead(status, flat);
  // Sends the head now. `flushHeaders` would write it as UTF-8, which changes bytes above ASCII.
  response.write(NOTHING);
}

/** Whether an answer has no body by definition, whatever its headers say. */
export function isBodyless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

/**
 * Ends the client's connection so that the client sees a broken answer: what came is delivered, the
 * end of the message isn't. A client of HTTP/1.0 would take a plain end for the message's, so it gets a reset.
 */
export function breakOff(response: ServerResponse): void {
  const { socket } = response;
  if (socket === null) response.destroy();
  else if (response.req.httpVersionMinor === 0) socket.resetAndDestroy();
  else socket.destroySoon();
}
