// One HTTP exchange, put together from the messages the gateway sends as its bytes go by.
import { headerValue } from '../../core/http/headers.ts';
import type {
  BodyChunk,
  ExchangeEnded,
  ExchangeStarted,
  RequestEnded,
  ResponseStarted,
} from '../../protocol/capture.ts';
import type { ExchangeContext } from './exchangeContext.ts';
import type { OpenExchange } from './exchangeLedger.ts';
import type { MeasuredAnswer } from './measuredAnswer.ts';
import type { ExchangeStart } from './observer.ts';
import { ResponseCapture } from './responseCapture.ts';
import { type CapturedStart, startOf, understandRequest } from './understandRequest.ts';
import { understandResponse } from './understandResponse.ts';
import { CAPTURE_DROPPED, RECORDING_FAILED } from './unknownAnswer.ts';

export class HttpExchange {
  private readonly context: ExchangeContext;
  private readonly captured: CapturedStart;
  private readonly start: ExchangeStart;
  private requestChunks: Uint8Array[] = [];
  private requestBytes = 0;
  private isRequestTaken = false;
  private response: ResponseCapture | null = null;
  private open: OpenExchange | null = null;
  private isDropped = false;

  constructor(message: ExchangeStarted, context: ExchangeContext) {
    this.context = context;
    this.captured = { ...message, requestId: message.exchange, origin: context.origin };
    this.start = startOf(this.captured);
    context.observer.started(this.start);
  }

  requestChunk(message: BodyChunk): void {
    if (this.isRequestTaken) {
      this.context.release(message.bytes.length);
      return;
    }
    this.requestChunks.push(message.bytes);
    this.requestBytes += message.bytes.length;
  }

  requestEnded(message: RequestEnded): void {
    this.takeRequest(message.at, message.wireBytes, message.isTruncated, false);
  }

  responseStarted(message: ResponseStarted): void {
    this.response = new ResponseCapture(message, this.start.dialect, (step, error) =>
      this.context.reportFailure(step, error),
    );
  }

  responseChunk(message: BodyChunk): void {
    if (this.response === null) this.context.release(message.bytes.length);
    else this.response.push(message.at, message.bytes);
  }

  /** @returns when the exchange has been handed to the journal */
  ended(message: ExchangeEnded): Promise<void> {
    // Answered before the request had come whole: what came of it is recorded.
    if (!this.isRequestTaken) this.takeRequest(message.at, this.requestBytes, false, true);
    return this.context.enqueue('recording an answer', async () => {
      const { response, open } = this;
      try {
        if (open !== null && !this.isDropped) await this.answer(open, message);
      } catch (error) {
        // Its request must not wait for an answer for ever, nor be shown as running.
        if (open !== null) this.context.ledger.abandoned(open, message.at, RECORDING_FAILED);
        this.context.observer.dropped(this.start.requestId);
        throw error;
      } finally {
        this.response = null;
        this.context.release(response?.capturedBytes ?? 0);
      }
    });
  }

  /** The rest won't come: forgets what there is. */
  dropped(at: number): void {
    this.isDropped = true;
    this.context.observer.dropped(this.start.requestId);
    void this.context.enqueue('dropping an exchange', async () => {
      this.context.release(this.requestBytes + (this.response?.capturedBytes ?? 0));
      this.requestChunks = [];
      this.response = null;
      if (this.open !== null) this.context.ledger.abandoned(this.open, at, CAPTURE_DROPPED);
    });
  }

  private takeRequest(at: number, wireBytes: number, isTruncated: boolean, isCut: boolean): void {
    this.isRequestTaken = true;
    const wire = {
      chunks: this.requestChunks,
      wireBytes,
      isTruncated,
      isCut,
      contentEncoding: headerValue(this.captured.headers, 'content-encoding') ?? null,
    };
    const heldBytes = this.requestBytes;
    this.requestChunks = [];
    this.requestBytes = 0;
    void this.context.enqueue('recording a request', async () => {
      const { context, captured } = this;
      try {
        if (this.isDropped) return;
        const request = await understandRequest(
          captured,
          wire,
          at,
          context.salt,
          context.nameOf,
          (step, error) => context.reportFailure(step, error),
        );
        this.open = await context.ledger.requestArrived(request);
      } catch (error) {
        context.observer.dropped(captured.requestId);
        throw error;
      } finally {
        context.release(heldBytes);
      }
    });
  }

  private async answer(open: OpenExchange, ended: ExchangeEnded): Promise<void> {
    const { response, context, start } = this;
    const message = { ...ended, wireBytes: Math.max(ended.wireBytes, response?.capturedBytes ?? 0) };
    const understood = await understandResponse(
      response,
      message,
      start.dialect,
      open.request.scrub,
      (step, error) => context.reportFailure(step, error),
    );
    context.ledger.answerEnded(open, understood, measure(response, message));
  }
}

function measure(response: ResponseCapture | null, message: ExchangeEnded): MeasuredAnswer {
  return {
    status: response?.status ?? null,
    headers: response?.headers ?? [],
    endedAt: message.at,
    firstByteAt: response?.firstByteAt ?? null,
    firstTokenAt: response?.firstTokenAt ?? null,
    overheadMs: message.overheadMs,
    connectMs: message.connectMs,
    wireBytes: message.wireBytes,
    isTruncated: message.isTruncated,
    isEventStream: response?.isEventStream ?? false,
    chunkCount: response?.trace.chunkCount ?? 0,
    trace: response?.trace.flat() ?? [],
    chunkGaps: limit => (response?.isEventStream ? response.trace.gaps(limit) : []),
  };
}
