// Brings a session back from its journal, so that it goes on in the same file after a restart.
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { priceUsage } from '../../core/pricing/priceUsage.ts';
import type { RequestEvent, ResponseEvent } from '../../protocol/journal.ts';
import { MAIN_THREAD } from '../../protocol/thread.ts';
import { UNKNOWN_USAGE } from '../../protocol/usage.ts';
import type { SessionReader } from '../journal/sessionReader.ts';
import { Session, type SessionFacts } from './session.ts';

/** @returns null when the journal's beginning is lost, or its archive damaged: it can't be continued */
export function restoreSession(reader: SessionReader, prices: PriceBook): Session | null {
  const { started } = reader;
  if (started === null || reader.damaged.some(({ damage }) => damage === 'archive')) return null;
  const facts: SessionFacts = {
    id: started.session_id,
    file: reader.file,
    client: started.client,
    clientVersion: started.client_version,
    clientSessionId: started.client_session_id,
    workspace: started.workspace,
    origin: started.origin ?? 'recorded',
  };
  const session = new Session(facts, Date.parse(started.timestamp));
  session.isStarted = true;
  session.title = reader.title?.source ?? 'none';
  for (const block of reader.blocks.values()) session.blocks.restoreBlock(block.ordinal, block.text);
  for (const [requestId, request] of reader.requests) {
    restoreBody(session, reader, requestId, request);
    restoreThread(session, reader, requestId, request);
    restoreExchange(session, request, reader.responses.get(requestId), prices);
  }
  return session;
}

function restoreBody(
  session: Session,
  reader: SessionReader,
  requestId: string,
  request: RequestEvent,
): void {
  const warmUp = request.prewarm;
  for (const part of warmUp !== undefined && 'parts' in warmUp ? warmUp.parts : [])
    if (typeof part === 'number') session.blocks.skipOrdinal(part);
  const parts = reader.partsOf(requestId);
  if (parts === undefined) return;
  let isWhole = true;
  for (const part of parts) {
    if (typeof part !== 'number') continue;
    session.blocks.skipOrdinal(part);
    isWhole &&= reader.blocks.has(part);
  }
  // What lacks a block must not be shared: later requests would lack it as well.
  if (isWhole) session.blocks.keepBody(requestId, request.thread_id, parts);
}

function restoreThread(
  session: Session,
  reader: SessionReader,
  requestId: string,
  request: RequestEvent,
): void {
  const threadId = request.thread_id;
  const kind = reader.threads.get(threadId)?.kind ?? (threadId === MAIN_THREAD ? 'main' : 'sub_agent');
  session.threads.restore({
    requestId,
    threadId,
    parentThreadId: request.parent_thread_id,
    kind,
    continues: request.continues ?? null,
    history: request.history,
    at: Date.parse(request.timestamp),
  });
  const responseId = reader.responses.get(requestId)?.response_id ?? null;
  if (responseId !== null) session.threads.answered(responseId, { requestId, threadId, history: null });
}

function restoreExchange(
  session: Session,
  request: RequestEvent,
  response: ResponseEvent | undefined,
  prices: PriceBook,
): void {
  const arrivedAt = Date.parse(request.timestamp);
  session.lastActivityAt = Math.max(session.lastActivityAt, arrivedAt);
  for (const result of request.tool_results) {
    const name = session.toolCalls.settle(result.call_id);
    session.stats.addToolResult(name, result.is_error, result.duration_ms);
  }
  // Without an answer: the process was killed in between.
  const endedAt = response === undefined ? arrivedAt : Date.parse(response.timestamp);
  const calls = response?.tool_calls ?? [];
  session.lastActivityAt = Math.max(session.lastActivityAt, endedAt);
  session.toolCalls.answered(calls, endedAt);
  const usage = response?.usage ?? UNKNOWN_USAGE;
  const costUsd = priceUsage(
    {
      usage,
      at: arrivedAt,
      provider: request.provider,
      upstream: request.upstream,
      model: response?.model ?? request.model,
      serviceTier: response?.service_tier ?? null,
      usageRaw: response?.usage_raw ?? null,
    },
    prices,
  );
  session.stats.addExchange({
    isGeneration: request.is_generation,
    outcome: response?.outcome ?? 'interrupted',
    usage,
    costUsd,
    durationMs: response?.timings.duration_ms ?? null,
    overheadMs: response?.timings.proxy_overhead_ms ?? null,
    toolCalls: calls,
  });
}
