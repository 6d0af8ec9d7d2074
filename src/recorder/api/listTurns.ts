// `GET /sessions/{id}/turns`: the conversation as a person reads it, one request after the other.
import { setImmediate } from 'node:timers/promises';
import { dialectFor } from '../../core/dialects/byName.ts';
import type { PageQuery, RequestSummary, TurnList } from '../../protocol/api.ts';
import type { Message, MessagePart, Turn } from '../../protocol/conversation.ts';
import { previousInThread, readRequests } from '../index/query/requestSummary.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { SessionReader } from '../journal/sessionReader.ts';
import { parseRecorded, readSent } from './readSent.ts';
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

interface Exchanged {
  asked: Asked;
  answer: Message[];
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
    if (asked !== null) newestOfThread.set(request.thread_id, { asked, answer });
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
  const repeated = asked === null || before === null ? 0 : repeatedCount(asked, before);
  return {
    request_id: request.id,
    thread_id: request.thread_id,
    started_at: request.started_at,
    input: asked === null ? [LOST] : asked.messages.slice(repeated),
    repeated_message_count: repeated,
    output: answer,
  };
}

/** How many of the first messages were there before: as history, or as the answer that is now history. */
function repeatedCount(asked: Asked, before: Exchanged): number {
  const { messages, keys } = asked;
  let count = 0;
  while (count < keys.length && keys[count] === before.asked.keys[count]) {
    // What follows an answer kept by the provider is new, even if it says the same as last time.
    if (asked.hasRemoteHistory && messages[count]?.role !== 'system') return count;
    count += 1;
  }
  for (let next = messages[count]; next !== undefined; next = messages[count]) {
    if (next.role !== 'assistant' || !isEcho(next, before.answer)) break;
    count += 1;
  }
  return count;
}

/** Whether a message of the history is an answer come back; clients leave out or rename some of its parts. */
function isEcho(message: Message, answer: readonly Message[]): boolean {
  const said = new Set(answer.flatMap(({ parts }) => parts.map(essence)));
  return message.parts.every(part => part.type === 'thinking' || said.has(essence(part)));
}

function essence(part: MessagePart): string {
  if (part.type === 'tool_call') return `call ${part.call_id}`;
  return part.type === 'text' ? `text ${part.text.trim()}` : JSON.stringify(part);
}

function exchangedBefore(
  index: RecordIndex,
  session: SessionReader,
  request: RequestSummary,
): Exchanged | null {
  const id = previousInThread(index, request);
  const asked = id === null ? null : readAsked(session, id, request);
  return id === null || asked === null ? null : { asked, answer: readAnswer(session, id, request) };
}

function readAsked(
  session: SessionReader,
  id: string,
  { dialect }: Pick<RequestSummary, 'dialect'>,
): Asked | null {
  const sent = readSent(session, id, dialect);
  if (sent === null) return null;
  const { messages, previousResponseId } = sent;
  return {
    messages,
    keys: messages.map(message => JSON.stringify(message)),
    hasRemoteHistory: previousResponseId !== null,
  };
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
