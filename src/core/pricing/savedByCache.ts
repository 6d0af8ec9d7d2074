// What the provider's cache saved on a request: its price with all input as plain input, less what it cost.
import { type PriceBook, TABLE_PRICES } from './priceBook.ts';
import { type PriceInput, priceUsage } from './priceUsage.ts';

const PRECISION = 1e12;

/**
 * USD; below 0 where writing to the cache cost more than reading from it saved. Null when the cost or the cache's use is
 * unknown.
 * @param cost what `priceUsage` says of `input` with the same prices
 */
export function savedByCache(
  input: PriceInput,
  cost: number | null,
  book: PriceBook = TABLE_PRICES,
): number | null {
  const { cache_read_tokens: read, cache_write_5m_tokens: short, cache_write_1h_tokens: long } = input.usage;
  if (cost === null || (read === null && short === null && long === null)) return null;
  if ((read ?? 0) === 0 && (short ?? 0) === 0 && (long ?? 0) === 0) return 0;
  const plain = { cache_read_tokens: 0, cache_write_5m_tokens: 0, cache_write_1h_tokens: 0 };
  const uncached = priceUsage({ ...input, usage: { ...input.usage, ...plain } }, book);
  return uncached === null ? null : Math.round((uncached - cost) * PRECISION) / PRECISION;
}
