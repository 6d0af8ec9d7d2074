// What owner and attached processes say over the lock: one JSON message a line.
import type net from 'node:net';
import * as z from 'zod/mini';
import { serviceSnapshot } from './serviceTypes.ts';

export const toOwner = z.discriminatedUnion('type', [
  /** Must come first. */
  z.object({ type: z.literal('attach'), key: z.string(), pid: z.number(), version: z.string() }),
  /** Shows that the owner's event loop turns: a suspended process keeps its connections. */
  z.object({ type: z.literal('ping') }),
  /** Asks an older owner to stop and let the sender claim. */
  z.object({ type: z.literal('handover'), version: z.string() }),
]);

export const toAttached = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    pid: z.number(),
    version: z.string(),
    fence: z.number(),
    snapshot: serviceSnapshot,
  }),
  z.object({ type: z.literal('snapshot'), snapshot: serviceSnapshot }),
  z.object({ type: z.literal('pong') }),
  /** Answer to `handover`; true: everything is closed, claim now. */
  z.object({ type: z.literal('handover_answer'), isReleased: z.boolean() }),
]);

export type ToOwner = z.infer<typeof toOwner>;
export type ToAttached = z.infer<typeof toAttached>;
export type Welcome = Extract<ToAttached, { type: 'welcome' }>;

const LONGEST_LINE = 65_536;

/** Sends nothing on a socket that is closed already. */
export function sendLine(socket: net.Socket, message: ToOwner | ToAttached): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls back for every message; whatever does not parse ends the connection. */
export function readLines<T>(
  socket: net.Socket,
  schema: z.core.$ZodType<T>,
  receive: (message: T) => void,
): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) socket.destroy();
    for (const line of lines) {
      const message = parseLine(schema, line);
      if (message === undefined) return void socket.destroy();
      receive(message);
    }
  });
}

function parseLine<T>(schema: z.core.$ZodType<T>, line: string): T | undefined {
  try {
    return z.parse(schema, JSON.parse(line));
  } catch {
    return undefined;
  }
}
