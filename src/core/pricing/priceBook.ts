// The prices that hold: those that a person set, over the bundled table.
import { createHash } from 'node:crypto';
import type { ModelPrice, PriceOverrides } from '../../protocol/prices.ts';
import type { Usage } from '../../protocol/usage.ts';
import { modelNames } from './modelNames.ts';

/** The bundled price table's release. */
export const PRICE_TABLE_VERSION = 'genai-prices-0.1.8';

export interface PriceBook {
  /** Names the prices; a stored cost with another version is computed again. */
  version: string;
  overrides: PriceOverrides;
}

export const TABLE_PRICES: PriceBook = { version: PRICE_TABLE_VERSION, overrides: {} };

const VERSION_DIGITS = 8;
const MILLION = 1_000_000;

export function createPriceBook(overrides: PriceOverrides): PriceBook {
  const entries = Object.entries(overrides).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return TABLE_PRICES;
  const hash = createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, VERSION_DIGITS);
  return { version: `${PRICE_TABLE_VERSION}+${hash}`, overrides };
}

/** The price set for a model: an exact name goes before patterns, a longer pattern before a shorter one. */
export function overrideFor(model: string, { overrides }: PriceBook): ModelPrice | null {
  const patterns = Object.keys(overrides);
  if (patterns.length === 0) return null;
  const names = modelNames(model);
  const exact = names.find(name => Object.hasOwn(overrides, name));
  const found =
    exact ??
    patterns
      .filter(pattern => names.some(name => fits(name, pattern)))
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
  return found === undefined ? null : (overrides[found] ?? null);
}

/** USD; null when input or output is unknown. Tools that a provider bills apart are not in it. */
export function priceByOverride(usage: Usage, price: ModelPrice): number | null {
  if (usage.input_tokens === null || usage.output_tokens === null) return null;
  const read = usage.cache_read_tokens ?? 0;
  const short = usage.cache_write_5m_tokens ?? 0;
  const long = usage.cache_write_1h_tokens ?? 0;
  const plain = usage.input_tokens - read - short - long;
  if (plain < 0) return null;
  const sum =
    plain * price.input +
    read * (price.cacheRead ?? price.input) +
    short * (price.cacheWrite5m ?? price.input) +
    long * (price.cacheWrite1h ?? price.cacheWrite5m ?? price.input) +
    usage.output_tokens * price.output;
  return sum / MILLION;
}

/** Pieces between `*` in order, without a regular expression: linear whatever a person writes. */
function fits(name: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return name === pattern;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let from = first.length;
  const end = name.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = name.indexOf(piece, from);
    if (at === -1 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return true;
}
