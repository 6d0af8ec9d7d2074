// Tells when a provider's prompt cache was lost between two requests, and how many tokens that took.
import type { Usage } from '../../protocol/usage.ts';

/** Providers cache from about this many tokens on, and in steps: less is no loss. */
const LEAST_TOKENS = 1024;
const SHORT_LIFE_MS = 5 * 60_000;
const LONG_LIFE_MS = 60 * 60_000;

export interface CachedRequest {
  model: string | null;
  usage: Usage;
  /** Milliseconds since the epoch. */
  startedMs: number;
}

/** Tokens in the cache after `before` that `after` did not read from it; 0 when nothing was lost or it is unknown. */
export function lostTokens(before: CachedRequest, after: CachedRequest): number {
  const { cache_read_tokens: read, cache_write_5m_tokens: short, cache_write_1h_tokens: long } = before.usage;
  if (read === null || after.usage.cache_read_tokens === null) return 0;
  const lost = read + (short ?? 0) + (long ?? 0) - after.usage.cache_read_tokens;
  return lost >= LEAST_TOKENS ? lost : 0;
}

/** @param isChanged the contexts stopped being the same before the older one ended */
export function breakReason(
  before: CachedRequest,
  after: CachedRequest,
  isChanged: boolean,
): 'changed' | 'model' | 'expired' | 'unknown' {
  if (before.model !== after.model) return 'model';
  if (isChanged) return 'changed';
  const life = (before.usage.cache_write_1h_tokens ?? 0) > 0 ? LONG_LIFE_MS : SHORT_LIFE_MS;
  return after.startedMs - before.startedMs > life ? 'expired' : 'unknown';
}

/** The usage as it would have been had nothing been lost. */
export function usageWithoutLoss(usage: Usage, lost: number): Usage {
  const short = Math.min(lost, usage.cache_write_5m_tokens ?? 0);
  const long = Math.min(lost - short, usage.cache_write_1h_tokens ?? 0);
  return {
    ...usage,
    cache_read_tokens: (usage.cache_read_tokens ?? 0) + lost,
    cache_write_5m_tokens: usage.cache_write_5m_tokens === null ? null : usage.cache_write_5m_tokens - short,
    cache_write_1h_tokens: usage.cache_write_1h_tokens === null ? null : usage.cache_write_1h_tokens - long,
  };
}
