// `GET /sessions/{id}/turns`: the conversation as a person reads it, one request after the other.
import { setImmediate } from 'node:timers/promises';
import { dialectFor } from '../../core/dialects/byName.ts';
import type { PageQuery, RequestSummary, TurnList } from '../../protocol/api.ts';
import type { Message, Turn } from '../../protocol/conversation.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import { previousInThread, readRequests } from '../index/query/requestSummary.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { SessionReader } from '../journal/sessionReader.ts';
import { openSession } from './showRequest.ts';

const DEFAULT_LIMIT = 50;
/** Stands where a body was lost from the journal. */
const LOST: Message = { role: 'user', parts: [{ type: 'unknown', kind: 'lost', json: 'null' }] };

interface Asked {
  messages: Message[];
  /** Each message as JSON, to compare by. */
  keys: string[];
  /** History that the body leaves to the provider. */
  hasRemoteHistory: boolean;
}

/** @throws LunaRouteError `not_found`, `not_recorded`, `bad_cursor` */
export async function listTurns(
  index: RecordIndex,
  sessionId: string,
  page: PageQuery,
  signal: AbortSignal,
): Promise<TurnList> {
  const session = await openSession(index, sessionId);
  const { requests, next_cursor } = readRequests(index, sessionId, {
    cursor: page.cursor,
    limit: page.limit ?? DEFAULT_LIMIT,
    onlyGenerations: true,
  });
  const newestOfThread = new Map<string, Asked>();
  const turns: Turn[] = [];
  for (const request of requests) {
    signal.throwIfAborted();
    const before = newestOfThread.get(request.thread_id) ?? askedBefore(index, session, request);
    const asked = readAsked(session, request.id, request);
    turns.push(toTurn(session, request, asked, before));
    if (asked !== null) newestOfThread.set(request.thread_id, asked);
    // A body may be megabytes: others get their answers between two of them.
    await setImmediate();
  }
  return { turns, next_cursor };
}

function toTurn(
  session: SessionReader,
  request: RequestSummary,
  asked: Asked | null,
  before: Asked | null,
): Turn {
  const repeated = asked === null ? 0 : repeatedCount(asked, before);
  return {
    request_id: request.id,
    thread_id: request.thread_id,
    started_at: request.started_at,
    input: asked === null ? [LOST] : asked.messages.slice(repeated),
    repeated_message_count: repeated,
    output: readAnswer(session, request),
  };
}

/** How many of the first messages the request before has had as well. */
function repeatedCount(asked: Asked, before: Asked | null): number {
  if (before === null) return 0;
  let count = 0;
  while (count < asked.keys.length && asked.keys[count] === before.keys[count]) {
    // What follows an answer kept by the provider is new, even if it says the same as last time.
    if (asked.hasRemoteHistory && asked.messages[count]?.role !== 'system') break;
    count += 1;
  }
  return count;
}

function askedBefore(index: RecordIndex, session: SessionReader, request: RequestSummary): Asked | null {
  const id = previousInThread(index, request);
  return id === null ? null : readAsked(session, id, request);
}

function readAsked(
  session: SessionReader,
  id: string,
  { dialect }: Pick<RequestSummary, 'dialect'>,
): Asked | null {
  const target = session.requests.get(id)?.target;
  const body = parseBody(() => session.requestBody(id));
  if (body === undefined || target === undefined) return null;
  const { messages, previousResponseId } = dialectFor(dialect).readRequest(body, target);
  return {
    messages,
    keys: messages.map(message => JSON.stringify(message)),
    hasRemoteHistory: previousResponseId !== null,
  };
}

function readAnswer(session: SessionReader, { id, dialect }: RequestSummary): Message[] {
  if (!session.responses.has(id)) return [];
  const body = parseBody(() => session.responseBody(id));
  return body === undefined ? [] : dialectFor(dialect).readResponse(body).messages;
}

/** Undefined for a body that is lost, or that is no JSON. */
function parseBody(read: () => string | Uint8Array): unknown {
  try {
    const body = read();
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch (error) {
    if (error instanceof LunaRouteError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
