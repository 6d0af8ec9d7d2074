// Writes a session's exchanges down as journal events.

import { knownHistory } from '../../core/identity/conversation.ts';
import { recordHeaders, redactTarget } from '../../core/identity/recordHeaders.ts';
import type { Redact } from '../../core/redaction/redactor.ts';
import type {
  Block,
  JournalEvent,
  RecordedBody,
  RequestEvent,
  ResponseEvent,
  SessionIdle,
  SessionTitled,
} from '../../protocol/journal.ts';
import { JOURNAL_FORMAT } from '../../protocol/journal.ts';
import { MAIN_THREAD } from '../../protocol/thread.ts';
import type { HeaderList } from '../../protocol/wire.ts';
import { redactBody, redactHeaders } from '../exchange/redactExchange.ts';
import type { UnderstoodRequest } from '../exchange/understandRequest.ts';
import type { Salt } from '../journal/salt.ts';
import { timestampOf } from '../journal/timestamp.ts';
import type { FreshBlock } from './blockLedger.ts';
import type { Session } from './session.ts';
import type { Placement } from './threads.ts';
import type { NewToolResult } from './toolCallLedger.ts';

const MAX_TITLE_CHARS = 200;
export const BLOCK_ID_DIGITS = 32;

/** A request as its session takes it. */
export interface ArrivedRequest {
  request: UnderstoodRequest;
  /** What warmed its connection up; null when nothing did. */
  prewarm: UnderstoodRequest | null;
  placement: Placement;
  results: readonly NewToolResult[];
}

/** Everything a request adds to its session's journal, in order: what others refer to comes first. */
export function requestEvents(
  session: Session,
  { request, prewarm, placement, results }: ArrivedRequest,
  salt: Salt,
  redact: Redact,
): JournalEvent[] {
  const events: JournalEvent[] = [];
  const timestamp = timestampOf(request.captured.at);
  const { requestId } = request.start;
  if (!session.isStarted) {
    session.isStarted = true;
    events.push(startEvent(session, timestamp));
  }
  const warmUp = prewarm === null ? null : writeBody(session, prewarm, null, redact);
  const body = writeBody(session, request, placement.threadId, redact);
  for (const block of [...(warmUp?.fresh ?? []), ...body.fresh])
    events.push(blockEvent(session, requestId, timestamp, block, salt));
  if (placement.isNew && placement.threadId !== MAIN_THREAD)
    events.push(threadEvent(session, request, placement, timestamp));
  events.push({
    type: 'request',
    session_id: session.facts.id,
    request_id: requestId,
    timestamp,
    thread_id: placement.threadId,
    parent_thread_id: placement.parentThreadId,
    ...historyFacts(request, placement),
    ...wireFacts(request, redact),
    tool_results: results.map(({ callId, isError, durationMs }) => {
      return { call_id: callId, is_error: isError, duration_ms: durationMs };
    }),
    body: body.recorded,
    ...(warmUp === null ? {} : { prewarm: warmUp.recorded }),
  });
  const { firstPrompt, isTitleRequest, isGeneration } = request.facts;
  if (
    session.title === 'none' &&
    isGeneration &&
    !isTitleRequest &&
    firstPrompt !== null &&
    /\S/.test(firstPrompt)
  ) {
    events.push(titleEvent(session, requestId, timestamp, firstPrompt, 'first_prompt'));
  }
  return events;
}

/** @param text redacted already */
export function titleEvent(
  session: Session,
  requestId: string,
  timestamp: string,
  text: string,
  source: SessionTitled['source'],
): SessionTitled {
  session.title = source;
  return {
    type: 'session_titled',
    session_id: session.facts.id,
    request_id: requestId,
    timestamp,
    title: titleLine(text),
    source,
  };
}

/** One line of bounded length. */
export function titleLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_TITLE_CHARS ? line : `${line.slice(0, MAX_TITLE_CHARS - 1).trimEnd()}…`;
}

function threadEvent(
  session: Session,
  request: UnderstoodRequest,
  placement: Placement,
  timestamp: string,
): JournalEvent {
  const { threadId, parentThreadId, kind } = placement;
  const { firstPrompt } = request.facts;
  return {
    type: 'thread_started',
    session_id: session.facts.id,
    request_id: request.start.requestId,
    timestamp,
    thread_id: threadId,
    parent_thread_id: parentThreadId,
    kind: kind === 'main' ? 'conversation' : kind,
    title: kind === 'title' || firstPrompt === null ? null : titleLine(firstPrompt),
  };
}

/** What stands in the journal only where there is something to say. */
function historyFacts(
  { facts, promptName }: UnderstoodRequest,
  { continues, unknownParent, digest }: Placement,
): Pick<RequestEvent, 'continues' | 'unknown_parent' | 'history'> {
  const history = facts.isGeneration ? knownHistory(digest) : null;
  return {
    ...(continues === null ? {} : { continues }),
    ...(unknownParent === null ? {} : { unknown_parent: unknownParent }),
    ...(history === null ? {} : { history: { ...history, prompt: promptName } }),
  };
}

export function idleEvent(session: Session): SessionIdle {
  return {
    type: 'session_idle',
    session_id: session.facts.id,
    request_id: null,
    timestamp: timestampOf(session.lastActivityAt),
    final_stats: session.stats.summary(),
  };
}

export function recordedHeaders(headers: HeaderList, redact: Redact): ResponseEvent['headers'] {
  return redactHeaders(recordHeaders(headers), redact);
}

function startEvent(session: Session, timestamp: string): JournalEvent {
  const { id, client, clientVersion, clientSessionId, workspace, origin } = session.facts;
  return {
    type: 'session_started',
    session_id: id,
    request_id: null,
    timestamp,
    format: JOURNAL_FORMAT,
    client_session_id: clientSessionId,
    client,
    client_version: clientVersion,
    workspace,
    ...(origin === 'recorded' ? {} : { origin }),
  };
}

function blockEvent(
  session: Session,
  requestId: string,
  timestamp: string,
  block: FreshBlock,
  salt: Salt,
): Block {
  return {
    type: 'block',
    session_id: session.facts.id,
    request_id: requestId,
    timestamp,
    ordinal: block.ordinal,
    id: salt.fingerprint(block.text, BLOCK_ID_DIGITS),
    kind: block.kind,
    text: block.text,
  };
}

/** @param threadId null for what later bodies don't refer to */
function writeBody(
  session: Session,
  request: UnderstoodRequest,
  threadId: string | null,
  redact: Redact,
): { fresh: FreshBlock[]; recorded: RecordedBody } {
  const { facts, text, bytes } = request.body;
  if (request.segments !== null) {
    const { blocks } = session;
    const { fresh, parts } =
      threadId === null
        ? blocks.writeApart(request.segments, redact)
        : blocks.write(request.start.requestId, threadId, request.segments, redact);
    return { fresh, recorded: { ...facts, parts } };
  }
  const body =
    text === null ? { ...facts, base64: Buffer.from(bytes).toString('base64') } : { ...facts, text };
  return { fresh: [], recorded: redactBody(body, redact) };
}

function wireFacts(
  request: UnderstoodRequest,
  redact: Redact,
): Pick<
  RequestEvent,
  | 'transport'
  | 'method'
  | 'target'
  | 'dialect'
  | 'provider'
  | 'upstream'
  | 'model'
  | 'is_streaming'
  | 'is_generation'
  | 'auth'
  | 'headers'
> {
  const { captured, facts, start } = request;
  return {
    transport: captured.transport,
    method: captured.method,
    target: redact(request.scrub(redactTarget(captured.target)), 'url'),
    dialect: start.dialect,
    provider: captured.provider,
    upstream: captured.upstream,
    model: facts.model,
    is_streaming: facts.isStreaming,
    is_generation: facts.isGeneration,
    auth: request.auth,
    headers: recordedHeaders(captured.headers, redact),
  };
}
