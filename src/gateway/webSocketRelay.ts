// Relays an upgraded connection between two raw sockets, and shows a copy of each direction.
import type { Duplex } from 'node:stream';

/** After one side has ended, the other gets this long to say its last word. */
const LINGER_MS = 5_000;

export interface RelayEvents {
  fromClient(bytes: Buffer): void;
  fromUpstream(bytes: Buffer): void;
  /** Both sockets are closed; `first` is who ended or broke off first. Called once. */
  closed(first: 'client' | 'upstream'): void;
}

/**
 * Pipes both ways with back-pressure until one side ends; then ends the other and, at the latest after
 * a short while, closes both. A side that breaks off breaks the other.
 * @returns a function that cuts the connection
 */
export function relaySockets(client: Duplex, upstream: Duplex, events: RelayEvents): () => void {
  let first: 'client' | 'upstream' | null = null;
  let linger: NodeJS.Timeout | undefined;
  let openCount = 2;

  pump(client, upstream, 'client', events.fromClient);
  pump(upstream, client, 'upstream', events.fromUpstream);

  function pump(from: Duplex, to: Duplex, side: 'client' | 'upstream', tap: (bytes: Buffer) => void): void {
    from.on('data', (bytes: Buffer) => {
      if (to.writable && !to.write(bytes)) from.pause();
      tap(bytes);
    });
    to.on('drain', () => from.resume());
    from.on('end', () => {
      first ??= side;
      to.end();
      linger ??= setTimeout(cut, LINGER_MS);
    });
    // 'close' follows and does the work.
    from.on('error', () => {
      first ??= side;
    });
    from.on('close', () => {
      first ??= side;
      // Nothing more comes from here. What it sent before still reaches the other side, which then closes too.
      if (from.readableEnded) to.end(() => to.destroy());
      else to.destroy();
      if (--openCount > 0) return;
      clearTimeout(linger);
      events.closed(first);
    });
  }

  function cut(): void {
    client.destroy();
    upstream.destroy();
  }
  return cut;
}
