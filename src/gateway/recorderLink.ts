// The gateway's end of the port to the recorder: batches messages per tick and bounds what may wait there.
import type { MessagePort } from 'node:worker_threads';
import type { CaptureMessage, RecorderMessage } from '../protocol/capture.ts';

/** What comes back for API requests. */
export type ApiMessage = Exclude<RecorderMessage, { type: 'capture_ack' }>;

export interface RecorderLinkEvents {
  apiMessage(message: ApiMessage): void;
  /** The port is gone: the recorder died or was replaced. Called once. */
  closed(): void;
}

type ChunkType = 'request_chunk' | 'response_chunk';

/** A body chunk whose bytes are still those of the stream: they are copied when the batch is posted. */
interface PendingChunk {
  type: ChunkType;
  exchange: string;
  at: number;
  parts: Uint8Array[];
}

type Pending = { chunk: PendingChunk } | { message: CaptureMessage };

/**
 * Owns one recorder's port. Exchanges keep the link they began with, so that a new recorder never gets the
 * rest of an exchange whose start it has not seen.
 */
export class RecorderLink {
  readonly #port: MessagePort;
  readonly #events: RecorderLinkEvents;
  readonly #maxUnacknowledgedBytes: () => number;
  #pending: Pending[] = [];
  #flush: NodeJS.Immediate | undefined;
  #unacknowledgedBytes = 0;
  #isOpen = true;

  constructor(port: MessagePort, maxUnacknowledgedBytes: () => number, events: RecorderLinkEvents) {
    this.#port = port;
    this.#events = events;
    this.#maxUnacknowledgedBytes = maxUnacknowledgedBytes;
    port.on('message', (message: RecorderMessage) => this.#receive(message));
    port.on('messageerror', () => this.close());
    port.on('close', () => this.close());
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Queues a message without bytes for the end of this tick. */
  post(message: CaptureMessage): void {
    if (!this.#isOpen) return;
    this.#pending.push({ message });
    this.#schedule();
  }

  /**
   * Queues a piece of a body; the stream's own buffer is held until the end of this tick and copied then.
   * False when the recorder's budget is used up: nothing was queued.
   */
  postChunk(type: ChunkType, exchange: string, at: number, bytes: Uint8Array): boolean {
    if (!this.#reserve(bytes.byteLength)) return false;
    const last = this.#pending.at(-1);
    // Pieces that arrived in one tick are one piece: a burst of tiny chunks costs one message.
    if (last !== undefined && 'chunk' in last && last.chunk.exchange === exchange && last.chunk.type === type)
      last.chunk.parts.push(bytes);
    else this.#pending.push({ chunk: { type, exchange, at, parts: [bytes] } });
    this.#schedule();
    return true;
  }

  /** Queues a message whose `bytes` are the caller's own copy. False when the budget is used up. */
  postOwned(message: CaptureMessage & { bytes: Uint8Array }): boolean {
    if (!this.#reserve(message.bytes.byteLength)) return false;
    this.post(message);
    return true;
  }

  /** Stops using the port. Idempotent. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pending = [];
    clearImmediate(this.#flush);
    this.#port.close();
    this.#events.closed();
  }

  #receive(message: RecorderMessage): void {
    if (message.type === 'capture_ack')
      this.#unacknowledgedBytes = Math.max(0, this.#unacknowledgedBytes - message.bytes);
    else if (this.#isOpen) this.#events.apiMessage(message);
  }

  #reserve(bytes: number): boolean {
    if (!this.#isOpen) return true;
    if (this.#unacknowledgedBytes + bytes > this.#maxUnacknowledgedBytes()) return false;
    this.#unacknowledgedBytes += bytes;
    return true;
  }

  #schedule(): void {
    this.#flush ??= setImmediate(() => this.flush());
  }

  /** Posts what is queued now; otherwise that happens at the end of the tick. */
  flush(): void {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    if (!this.#isOpen || this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    const slab = new Uint8Array(countBytes(pending));
    let offset = 0;
    const transfer = new Set<ArrayBuffer>();
    const batch = pending.map(entry => {
      if ('message' in entry) {
        if (entry.message.type === 'ws_message') transfer.add(entry.message.bytes.buffer as ArrayBuffer);
        return entry.message;
      }
      const start = offset;
      for (const part of entry.chunk.parts) {
        slab.set(part, offset);
        offset += part.byteLength;
      }
      const { type, exchange, at } = entry.chunk;
      return { type, exchange, at, bytes: slab.subarray(start, offset) } satisfies CaptureMessage;
    });
    // One buffer for all chunks of the batch: transferring many small ones costs more than copying them.
    if (slab.byteLength > 0) transfer.add(slab.buffer);
    this.#port.postMessage(batch, [...transfer]);
  }
}

function countBytes(pending: readonly Pending[]): number {
  let bytes = 0;
  for (const entry of pending)
    if ('chunk' in entry) for (const part of entry.chunk.parts) bytes += part.byteLength;
  return bytes;
}
