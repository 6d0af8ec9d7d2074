// Computes all costs again when other prices hold than they were computed with.
import { setImmediate } from 'node:timers/promises';
import { parseJson } from '../../core/dialects/json.ts';
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { type PriceInput, priceUsage } from '../../core/pricing/priceUsage.ts';
import { savedByCache } from '../../core/pricing/savedByCache.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Provider } from '../../protocol/wire.ts';
import { priceTableKey } from './priceTables.ts';
import type { RollUps } from './rollUps.ts';
import { readMeta, writeMeta } from './schema.ts';
import type { SqlDatabase } from './sqlEngine.ts';

const META_NAME = 'price_table_version';
const BATCH = 500;

interface PricedRow extends Usage {
  key: number;
  session: number;
  slot: number;
  started_ms: number;
  model: string | null;
  provider: Provider;
  upstream: string;
  service_tier: string | null;
  billed_apart: string | null;
  cost_usd: number | null;
  cache_savings_usd: number | null;
}

/**
 * Goes through all requests a batch at a time; begun again at the next start when it is not finished.
 * @returns whether a cost changed
 */
export async function repriceRequests(
  database: SqlDatabase,
  rollUps: RollUps,
  prices: PriceBook,
  signal: AbortSignal,
): Promise<boolean> {
  if (readMeta(database, META_NAME) === prices.version) return false;
  // Until it is finished no version holds for all.
  writeMeta(database, META_NAME, '');
  let hasChanged = false;
  for (
    let rows = rowsAfter(database, 0);
    rows.length > 0;
    rows = rowsAfter(database, rows.at(-1)?.key ?? 0)
  ) {
    rollUps.transaction(() => {
      const table = priceTableKey(database, prices.version);
      for (const row of rows) {
        const billed = billedBy(row);
        const cost = priceUsage(billed, prices);
        const saved = savedByCache(billed, cost, prices);
        database.run(
          'UPDATE requests SET cost_usd = ?, cache_savings_usd = ?, price_table = ? WHERE key = ?',
          [cost, saved, cost === null ? null : table, row.key],
        );
        if (cost === row.cost_usd && saved === row.cache_savings_usd) continue;
        rollUps.mark(row.session, row.slot);
        hasChanged = true;
      }
    });
    await setImmediate();
    if (signal.aborted) return hasChanged;
  }
  writeMeta(database, META_NAME, prices.version);
  return hasChanged;
}

/** For a new index, in which everything will be priced by these. */
export function notePriceTable(database: SqlDatabase, prices: PriceBook): void {
  writeMeta(database, META_NAME, prices.version);
}

function rowsAfter(database: SqlDatabase, key: number): PricedRow[] {
  return database.all<PricedRow>(
    `SELECT key, session, slot, started_ms, model, provider, upstream, service_tier, billed_apart, cost_usd,
      cache_savings_usd, input_tokens, output_tokens, reasoning_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens
      FROM requests WHERE key > ? AND response_offset IS NOT NULL AND total_tokens IS NOT NULL
      ORDER BY key LIMIT ${BATCH}`,
    [key],
  );
}

function billedBy(row: PricedRow): PriceInput {
  return {
    usage: row,
    model: row.model,
    provider: row.provider,
    upstream: row.upstream,
    serviceTier: row.service_tier,
    usageRaw: row.billed_apart === null ? null : parseJson(row.billed_apart),
    at: row.started_ms,
  };
}
