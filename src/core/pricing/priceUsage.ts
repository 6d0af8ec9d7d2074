// What a request cost in USD by the bundled price table.
import type { Usage } from '../../protocol/usage.ts';
import type { Provider } from '../../protocol/wire.ts';
import { countOrNull, isRecord, recordOf, recordsOf } from '../dialects/json.ts';
import { pricesOf } from './findPrices.ts';
import { overrideFor, type PriceBook, priceByOverride, TABLE_PRICES } from './priceBook.ts';

export interface PriceInput {
  usage: Usage;
  model: string | null;
  provider: Provider;
  /** Scheme and host the request went to. */
  upstream: string;
  serviceTier: string | null;
  /** The provider's own usage object: separately billed server tools are read from it. */
  usageRaw: unknown;
  /** When, in milliseconds since the epoch: prices have a history. */
  at: number;
}

/** The table has list prices only; what other tiers cost (priority, flex, scale) is not known. */
const TIER_FACTORS: Readonly<Record<string, number>> = { standard: 1, default: 1, auto: 1, batch: 0.5 };

/** Iterations by another model than the answer names, at prices of its own. */
const OTHER_MODELS: ReadonlySet<unknown> = new Set(['advisor_message', 'fallback_message']);

/** Fractions of a cent below this are rounding errors of the arithmetic. */
const PRECISION = 1e12;

/**
 * USD, or null when model, input, output or tier is unknown. Prices are those of the host the request went to, else of the
 * API it speaks, else of the model's maker; a price that a person set for the model goes before all of them.
 */
export function priceUsage(input: PriceInput, book: PriceBook = TABLE_PRICES): number | null {
  const own = input.model === null ? null : overrideFor(input.model, book);
  if (own !== null) {
    const cost = priceByOverride(input.usage, own);
    return cost === null ? null : Math.round(cost * PRECISION) / PRECISION;
  }
  const tokens = billedUsage(input);
  const factor = tierFactor(input);
  if (input.model === null || input.model === '' || tokens === null || factor === null) return null;
  for (const price of pricesOf({ ...input, model: input.model }, tokens)) {
    // Without a price of its own a 1-hour write would be counted at the lower 5-minute price.
    const isLongWriteUnpriced =
      tokens.cache_write_1h_tokens > 0 && price.model_price.cache_write_1h_mtok === undefined;
    if (!isLongWriteUnpriced) return Math.round(price.total_price * factor * PRECISION) / PRECISION;
  }
  return null;
}

type BilledUsage = Record<string, number> & { cache_write_1h_tokens: number };

function billedUsage({ usage, usageRaw }: PriceInput): BilledUsage | null {
  if (usage.input_tokens === null || usage.output_tokens === null) return null;
  const longWrites = usage.cache_write_1h_tokens ?? 0;
  return {
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    cache_read_tokens: usage.cache_read_tokens ?? 0,
    cache_write_tokens: (usage.cache_write_5m_tokens ?? 0) + longWrites,
    cache_write_1h_tokens: longWrites,
    web_searches: countOrNull(recordOf(recordOf(usageRaw).server_tool_use).web_search_requests) ?? 0,
  };
}

function tierFactor({ serviceTier, usageRaw }: PriceInput): number | null {
  // Anthropic's fast mode has prices of its own.
  if (isRecord(usageRaw) && usageRaw.speed === 'fast') return null;
  if (recordsOf(recordOf(usageRaw).iterations).some(({ type }) => OTHER_MODELS.has(type))) return null;
  if (serviceTier === null) return 1;
  return Object.hasOwn(TIER_FACTORS, serviceTier) ? (TIER_FACTORS[serviceTier] ?? null) : null;
}
