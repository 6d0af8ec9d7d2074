// One API answer on its way to the gateway: chunks of bounded size, never more under way than was agreed.
import type { RecorderMessage } from '../../protocol/capture.ts';
import { API_VERSION, API_VERSION_HEADER } from '../../protocol/wire.ts';

export const MAX_CHUNK_BYTES = 64 * 1024;
export const MAX_UNACKNOWLEDGED_BYTES = 256 * 1024;

/** Posts to the gateway's port; `transfer` holds the buffers that move with the message. */
export type Reply = (message: RecorderMessage, transfer: readonly ArrayBuffer[]) => void;

export class AnswerStream {
  private readonly id: number;
  private readonly reply: Reply;
  private readonly leaving = new AbortController();
  private unacknowledged = 0;
  private wake: (() => void) | null = null;
  private hasStarted = false;

  constructor(id: number, reply: Reply) {
    this.id = id;
    this.reply = reply;
  }

  /** Aborted when the consumer has left. */
  get signal(): AbortSignal {
    return this.leaving.signal;
  }

  /** The head is out: from here on an error can only break the answer off. */
  get isStarted(): boolean {
    return this.hasStarted;
  }

  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.hasStarted = true;
    this.reply(
      {
        type: 'api_response_head',
        id: this.id,
        status,
        headers: { ...headers, [API_VERSION_HEADER]: API_VERSION, 'cache-control': 'no-store' },
      },
      [],
    );
  }

  /** Resolves when all bytes are posted; rejects with the abort's reason when the consumer leaves before. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += MAX_CHUNK_BYTES) {
      // A copy in a buffer of its own: transferring would take the rest along, and Node's pool can't be transferred.
      const chunk = new Uint8Array(bytes.subarray(at, at + MAX_CHUNK_BYTES));
      await this.room(chunk.length);
      this.unacknowledged += chunk.length;
      this.reply({ type: 'api_response_chunk', id: this.id, bytes: chunk }, [chunk.buffer]);
    }
  }

  end(): void {
    this.reply({ type: 'api_response_end', id: this.id }, []);
  }

  fail(): void {
    this.reply({ type: 'api_response_failed', id: this.id }, []);
  }

  acknowledge(bytes: number): void {
    this.unacknowledged = Math.max(0, this.unacknowledged - bytes);
    this.wake?.();
  }

  cancel(): void {
    this.leaving.abort();
    this.wake?.();
  }

  private async room(bytes: number): Promise<void> {
    this.signal.throwIfAborted();
    while (this.unacknowledged + bytes > MAX_UNACKNOWLEDGED_BYTES) {
      await new Promise<void>(resolve => {
        this.wake = resolve;
      });
      this.wake = null;
      this.signal.throwIfAborted();
    }
  }
}
