// One request over WebSocket: from its `response.create` frame to the terminal event.
import { dialectFor } from '../../core/dialects/byName.ts';
import type { StreamFolder } from '../../core/dialects/dialect.ts';
import type { HeaderList } from '../../protocol/wire.ts';
import type { ExchangeContext } from './exchangeContext.ts';
import type { OpenExchange } from './exchangeLedger.ts';
import type { MeasuredAnswer } from './measuredAnswer.ts';
import { ChunkTrace } from './trace.ts';
import {
  type CapturedStart,
  startOf,
  type UnderstoodRequest,
  understandRequest,
} from './understandRequest.ts';
import { understandFrames } from './understandResponse.ts';
import { CAPTURE_DROPPED, RECORDING_FAILED } from './unknownAnswer.ts';

export interface FrameEnding {
  at: number;
  end: 'complete' | 'client_closed' | 'upstream_closed' | 'refused';
  error: { code: string; message: string } | null;
}

export class FrameRequest {
  private readonly context: ExchangeContext;
  private readonly captured: CapturedStart;
  private readonly upgradeHeaders: HeaderList;
  private readonly isPrewarm: boolean;
  private readonly trace: ChunkTrace;
  private folder: StreamFolder | null;
  /** Kept so that frames which can't be folded are recorded as they came. */
  private texts: string[] = [];
  private heldBytes = 0;
  private answerBytes = 0;
  private firstByteAt: number | null = null;
  private firstTokenAt: number | null = null;
  private open: OpenExchange | null = null;
  /** The frame itself, when it is a prewarm. */
  private prewarm: UnderstoodRequest | null = null;

  constructor(
    captured: CapturedStart,
    frame: Uint8Array,
    answer: { upgradeHeaders: HeaderList; isPrewarm: boolean },
    context: ExchangeContext,
  ) {
    this.context = context;
    this.captured = captured;
    this.upgradeHeaders = answer.upgradeHeaders;
    this.isPrewarm = answer.isPrewarm;
    this.trace = new ChunkTrace(captured.at);
    const start = startOf(captured);
    this.folder = dialectFor(start.dialect).createFolder();
    if (!this.isPrewarm) context.observer.started(start);
    void context.enqueue('recording a request', () => this.understand(frame));
  }

  /** @returns true when this was the answer's terminal event */
  take(at: number, bytes: Uint8Array): boolean {
    const text = Buffer.from(bytes).toString('utf8');
    this.firstByteAt ??= at;
    this.trace.add(at, bytes.length);
    this.answerBytes += bytes.length;
    this.heldBytes += bytes.length;
    this.texts.push(text);
    try {
      this.folder?.push({ event: null, data: text });
    } catch (error) {
      this.context.reportFailure('reading a frame', error);
      this.folder = null;
    }
    if (this.firstTokenAt === null && this.folder?.hasToken) this.firstTokenAt = at;
    return this.folder?.isTerminal ?? false;
  }

  /** @returns when the request has been handed to the journal */
  ended(ending: FrameEnding): Promise<void> {
    return this.context.enqueue('recording an answer', async () => {
      try {
        if (this.isPrewarm) this.rememberPrewarm();
        else if (this.open !== null) this.answer(this.open, ending);
      } catch (error) {
        if (this.open !== null) this.context.ledger.abandoned(this.open, ending.at, RECORDING_FAILED);
        this.context.observer.dropped(this.captured.requestId);
        throw error;
      } finally {
        this.context.release(this.heldBytes);
        this.texts = [];
        this.folder = null;
      }
    });
  }

  dropped(at: number): void {
    if (!this.isPrewarm) this.context.observer.dropped(this.captured.requestId);
    void this.context.enqueue('dropping a request', async () => {
      this.context.release(this.heldBytes);
      if (this.open !== null) this.context.ledger.abandoned(this.open, at, CAPTURE_DROPPED);
    });
  }

  /** The next request names its answer, although it is no request itself. */
  private rememberPrewarm(): void {
    const { id } = dialectFor(startOf(this.captured).dialect).readResponse(this.folder?.fold());
    if (id !== null) this.context.ledger.rememberPrewarm(id, this.prewarm);
  }

  private async understand(frame: Uint8Array): Promise<void> {
    const { context, captured } = this;
    const wire = {
      chunks: [frame],
      wireBytes: frame.length,
      isTruncated: false,
      isCut: false,
      contentEncoding: null,
    };
    try {
      const request = await understandRequest(
        captured,
        wire,
        captured.at,
        context.salt,
        context.nameOf,
        (step, error) => context.reportFailure(step, error),
      );
      if (this.isPrewarm) this.prewarm = request;
      else this.open = await context.ledger.requestArrived(request);
    } catch (error) {
      if (!this.isPrewarm) context.observer.dropped(captured.requestId);
      throw error;
    } finally {
      context.release(frame.length);
    }
  }

  private answer(open: OpenExchange, ending: FrameEnding): void {
    const { context, folder, texts, trace } = this;
    const response = understandFrames(
      { folder, texts, wireBytes: this.answerBytes },
      ending,
      open.request.start.dialect,
      open.request.scrub,
      (step, error) => context.reportFailure(step, error),
    );
    const measured: MeasuredAnswer = {
      status: 101,
      headers: this.upgradeHeaders,
      endedAt: ending.at,
      firstByteAt: this.firstByteAt,
      firstTokenAt: this.firstTokenAt,
      overheadMs: null,
      connectMs: null,
      wireBytes: this.answerBytes,
      isTruncated: false,
      isEventStream: true,
      chunkCount: trace.chunkCount,
      trace: trace.flat(),
      chunkGaps: limit => trace.gaps(limit),
    };
    context.ledger.answerEnded(open, response, measured);
  }
}
