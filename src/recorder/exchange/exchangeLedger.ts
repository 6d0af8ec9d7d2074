// Takes understood exchanges to their sessions, the journal, the statistics and the observer.
import { titleOfAnswer } from '../../core/dialects/titleRequest.ts';
import { historyAfter } from '../../core/identity/conversation.ts';
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import type { Redact } from '../../core/redaction/redactor.ts';
import type { ResponseEvent, Timings } from '../../protocol/journal.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import type { Salt } from '../journal/salt.ts';
import { timestampOf } from '../journal/timestamp.ts';
import type { Session } from '../sessions/session.ts';
import { recordedHeaders, requestEvents, titleEvent } from '../sessions/sessionEvents.ts';
import { SessionStats } from '../sessions/sessionStats.ts';
import type { SessionStore } from '../sessions/sessionStore.ts';
import type { Placement } from '../sessions/threads.ts';
import { countedExchange, priceOf, quotasOf } from './answerFigures.ts';
import { type MeasuredAnswer, NOTHING_MEASURED, timingsOf } from './measuredAnswer.ts';
import type { ExchangeEnd, ExchangeObserver, ExchangeRequest } from './observer.ts';
import { redactNullable, redactRequest, redactResponse } from './redactExchange.ts';
import type { UnderstoodRequest } from './understandRequest.ts';
import type { UnderstoodResponse } from './understandResponse.ts';
import { UNKNOWN_RESPONSE } from './unknownAnswer.ts';

const MAX_OBSERVED_GAPS = 1000;

/** A request that has been understood and waits for its answer. */
export interface OpenExchange {
  request: UnderstoodRequest;
  observed: ExchangeRequest;
  /** Null when it belongs to none. */
  session: Session | null;
  /** Its thread; null without a session. */
  placement: Placement | null;
  /** The rules of the moment at which it came. */
  redact: Redact;
  /** Its `request` event is in the journal, so its `response` has to follow. */
  isRecorded: boolean;
  /** Its end was counted and, where it is recorded, handed to the journal. */
  hasEnded: boolean;
}

export interface ExchangeLedgerOptions {
  sessions: SessionStore;
  writer: JournalWriter;
  salt: Salt;
  observer: ExchangeObserver;
  /** Whether what began at `at` is to be written. */
  isRecorded(workspace: string | null, at: number): boolean;
  /** Those that hold now. */
  prices(): PriceBook;
  /** The rules of this moment. */
  redact(): Redact;
}

export class ExchangeLedger {
  /** Everything since this process started, recorded or not. */
  readonly totals = new SessionStats();
  private readonly options: ExchangeLedgerOptions;

  constructor(options: ExchangeLedgerOptions) {
    this.options = options;
  }

  /** @returns null when it had to be dropped: too much waits for the disk already */
  async requestArrived(understood: UnderstoodRequest): Promise<OpenExchange | null> {
    const { sessions, writer, salt, observer } = this.options;
    const redact = this.options.redact();
    const request = redactRequest(understood, redact, salt);
    const session = await sessions.locate(request);
    const isRecorded =
      session !== null && this.options.isRecorded(request.start.workspace, request.captured.at);
    if (isRecorded && writer.isFull) {
      observer.dropped(request.start.requestId);
      return null;
    }
    const placement = session?.threads.place(request, id => sessions.prewarms.has(id)) ?? null;
    const results = session?.toolCalls.takeResults(request.facts, request.arrivedAt) ?? [];
    if (session !== null && placement !== null) {
      session.lastActivityAt = Math.max(session.lastActivityAt, request.arrivedAt);
      session.inFlightCount++;
      session.threads.keep(request, placement, request.arrivedAt);
      session.topic.note(request.facts);
    }
    if (session !== null && placement !== null && isRecorded) {
      try {
        const prewarm = this.prewarmOf(request);
        const written = { request, prewarm, placement, results };
        writer.append(session.facts.file, requestEvents(session, written, salt, redact));
      } catch (error) {
        // It may count on blocks that were not written: the next request reads the session back from its journal.
        session.inFlightCount--;
        sessions.forget(session.facts.id);
        throw error;
      }
      session.hasNews = true;
    }
    for (const { name, isError, durationMs } of results) {
      if (isRecorded) session?.stats.addToolResult(name, isError, durationMs);
      this.totals.addToolResult(name, isError, durationMs);
    }
    const observed: ExchangeRequest = {
      ...request.start,
      sessionId: isRecorded ? (session?.facts.id ?? null) : null,
      model: request.facts.model,
      isGeneration: request.facts.isGeneration,
      isStreaming: request.facts.isStreaming,
      authKind: request.auth.kind,
      toolResults: results,
    };
    observer.understood(observed);
    return { request, observed, session, placement, redact, isRecorded, hasEnded: false };
  }

  /** @param frame null when it could not be read */
  rememberPrewarm(responseId: string, frame: UnderstoodRequest | null): void {
    this.options.sessions.prewarms.remember(responseId, frame);
  }

  answerEnded(open: OpenExchange, understood: UnderstoodResponse, measured: MeasuredAnswer): void {
    const { request, session, placement, redact, isRecorded } = open;
    const response = redactResponse(understood, redact);
    const { facts } = response;
    const timings = timingsOf(request.captured.at, measured);
    if (session !== null) {
      session.lastActivityAt = Math.max(session.lastActivityAt, measured.endedAt);
      session.toolCalls.answered(facts.toolCalls, measured.endedAt);
      if (facts.id !== null && placement !== null) {
        this.options.sessions.rememberResponse(facts.id, session);
        session.threads.answered(facts.id, {
          requestId: request.start.requestId,
          threadId: placement.threadId,
          history: historyAfter(placement.digest, facts.messages, request.nameOf),
        });
      }
    }
    const costUsd = priceOf(open, response, this.options.prices());
    const counted = countedExchange(open, response, timings, costUsd);
    this.totals.addExchange(counted);
    if (session !== null && isRecorded) {
      session.stats.addExchange(counted);
      const event = responseEvent(session, open, response, measured, timings);
      const isTitle = request.facts.isTitleRequest && response.outcome === 'ok';
      const title = isTitle ? redactNullable(titleOfAnswer(facts.messages), redact) : null;
      const titled =
        title === null
          ? []
          : [titleEvent(session, request.start.requestId, event.timestamp, title, 'title_request')];
      this.options.writer.append(session.facts.file, [event, ...titled]);
      session.hasNews = true;
    }
    this.leave(open);
    this.options.observer.ended(endOf(open, response, measured, timings, costUsd));
  }

  /** Its answer can't be recorded: it ends as one of which nothing is known. Nothing when it has ended already. */
  abandoned(open: OpenExchange, at: number, error: { code: string; message: string }): void {
    const { session, isRecorded } = open;
    if (open.hasEnded) return;
    this.leave(open);
    if (session === null || !isRecorded) return;
    const measured: MeasuredAnswer = { ...NOTHING_MEASURED, endedAt: at };
    const event = responseEvent(
      session,
      open,
      { ...UNKNOWN_RESPONSE, error },
      measured,
      timingsOf(open.request.captured.at, measured),
    );
    this.options.writer.append(session.facts.file, [event]);
    session.hasNews = true;
  }

  /** What warmed its connection up, unless that came while nothing was recorded. */
  private prewarmOf({ facts, start }: UnderstoodRequest): UnderstoodRequest | null {
    const id = facts.previousResponseId;
    const frame = id === null ? null : this.options.sessions.prewarms.frameOf(id);
    return frame !== null && this.options.isRecorded(start.workspace, frame.captured.at) ? frame : null;
  }

  private leave(open: OpenExchange): void {
    open.hasEnded = true;
    if (open.session !== null) open.session.inFlightCount--;
  }
}

function responseEvent(
  session: Session,
  { request, redact }: OpenExchange,
  response: UnderstoodResponse,
  measured: MeasuredAnswer,
  timings: Timings,
): ResponseEvent {
  const { facts } = response;
  return {
    type: 'response',
    session_id: session.facts.id,
    request_id: request.start.requestId,
    timestamp: timestampOf(measured.endedAt),
    status: measured.status,
    outcome: response.outcome,
    error: response.error,
    model: facts.model,
    response_id: facts.id,
    stop_reason: facts.stopReason,
    usage: facts.usage,
    usage_raw: facts.usageRaw,
    service_tier: facts.serviceTier,
    tool_calls: facts.toolCalls,
    timings,
    headers: recordedHeaders(measured.headers, redact),
    folded: response.isFolded,
    body: response.body,
    trace: measured.isEventStream ? measured.trace : null,
  };
}

function endOf(
  open: OpenExchange,
  response: UnderstoodResponse,
  measured: MeasuredAnswer,
  timings: Timings,
  costUsd: number | null,
): ExchangeEnd {
  const { facts } = response;
  return {
    ...open.observed,
    endedAt: measured.endedAt,
    model: facts.model ?? open.observed.model,
    status: measured.status,
    outcome: response.outcome,
    quotas: quotasOf(open, facts, measured),
    error: response.error,
    stopReason: facts.stopReason,
    usage: facts.usage,
    costUsd,
    toolCalls: facts.toolCalls,
    unknownCount: response.unknownCount,
    durationMs: timings.duration_ms,
    timeToFirstByteMs: timings.time_to_first_byte_ms,
    timeToFirstTokenMs: timings.time_to_first_token_ms,
    overheadMs: timings.proxy_overhead_ms,
    connectMs: timings.connect_ms,
    requestWireBytes: open.request.body.facts.wire_bytes,
    responseWireBytes: measured.wireBytes,
    isEventStream: measured.isEventStream,
    chunkCount: measured.chunkCount,
    chunkGapsMs: measured.chunkGaps(MAX_OBSERVED_GAPS),
    isTruncated: measured.isTruncated || open.request.body.facts.truncated === true,
    isRecorded: open.isRecorded,
  };
}
