// A value as a person reads it, with what its tooltip says and what a copy of it holds. Pure.
import type { CostFields } from '../src/protocol/api.ts';
import {
  formatCost,
  formatCount,
  formatDateTime,
  formatDuration,
  formatExactCost,
  formatExactCount,
  formatShare,
  formatTimeAgo,
  UNKNOWN,
} from '../src/protocol/format.ts';
import type { TokenFields } from '../src/protocol/usage.ts';
import { type StringKey, t } from './strings.ts';

export interface Shown {
  text: string;
  /** Tooltip: the exact value, or why it is unknown. */
  title: string;
  /** What is copied: the plain number or text; empty when unknown. */
  exact: string;
}

/** Text that stands for itself. */
export function plain(text: string | null, why: StringKey = 'unknown.value'): Shown {
  return text === null || text === '' ? unknown(why) : { text, title: text, exact: text };
}

export function count(value: number): Shown {
  return { text: formatCount(value), title: formatExactCount(value), exact: String(value) };
}

/** Length of a text: `27.1k characters`. */
export function characters(length: number): Shown {
  return {
    text: t('value.characters', formatCount(length)),
    title: t('value.characters', formatExactCount(length)),
    exact: String(length),
  };
}

/** @param what a plural for the tooltip: `input tokens` */
export function tokens(value: number | null, what: string = t('kind.tokens')): Shown {
  if (value === null) return unknown('unknown.tokens');
  return {
    text: formatCount(value),
    title: t('value.of', formatExactCount(value), what),
    exact: String(value),
  };
}

export function cost(usd: number | null, isIncomplete = false, isApiEquivalent = false): Shown {
  if (usd === null) return unknown('unknown.cost');
  const notes = [
    formatExactCost(usd),
    ...(isIncomplete ? [t('value.costIncomplete')] : []),
    ...(isApiEquivalent ? [t('value.apiEquivalent')] : []),
  ];
  return { text: formatCost(usd, isIncomplete), title: notes.join('\n'), exact: String(usd) };
}

export function costOf(fields: CostFields): Shown {
  return cost(fields.cost_usd, fields.cost_incomplete);
}

export function duration(ms: number | null, why: StringKey = 'unknown.time'): Shown {
  if (ms === null) return unknown(why);
  return {
    text: ms > 0 && ms < 10 ? `${ms.toFixed(2)} ms` : formatDuration(ms),
    title: `${formatExactCount(ms)} ms`,
    exact: String(ms),
  };
}

export function timeAgo(time: string, nowMs: number): Shown {
  return { text: formatTimeAgo(time, nowMs), title: exactTime(time), exact: time };
}

/** Date and time to the second in the reader's zone. */
export function exactTime(time: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return time;
  return formatDateTime(at, undefined, 'medium', 'full');
}

/** What the cache saved; below 0 where it cost more than it saved. */
export function savings(usd: number | null): Shown {
  if (usd === null) return unknown('unknown.savings');
  const text = usd < 0 ? `-${formatCost(-usd)}` : formatCost(usd);
  return { text, title: t('value.savings', formatExactCost(usd)), exact: String(usd) };
}

/** How much of the input came from the provider's cache. */
export function cacheShare(usage: TokenFields): Shown {
  const share = formatShare(usage.cache_read_tokens, usage.input_tokens);
  if (share === UNKNOWN) return unknown('unknown.tokens');
  return {
    text: share,
    title: t(
      'value.cacheShare',
      formatExactCount(usage.cache_read_tokens),
      formatExactCount(usage.input_tokens),
    ),
    exact: share,
  };
}

/** Both kinds of cache write; null when neither is known. */
export function cacheWriteTokens(usage: TokenFields): number | null {
  const { cache_write_5m_tokens: short, cache_write_1h_tokens: long } = usage;
  return short === null && long === null ? null : (short ?? 0) + (long ?? 0);
}

function unknown(why: StringKey): Shown {
  return { text: UNKNOWN, title: t(why), exact: '' };
}
