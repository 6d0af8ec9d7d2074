// The copy of one exchange for the recorder: what may be dropped at any time without touching the stream.
import type { ExchangeEnded, ExchangeStarted } from '../protocol/capture.ts';
import type { HeaderList } from '../protocol/wire.ts';
import { startClock } from './clock.ts';
import type { RecorderLink } from './recorderLink.ts';

export type ExchangeEnd = Pick<ExchangeEnded, 'end' | 'error' | 'overheadMs' | 'connectMs'>;

/** Bytes that went by in one direction, and whether all of them were copied. */
interface Direction {
  wireBytes: number;
  capturedBytes: number;
  isTruncated: boolean;
}

export class ExchangeCapture {
  readonly #now = startClock();
  readonly #id: string;
  readonly #link: RecorderLink | null;
  readonly #maxBytesPerBody: number;
  readonly #request: Direction = { wireBytes: 0, capturedBytes: 0, isTruncated: false };
  readonly #response: Direction = { wireBytes: 0, capturedBytes: 0, isTruncated: false };
  #isDropped = false;
  #isEnded = false;

  /** @param link the recorder of the moment; null copies nothing */
  constructor(link: RecorderLink | null, maxBytesPerBody: number, started: Omit<ExchangeStarted, 'type'>) {
    this.#id = started.exchange;
    this.#link = link;
    this.#maxBytesPerBody = maxBytesPerBody;
    link?.post({ type: 'exchange_started', ...started });
  }

  requestChunk(bytes: Uint8Array): void {
    this.#chunk('request_chunk', this.#request, bytes);
  }

  requestEnded(): void {
    const { wireBytes, isTruncated } = this.#request;
    this.#active()?.post({
      type: 'request_ended',
      exchange: this.#id,
      at: this.#now(),
      wireBytes,
      isTruncated,
    });
  }

  responseStarted(status: number, headers: HeaderList): void {
    this.#active()?.post({ type: 'response_started', exchange: this.#id, at: this.#now(), status, headers });
  }

  responseChunk(bytes: Uint8Array): void {
    this.#chunk('response_chunk', this.#response, bytes);
  }

  /** Counts response bytes whose copy goes another way: WebSocket frames. */
  countResponseBytes(bytes: number): void {
    this.#response.wireBytes += bytes;
  }

  /** The copy of the response is not whole: a WebSocket could not be decoded to its end. */
  markTruncated(): void {
    this.#response.isTruncated = true;
  }

  /** @param bytes the caller's own copy; its buffer may be moved to the other thread */
  webSocketMessage(from: 'client' | 'upstream', isBinary: boolean, bytes: Uint8Array): void {
    const isPosted = this.#active()?.postOwned({
      type: 'ws_message',
      exchange: this.#id,
      at: this.#now(),
      from,
      isBinary,
      bytes,
    });
    if (isPosted === false) this.#drop();
  }

  /** Says how the exchange ended; only the first call counts. */
  ended(end: ExchangeEnd): void {
    if (this.#isEnded) return;
    const { wireBytes, isTruncated } = this.#response;
    this.#active()?.post({
      type: 'exchange_ended',
      exchange: this.#id,
      at: this.#now(),
      wireBytes,
      isTruncated,
      ...end,
    });
    this.#isEnded = true;
  }

  /** Whether copying still makes sense. */
  get isActive(): boolean {
    return this.#active() !== null;
  }

  #active(): RecorderLink | null {
    return this.#link?.isOpen && !this.#isDropped && !this.#isEnded ? this.#link : null;
  }

  #chunk(type: 'request_chunk' | 'response_chunk', direction: Direction, bytes: Uint8Array): void {
    direction.wireBytes += bytes.byteLength;
    const link = this.#active();
    if (link === null) return;
    const room = this.#maxBytesPerBody - direction.capturedBytes;
    if (bytes.byteLength > room) direction.isTruncated = true;
    if (room <= 0) return;
    const kept = bytes.byteLength > room ? bytes.subarray(0, room) : bytes;
    direction.capturedBytes += kept.byteLength;
    if (kept.byteLength > 0 && !link.postChunk(type, this.#id, this.#now(), kept)) this.#drop();
  }

  #drop(): void {
    this.#active()?.post({
      type: 'exchange_dropped',
      exchange: this.#id,
      at: this.#now(),
      reason: 'queue_full',
    });
    this.#isDropped = true;
  }
}
