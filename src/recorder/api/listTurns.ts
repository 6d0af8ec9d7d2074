// `GET /sessions/{id}/turns`: the conversation as a person reads it, one request after the other.
import { setImmediate } from 'node:timers/promises';
import { dialectFor } from '../../core/dialects/byName.ts';
import type { PageQuery, RequestSummary, TurnList } from '../../protocol/api.ts';
import type { Message, Turn } from '../../protocol/conversation.ts';
import { previousInThread, readRequests } from '../index/query/requestSummary.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { SessionReader } from '../journal/sessionReader.ts';
import { parseRecorded, readSent } from './readSent.ts';
import { repeatedCount, repeatedPromptCount } from './repeatedMessages.ts';
import { openSession } from './showRequest.ts';

const DEFAULT_LIMIT = 50;
/** Stands where a body was lost from the journal. */
const LOST: Message = { role: 'user', parts: [{ type: 'unknown', kind: 'lost', json: 'null' }] };

interface Asked {
  messages: Message[];
  /** History that the body leaves to the provider. */
  hasRemoteHistory: boolean;
}

interface Exchanged {
  asked: Asked;
  /** The conversation with the answer, also what the provider keeps of it. */
  known: Message[];
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
  const newestOfThread = new Map<string, Exchanged>();
  const turns: Turn[] = [];
  for (const request of requests) {
    signal.throwIfAborted();
    const before = newestOfThread.get(request.thread_id) ?? exchangedBefore(index, session, request);
    const asked = readAsked(session, request.id, request);
    const answer = readAnswer(session, request.id, request);
    turns.push(toTurn(request, asked, answer, before));
    if (asked !== null)
      newestOfThread.set(request.thread_id, { asked, known: knownAfter(asked, answer, before?.known ?? []) });
    // A body may be megabytes: others get their answers between two of them.
    await setImmediate();
  }
  return { turns, next_cursor };
}

function toTurn(
  request: RequestSummary,
  asked: Asked | null,
  answer: Message[],
  before: Exchanged | null,
): Turn {
  const repeated = asked === null || before === null ? 0 : countRepeated(asked, before);
  return {
    request_id: request.id,
    thread_id: request.thread_id,
    started_at: request.started_at,
    input: asked === null ? [LOST] : asked.messages.slice(repeated),
    repeated_message_count: repeated,
    output: answer,
  };
}

/** What follows an answer kept by the provider is new, even if it says the same as last time. */
function countRepeated(asked: Asked, before: Exchanged): number {
  return asked.hasRemoteHistory
    ? repeatedPromptCount(asked.messages, before.asked.messages)
    : repeatedCount(asked.messages, before.known);
}

function knownAfter(asked: Asked, answer: readonly Message[], before: readonly Message[]): Message[] {
  return [...(asked.hasRemoteHistory ? before : []), ...asked.messages, ...answer];
}

/** The request before this one in its thread, with the conversation up to then. */
function exchangedBefore(
  index: RecordIndex,
  session: SessionReader,
  request: RequestSummary,
): Exchanged | null {
  const id = previousInThread(index, request);
  const asked = id === null ? null : readAsked(session, id, request);
  if (id === null || asked === null) return null;
  const known: Message[][] = [];
  for (let at: string | null = id; at !== null && known.length < session.requests.size; ) {
    const earlier: Asked | null = at === id ? asked : readAsked(session, at, request);
    if (earlier === null) break;
    known.unshift([...earlier.messages, ...readAnswer(session, at, request)]);
    at = earlier.hasRemoteHistory ? (session.requests.get(at)?.continues ?? null) : null;
  }
  return { asked, known: known.flat() };
}

function readAsked(
  session: SessionReader,
  id: string,
  { dialect }: Pick<RequestSummary, 'dialect'>,
): Asked | null {
  const sent = readSent(session, id, dialect);
  if (sent === null) return null;
  const { messages, previousResponseId } = sent;
  return { messages, hasRemoteHistory: isKeptByProvider(session, id, previousResponseId) };
}

/** False for the answer to a prewarm: the request that names it has its whole history. */
function isKeptByProvider(session: SessionReader, id: string, previous: string | null): boolean {
  if (previous === null) return false;
  if (session.requests.get(id)?.unknown_parent !== undefined) return true;
  for (const { response_id } of session.responses.values()) if (response_id === previous) return true;
  return false;
}

function readAnswer(
  session: SessionReader,
  id: string,
  { dialect }: Pick<RequestSummary, 'dialect'>,
): Message[] {
  if (!session.responses.has(id)) return [];
  const body = parseRecorded(() => session.responseBody(id));
  return body === undefined ? [] : dialectFor(dialect).readResponse(body).messages;
}
