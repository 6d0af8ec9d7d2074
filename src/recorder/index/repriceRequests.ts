// Computes all costs again when the price table is another one than they were computed with.
import { setImmediate } from 'node:timers/promises';
import { PRICE_TABLE_VERSION, type PriceInput, priceUsage } from '../../core/pricing/priceUsage.ts';
import { savedByCache } from '../../core/pricing/savedByCache.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Provider } from '../../protocol/wire.ts';
import { readLine } from '../journal/readJournal.ts';
import type { RollUps } from './rollUps.ts';
import { readMeta, writeMeta } from './schema.ts';
import type { SqlDatabase } from './sqlEngine.ts';

const META_NAME = 'price_table_version';
const BATCH = 200;

interface PricedRow extends Usage {
  key: number;
  session: number;
  slot: number;
  started_ms: number;
  model: string | null;
  provider: Provider;
  upstream: string;
  service_tier: string | null;
  cost_usd: number | null;
  cache_savings_usd: number | null;
  file: string;
  offset: number;
  length: number;
}

/**
 * Goes through all requests a batch at a time; begun again at the next start when it is not finished.
 * @returns whether a cost changed
 */
export async function repriceRequests(
  database: SqlDatabase,
  rollUps: RollUps,
  dataFolder: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (readMeta(database, META_NAME) === PRICE_TABLE_VERSION) return false;
  let hasChanged = false;
  for (
    let rows = rowsAfter(database, 0);
    rows.length > 0;
    rows = rowsAfter(database, rows.at(-1)?.key ?? 0)
  ) {
    const costs = await Promise.all(rows.map(row => costOf(row, dataFolder)));
    if (signal.aborted) return hasChanged;
    rollUps.transaction(() => {
      for (const [i, row] of rows.entries()) {
        const { cost, saved } = costs[i] ?? { cost: null, saved: null };
        if (cost === row.cost_usd && saved === row.cache_savings_usd) continue;
        database.run('UPDATE requests SET cost_usd = ?, cache_savings_usd = ? WHERE key = ?', [
          cost,
          saved,
          row.key,
        ]);
        rollUps.mark(row.session, row.slot);
        hasChanged = true;
      }
    });
    await setImmediate();
  }
  writeMeta(database, META_NAME, PRICE_TABLE_VERSION);
  return hasChanged;
}

/** For a new index, in which everything will be priced by the current table. */
export function notePriceTable(database: SqlDatabase): void {
  writeMeta(database, META_NAME, PRICE_TABLE_VERSION);
}

function rowsAfter(database: SqlDatabase, key: number): PricedRow[] {
  return database.all<PricedRow>(
    `SELECT r.key, r.session, r.slot, r.started_ms, r.model, r.provider, r.upstream, r.service_tier, r.cost_usd,
      r.cache_savings_usd,      r.input_tokens, r.output_tokens, r.reasoning_tokens, r.cache_read_tokens, r.cache_write_5m_tokens,
      r.cache_write_1h_tokens, s.file, r.response_offset AS offset, r.response_length AS length
      FROM requests r JOIN sessions s ON s.key = r.session
      WHERE r.key > ? AND r.response_offset IS NOT NULL AND r.total_tokens IS NOT NULL ORDER BY r.key LIMIT ${BATCH}`,
    [key],
  );
}

async function costOf(
  row: PricedRow,
  dataFolder: string,
): Promise<{ cost: number | null; saved: number | null }> {
  // Tools that the provider bills apart are only in the usage object as it was sent.
  const line = await readLine(dataFolder, row);
  const billed: PriceInput = {
    usage: row,
    model: row.model,
    provider: row.provider,
    upstream: row.upstream,
    serviceTier: row.service_tier,
    usageRaw: line?.type === 'response' ? line.usage_raw : null,
    at: row.started_ms,
  };
  const cost = priceUsage(billed);
  return { cost, saved: savedByCache(billed, cost) };
}
