// Takes an answer's chunks as they come: keeps the bytes, and folds a stream so that its end is known at once.
import {
  type ContentDecoder,
  createDecoder,
  parseContentEncoding,
} from '../../core/decode/contentEncoding.ts';
import { createSseReader, type SseReader } from '../../core/decode/sse.ts';
import { dialectFor } from '../../core/dialects/byName.ts';
import type { StreamEvent, StreamFolder } from '../../core/dialects/dialect.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { DialectName, HeaderList } from '../../protocol/wire.ts';
import { ChunkTrace } from './trace.ts';

/** First bytes of a stream of events that came without the right content type. */
const EVENT_START = /^\uFEFF?\s*(event|data|id|retry)?:/;

export class ResponseCapture {
  readonly status: number;
  readonly headers: HeaderList;
  readonly startedAt: number;
  readonly trace: ChunkTrace;
  readonly chunks: Uint8Array[] = [];
  capturedBytes = 0;
  firstByteAt: number | null = null;
  firstTokenAt: number | null = null;
  folder: StreamFolder | null = null;

  private readonly dialect: DialectName;
  private readonly report: (step: string, error: unknown) => void;
  private isFoldable: boolean | null;
  private sse: SseReader | null = null;
  private decoder: ContentDecoder | null = null;
  private decoding: Promise<void> = Promise.resolve();

  constructor(
    head: { at: number; status: number; headers: HeaderList },
    dialect: DialectName,
    report: (step: string, error: unknown) => void,
  ) {
    this.status = head.status;
    this.headers = head.headers;
    this.startedAt = head.at;
    this.trace = new ChunkTrace(head.at);
    this.dialect = dialect;
    this.report = report;
    const type = headerValue(head.headers, 'content-type')?.toLowerCase() ?? '';
    // Some gateways stream as text/plain or say nothing: the first bytes then tell.
    if (dialect === 'other') this.isFoldable = false;
    else if (type.startsWith('text/event-stream')) this.isFoldable = true;
    else this.isFoldable = type === '' || type.startsWith('text/plain') ? null : false;
  }

  /** The answer is a stream of events. */
  get isEventStream(): boolean {
    return this.sse !== null;
  }

  push(at: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.firstByteAt ??= at;
    this.trace.add(at, bytes.length);
    this.chunks.push(bytes);
    this.capturedBytes += bytes.length;
    if (this.isFoldable === false) return;
    const encodings = parseContentEncoding(headerValue(this.headers, 'content-encoding') ?? null);
    if (encodings.length === 0) {
      this.read(at, bytes);
      return;
    }
    this.decoder ??= createDecoder(encodings);
    const { decoder } = this;
    this.decoding = this.decoding.then(async () => this.read(at, await decoder.push(bytes)));
  }

  /** Reads what is left; `folder` and the times are final then. */
  async finish(): Promise<void> {
    await this.decoding;
    this.decoder?.close();
    if (this.sse !== null && this.folder !== null) this.fold(this.startedAt, () => this.sse?.end() ?? []);
  }

  private read(at: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.isFoldable === null) {
      this.isFoldable = EVENT_START.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
    }
    if (!this.isFoldable) return;
    this.sse ??= createSseReader();
    this.folder ??= dialectFor(this.dialect).createFolder();
    const { sse } = this;
    this.fold(at, () => sse.push(bytes));
  }

  private fold(at: number, read: () => readonly StreamEvent[]): void {
    try {
      for (const event of read()) {
        this.folder?.push(event);
        if (this.firstTokenAt === null && this.folder?.hasToken) this.firstTokenAt = at;
      }
    } catch (error) {
      this.report('reading the stream', error);
      // The bytes are kept: the answer is recorded as the text it is.
      this.folder = null;
      this.isFoldable = false;
    }
  }
}
