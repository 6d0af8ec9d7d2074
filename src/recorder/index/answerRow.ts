// Writes what an answer said into the row of its request.
import { isRecord, recordOf, recordsOf } from '../../core/dialects/json.ts';
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { type PriceInput, priceUsage } from '../../core/pricing/priceUsage.ts';
import { savedByCache } from '../../core/pricing/savedByCache.ts';
import { sampleOf } from '../../core/statistics/durationScale.ts';
import { chunkGapPercentiles } from '../../core/timing/chunkGaps.ts';
import type { ResponseEvent } from '../../protocol/journal.ts';
import { withTotal } from '../../protocol/usage.ts';
import type { Provider } from '../../protocol/wire.ts';
import { priceTableKey } from './priceTables.ts';
import type { SqlDatabase } from './sqlEngine.ts';

/** What must be known of a request to price and place its answer. */
export interface AskedRow {
  key: number;
  slot: number;
  started_ms: number;
  provider: Provider;
  upstream: string;
  model: string | null;
}

export const ASKED_COLUMNS = 'key, slot, started_ms, provider, upstream, model';

/** @param at where the response's line stands in the session's journal */
export function writeAnswer(
  database: SqlDatabase,
  request: AskedRow,
  event: ResponseEvent,
  at: { offset: number; length: number },
  prices: PriceBook,
): void {
  const model = event.model ?? request.model;
  const usage = withTotal(event.usage);
  const { timings } = event;
  const gaps = chunkGapPercentiles(event.trace);
  const billed: PriceInput = {
    usage: event.usage,
    model,
    provider: request.provider,
    upstream: request.upstream,
    serviceTier: event.service_tier,
    usageRaw: event.usage_raw,
    at: request.started_ms,
  };
  const cost = priceUsage(billed, prices);
  const values: Record<string, string | number | null> = {
    model,
    status: event.status,
    outcome: event.outcome,
    error_code: event.error?.code ?? null,
    error_message: event.error?.message ?? null,
    response_id: event.response_id,
    stop_reason: event.stop_reason,
    service_tier: event.service_tier,
    ...usage,
    cost_usd: cost,
    cache_savings_usd: savedByCache(billed, cost, prices),
    price_table: cost === null ? null : priceTableKey(database, prices.version),
    billed_apart: billedApart(event.usage_raw),
    tool_call_count: event.tool_calls.length,
    duration_ms: timings.duration_ms,
    time_to_first_byte_ms: timings.time_to_first_byte_ms,
    time_to_first_token_ms: timings.time_to_first_token_ms,
    chunk_gap_p50_ms: gaps.p50,
    chunk_gap_p95_ms: gaps.p95,
    chunk_gap_p99_ms: gaps.p99,
    proxy_overhead_ms: timings.proxy_overhead_ms,
    duration_sample: sampleOf(timings.duration_ms),
    first_token_sample: sampleOf(timings.time_to_first_token_ms),
    overhead_sample: sampleOf(timings.proxy_overhead_ms),
    response_offset: at.offset,
    response_length: at.length,
  };
  const columns = Object.keys(values).map(name => `${name} = ?`);
  database.run(`UPDATE requests SET ${columns.join(', ')} WHERE key = ?`, [
    ...Object.values(values),
    request.key,
  ]);
}

/** What of a usage object decides the price beside the tokens, as JSON; so that prices can change without the journals. */
function billedApart(usageRaw: unknown): string | null {
  const { server_tool_use, speed, iterations } = recordOf(usageRaw);
  const types = recordsOf(iterations).map(({ type }) => ({ type }));
  const isPlain = !isRecord(server_tool_use) && typeof speed !== 'string' && types.length === 0;
  return isPlain ? null : JSON.stringify({ server_tool_use, speed, iterations: types });
}
