// What is left: quotas of subscriptions with their reset times, and how full the context of the active session is. Pure.
import type { LiveSnapshot } from '../../protocol/api.ts';
import { formatClock, formatCount, formatDateTime, formatShare } from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Quota } from '../../protocol/limits.ts';
import type { Translate } from '../translate.ts';

/** Windows of subscriptions, `5h` or `7d_opus`; those of API keys are over within a minute. */
const LASTING = /^\d+[hd]/;
const DAY_MS = 86_400_000;

/** `5h 62%`: the fullest of the lasting windows; null when none is known. */
export function fullestQuota(live: LiveSnapshot): string | null {
  const [fullest] = lasting(live)
    .filter(quota => quota.window === '5h' || quota.window === '7d')
    .sort((a, b) => (b.utilization ?? 0) - (a.utilization ?? 0));
  return fullest === undefined ? null : `${fullest.window} ${percent(fullest)}`;
}

/** One line each, for the tooltip; plain text. */
export function limitLines(live: LiveSnapshot, nowMs: number, t: Translate, locale?: string): string[] {
  const quotas = lasting(live).map(quota => {
    const name = `${quota.provider} ${toLabel(quota.window, 20)}`;
    const reset = quota.resets_at === null ? null : resetTime(quota.resets_at, nowMs, locale);
    return reset === null
      ? t('Limit {0}: {1} used', name, percent(quota))
      : t('Limit {0}: {1} used, resets {2}', name, percent(quota), reset);
  });
  return [...quotas, ...contextLine(live, t)];
}

function lasting({ quotas }: LiveSnapshot): Quota[] {
  return quotas.filter(quota => quota.utilization !== null && LASTING.test(quota.window));
}

function percent({ utilization }: Quota): string {
  return `${Math.round(100 * (utilization ?? 0))}%`;
}

/** The clock within a day, else with the date. */
function resetTime(time: string, nowMs: number, locale?: string): string | null {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return null;
  if (at - nowMs < DAY_MS) return formatClock(time, locale).slice(0, 5);
  return formatDateTime(at, locale, 'short');
}

function contextLine({ context }: LiveSnapshot, t: Translate): string[] {
  if (context === null) return [];
  const used = formatCount(context.used_tokens);
  if (context.max_tokens === null) return [t('Context of the active session: {0} tokens', used)];
  const share = formatShare(context.used_tokens, context.max_tokens);
  return [
    t('Context of the active session: {0} of {1} tokens ({2})', used, formatCount(context.max_tokens), share),
  ];
}
