// `GET /sessions/{id}/context`: what each request's context is made of, what changed in it, what its cache lost.
import { setImmediate } from 'node:timers/promises';
import {
  breakReason,
  type CachedRequest,
  lostTokens,
  usageWithoutLoss,
} from '../../core/context/cacheBreak.ts';
import { compareContexts } from '../../core/context/compareContexts.ts';
import { type ContextSegment, contextSegments } from '../../core/context/contextSegments.ts';
import { largest, partsOf, type TokenRate, toEntry, tokenRate } from '../../core/context/sizeContext.ts';
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { priceUsage } from '../../core/pricing/priceUsage.ts';
import type { PageQuery, RequestSummary } from '../../protocol/api.ts';
import type { CacheBreak, ContextList, ContextTurn } from '../../protocol/context.ts';
import type { ToolDefinition } from '../../protocol/conversation.ts';
import { previousInThread, readRequest, readRequests } from '../index/query/requestSummary.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { SessionReader } from '../journal/sessionReader.ts';
import { OfferedTools } from './offeredTools.ts';
import { readSent } from './readSent.ts';
import { openSession } from './showRequest.ts';

const DEFAULT_LIMIT = 100;
/** Of what came and of what left, the largest pieces are named. */
const NAMED_CHANGES = 50;

interface Context {
  request: RequestSummary;
  segments: ContextSegment[];
  tools: ToolDefinition[];
  isPartial: boolean;
}

/** @throws LunaRouteError `not_found`, `not_recorded`, `bad_cursor` */
export async function listContext(
  index: RecordIndex,
  sessionId: string,
  page: PageQuery,
  signal: AbortSignal,
): Promise<ContextList> {
  const session = await openSession(index, sessionId);
  const { requests, next_cursor } = readRequests(index, sessionId, {
    cursor: page.cursor,
    limit: page.limit ?? DEFAULT_LIMIT,
    onlyGenerations: true,
  });
  const newestOfThread = new Map<string, Context>();
  const tools = new OfferedTools();
  const turns: ContextTurn[] = [];
  for (const request of requests) {
    signal.throwIfAborted();
    const context = readContext(session, request);
    // A body that is lost says nothing; the next one is compared with the one before.
    if (context !== null) {
      const before = newestOfThread.get(request.thread_id) ?? contextBefore(index, session, request);
      // Of a history that the provider keeps nobody here knows the size.
      const rate = context.isPartial ? null : tokenRate(context.segments, request.input_tokens);
      turns.push(toTurn({ session, prices: index.prices }, context, before, rate));
      tools.add(context.tools, rate);
      newestOfThread.set(request.thread_id, context);
    }
    // A body may be megabytes: others get their answers between two of them.
    await setImmediate();
  }
  return { turns, tools: tools.list(), next_cursor };
}

interface Recorded {
  session: SessionReader;
  prices: PriceBook;
}

function toTurn(
  recorded: Recorded,
  { request, segments, isPartial }: Context,
  before: Context | null,
  rate: TokenRate,
): ContextTurn {
  const { added, dropped, brokenAt } = compareContexts(before?.segments ?? segments, segments, isPartial);
  return {
    request_id: request.id,
    thread_id: request.thread_id,
    previous_request_id: before?.request.id ?? null,
    started_at: request.started_at,
    input_tokens: request.input_tokens,
    cache_read_tokens: request.cache_read_tokens,
    is_partial: isPartial,
    parts: partsOf(segments, rate),
    added: largest(added, rate, NAMED_CHANGES),
    added_count: added.length,
    dropped: largest(dropped, rate, NAMED_CHANGES),
    dropped_count: dropped.length,
    cache_break: before === null ? null : toBreak(recorded, before.request, request, brokenAt, rate),
  };
}

function toBreak(
  recorded: Recorded,
  before: RequestSummary,
  after: RequestSummary,
  brokenAt: ContextSegment | null,
  rate: TokenRate,
): CacheBreak | null {
  const [old, now] = [cached(before), cached(after)];
  const lost = lostTokens(old, now);
  if (lost === 0) return null;
  const reason = breakReason(old, now, brokenAt !== null);
  return {
    reason,
    at: reason === 'changed' && brokenAt !== null ? toEntry(brokenAt, rate) : null,
    lost_tokens: lost,
    lost_usd: lossUsd(recorded, after, lost),
  };
}

/** What the request cost beyond the same request without the loss. */
function lossUsd({ session, prices }: Recorded, request: RequestSummary, lost: number): number | null {
  const asked = session.requests.get(request.id);
  const answer = session.responses.get(request.id);
  if (asked === undefined || answer === undefined) return null;
  const priced = {
    model: request.model,
    provider: request.provider,
    upstream: asked.upstream,
    serviceTier: answer.service_tier,
    usageRaw: answer.usage_raw,
    at: Date.parse(request.started_at),
  };
  const actual = priceUsage({ ...priced, usage: request }, prices);
  const spared = priceUsage({ ...priced, usage: usageWithoutLoss(request, lost) }, prices);
  return actual === null || spared === null ? null : actual - spared;
}

function cached(request: RequestSummary): CachedRequest {
  return { model: request.model, usage: request, startedMs: Date.parse(request.started_at) };
}

function contextBefore(index: RecordIndex, session: SessionReader, request: RequestSummary): Context | null {
  const id = previousInThread(index, request);
  const summary = id === null ? null : readRequest(index, request.session_id, id);
  return summary === null ? null : readContext(session, summary);
}

function readContext(session: SessionReader, request: RequestSummary): Context | null {
  const sent = readSent(session, request.id, request.dialect);
  if (sent === null) return null;
  return {
    request,
    tools: sent.tools,
    segments: contextSegments(sent.tools, sent.messages),
    isPartial: sent.previousResponseId !== null,
  };
}
