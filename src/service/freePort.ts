// Waits until a port that a dead process held can be bound again.
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 20;

/** Resolves when `port` is free, or after `limitMs` when somebody else keeps it. Never rejects. */
export async function waitForFreePort(host: string, port: number, limitMs: number): Promise<void> {
  const giveUp = AbortSignal.timeout(limitMs);
  while (!giveUp.aborted && !(await canBind(host, port)))
    await delay(RETRY_MS, undefined, { signal: giveUp }).catch(() => undefined);
}

function canBind(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
