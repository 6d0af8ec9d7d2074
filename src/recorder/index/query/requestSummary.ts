// Rows of `requests` with their tool calls, as the API shows them.
import * as z from 'zod/mini';
import { outputRate } from '../../../core/timing/outputRate.ts';
import type { RequestSummary, ToolCallSummary } from '../../../protocol/api.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { parentOf } from './threads.ts';

const COLUMNS = `r.key, r.id, s.id AS session_id, r.thread_id, r.parent_thread_id, r.started_ms, r.transport, r.method,
  r.target, r.dialect, r.provider, r.model, r.status, r.outcome, r.error_code, r.error_message, r.is_generation,
  r.continues, r.is_parent_unknown, r.stop_reason, r.service_tier, r.cost_usd, r.is_api_equivalent,
  (SELECT version FROM price_tables p WHERE p.key = r.price_table) AS price_table, r.duration_ms, r.time_to_first_byte_ms,
  r.time_to_first_token_ms, r.chunk_gap_p50_ms, r.chunk_gap_p95_ms, r.chunk_gap_p99_ms, r.proxy_overhead_ms,
  r.input_tokens, r.output_tokens, r.reasoning_tokens, r.cache_read_tokens, r.cache_write_5m_tokens,
  r.cache_write_1h_tokens, r.total_tokens, r.tool_call_count, r.session`;

type RequestRow = Omit<
  RequestSummary,
  | 'started_at'
  | 'error'
  | 'is_generation'
  | 'is_parent_unknown'
  | 'is_api_equivalent'
  | 'output_tokens_per_second'
  | 'tool_calls'
> & {
  key: number;
  session: number;
  started_ms: number;
  error_code: string | null;
  error_message: string | null;
  is_generation: number;
  is_parent_unknown: number;
  is_api_equivalent: number;
  tool_call_count: number;
};

const pageEnd = z.object({ startedMs: z.number(), key: z.number() });

export interface RequestPage {
  requests: RequestSummary[];
  next_cursor: string | null;
}

export interface PageOptions {
  cursor: string | undefined;
  limit: number;
  /** Leaves out helper calls such as token counting. */
  onlyGenerations?: boolean;
}

/** Requests of a session in order of arrival. */
export function readRequests(index: RecordIndex, sessionId: string, page: PageOptions): RequestPage {
  const after = decodeCursor(page.cursor, sessionId, pageEnd) ?? { startedMs: -1, key: -1 };
  const rows = index.database.all<RequestRow>(
    `SELECT ${COLUMNS} FROM sessions s JOIN requests r ON r.session = s.key
      WHERE s.id = ? AND (r.started_ms, r.key) > (?, ?) ${page.onlyGenerations ? 'AND r.is_generation' : ''}
      ORDER BY r.started_ms, r.key LIMIT ?`,
    [sessionId, after.startedMs, after.key, page.limit + 1],
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const hasMore = rows.length > page.limit && last !== undefined;
  return {
    requests: shown.map(row => toRequest(index, row)),
    next_cursor: hasMore ? encodeCursor(sessionId, { startedMs: last.started_ms, key: last.key }) : null,
  };
}

/** One request, null when it is unknown. */
export function readRequest(index: RecordIndex, sessionId: string, id: string): RequestSummary | null {
  const row = index.database.get<RequestRow>(
    `SELECT ${COLUMNS} FROM sessions s JOIN requests r ON r.session = s.key WHERE s.id = ? AND r.id = ?`,
    [sessionId, id],
  );
  return row === null ? null : toRequest(index, row);
}

/** The request that asked a model in the same thread before this one, null for the thread's first. */
export function previousInThread(index: RecordIndex, request: RequestSummary): string | null {
  const row = index.database.get<{ id: string }>(
    `SELECT r.id FROM sessions s JOIN requests r ON r.session = s.key, requests me
      WHERE s.id = ? AND me.session = s.key AND me.id = ? AND r.thread_id = me.thread_id AND r.is_generation
      AND (r.started_ms, r.key) < (me.started_ms, me.key) ORDER BY r.started_ms DESC, r.key DESC LIMIT 1`,
    [request.session_id, request.id],
  );
  return row?.id ?? null;
}

function toRequest(index: RecordIndex, row: RequestRow): RequestSummary {
  const { error_code, error_message } = row;
  return {
    id: row.id,
    session_id: row.session_id,
    thread_id: row.thread_id,
    parent_thread_id: parentOf(row.thread_id, row.parent_thread_id),
    started_at: new Date(row.started_ms).toISOString(),
    transport: row.transport,
    method: row.method,
    target: row.target,
    dialect: row.dialect,
    provider: row.provider,
    model: row.model,
    status: row.status,
    outcome: row.outcome,
    error: error_code === null ? null : { code: error_code, message: error_message ?? '' },
    is_generation: row.is_generation !== 0,
    continues: row.continues,
    is_parent_unknown: row.is_parent_unknown !== 0,
    stop_reason: row.stop_reason,
    service_tier: row.service_tier,
    input_tokens: row.input_tokens,
    output_tokens: row.output_tokens,
    reasoning_tokens: row.reasoning_tokens,
    cache_read_tokens: row.cache_read_tokens,
    cache_write_5m_tokens: row.cache_write_5m_tokens,
    cache_write_1h_tokens: row.cache_write_1h_tokens,
    total_tokens: row.total_tokens,
    cost_usd: row.cost_usd,
    is_api_equivalent: row.is_api_equivalent !== 0,
    price_table: row.price_table,
    duration_ms: row.duration_ms,
    time_to_first_byte_ms: row.time_to_first_byte_ms,
    time_to_first_token_ms: row.time_to_first_token_ms,
    output_tokens_per_second: outputRate(row),
    chunk_gap_p50_ms: row.chunk_gap_p50_ms,
    chunk_gap_p95_ms: row.chunk_gap_p95_ms,
    chunk_gap_p99_ms: row.chunk_gap_p99_ms,
    proxy_overhead_ms: row.proxy_overhead_ms,
    tool_calls: row.tool_call_count === 0 ? [] : toolCallsOf(index, row),
  };
}

function toolCallsOf(index: RecordIndex, { session, key }: RequestRow): ToolCallSummary[] {
  return index.database
    .all<Omit<ToolCallSummary, 'is_error'> & { is_error: number | null }>(
      `SELECT call_id, name, server, is_error, duration_ms FROM tool_calls
        WHERE session = ? AND request = ? ORDER BY position`,
      [session, key],
    )
    .map(call => ({
      call_id: call.call_id,
      name: call.name,
      server: call.server,
      is_error: call.is_error === null ? null : call.is_error !== 0,
      duration_ms: call.duration_ms,
    }));
}
