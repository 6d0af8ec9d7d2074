// A value as a person reads it, with what its tooltip says and what a copy of it holds. Pure.
import type { CostFields } from '../src/protocol/api.ts';
import {
  formatCost,
  formatCount,
  formatDateTime,
  formatDuration,
  formatExactCost,
  formatExactCount,
  formatModel,
  formatShare,
  formatTimeAgo,
  UNKNOWN,
} from '../src/protocol/format.ts';
import { toLabel } from '../src/protocol/label.ts';
import type { TokenFields } from '../src/protocol/usage.ts';
import { plural, type StringKey, t } from './strings.ts';

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
export function tokens(value: number | null, what?: string): Shown {
  if (value === null) return unknown('unknown.tokens');
  return {
    text: formatCount(value),
    title: what === undefined ? plural('tokens', value) : t('value.of', formatExactCount(value), what),
    exact: String(value),
  };
}

/** The input with what the cache took of it, which the tooltip tells apart. */
export function inputTokens(usage: TokenFields): Shown {
  const { input_tokens: input, cache_read_tokens: read } = usage;
  if (input === null) return unknown('unknown.tokens');
  const written = cacheWriteTokens(usage);
  const whole = plural('inputTokens', input);
  const title =
    read === null && written === null
      ? whole
      : t(
          'value.inputOf',
          whole,
          formatExactCount(Math.max(0, input - (read ?? 0) - (written ?? 0))),
          formatExactCount(read),
          formatExactCount(written),
        );
  return { text: formatCount(input), title, exact: String(input) };
}

/** With its unit, where no heading names it. */
export function withTokens(shown: Shown): Shown {
  return shown.exact === '' ? shown : { ...shown, text: t('value.of', shown.text, t('kind.tokens')) };
}

/** What a person calls the model; its exact id in the tooltip and in copies. */
export function model(id: string | null): Shown {
  return { ...plain(id, 'unknown.model'), text: toLabel(formatModel(id), 60) };
}

/** `sonnet-4.5 · claude-sonnet-4-5-20250929`: where two ids with the same short name would not be told apart. */
export function modelLabel(id: string): string {
  const short = formatModel(id);
  return toLabel(short === id ? id : `${short} · ${id}`, 100);
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
