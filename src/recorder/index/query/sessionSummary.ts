// A row of `sessions` as the API shows it.
import * as z from 'zod/mini';
import type { SessionSummary } from '../../../protocol/api.ts';
import { PROVIDERS } from '../../../protocol/wire.ts';
import { IDLE_MS } from '../../sessions/sessionStore.ts';
import type { RecordIndex } from '../recordIndex.ts';

const names = z.array(z.string());
const providers = z.array(z.enum(PROVIDERS));

export const SUMMARY_COLUMNS = `s.id, s.client_session_id, s.client, s.client_version, s.workspace, s.origin, s.title, s.pinned, s.tags, s.note, s.started_at,
  s.ended_at, s.is_idle, s.models, s.providers, s.request_count, s.error_count, s.tool_call_count, s.input_tokens,
  s.output_tokens, s.reasoning_tokens, s.cache_read_tokens, s.cache_write_5m_tokens, s.cache_write_1h_tokens,
  s.total_tokens, s.cost_usd, s.cost_incomplete`;

/** What `SUMMARY_COLUMNS` selects. */
export type SummaryRow = Omit<
  SessionSummary,
  'live' | 'pinned' | 'tags' | 'models' | 'providers' | 'cost_incomplete' | 'snippets'
> & {
  pinned: number;
  tags: string;
  is_idle: number;
  models: string;
  providers: string;
  cost_incomplete: number;
};

/** @param now milliseconds since the epoch: whether a session is live depends on it */
export function toSummary(index: RecordIndex, row: SummaryRow, now: number): SessionSummary {
  const isRecent = row.is_idle === 0 && now - Date.parse(row.ended_at) < IDLE_MS;
  return {
    id: row.id,
    client_session_id: row.client_session_id,
    client: row.client,
    client_version: row.client_version,
    workspace: row.workspace,
    origin: row.origin,
    title: row.title,
    pinned: row.pinned !== 0,
    tags: names.parse(JSON.parse(row.tags)),
    note: row.note,
    started_at: row.started_at,
    ended_at: row.ended_at,
    live: isRecent || index.inFlight.isSessionBusy(row.id),
    models: names.parse(JSON.parse(row.models)),
    providers: providers.parse(JSON.parse(row.providers)),
    request_count: row.request_count,
    error_count: row.error_count,
    tool_call_count: row.tool_call_count,
    input_tokens: row.input_tokens,
    output_tokens: row.output_tokens,
    reasoning_tokens: row.reasoning_tokens,
    cache_read_tokens: row.cache_read_tokens,
    cache_write_5m_tokens: row.cache_write_5m_tokens,
    cache_write_1h_tokens: row.cache_write_1h_tokens,
    total_tokens: row.total_tokens,
    cost_usd: row.cost_usd,
    cost_incomplete: row.cost_incomplete !== 0,
  };
}

/** One session, null when it is unknown. */
export function readSession(index: RecordIndex, id: string, now: number): SessionSummary | null {
  const row = index.database.get<SummaryRow>(`SELECT ${SUMMARY_COLUMNS} FROM sessions s WHERE s.id = ?`, [
    id,
  ]);
  return row === null ? null : toSummary(index, row, now);
}
