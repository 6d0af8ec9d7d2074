// The limits inside ChatGPT's `codex.rate_limits` event, which stand in headers only over HTTP.
import type { Quota } from '../../protocol/limits.ts';
import type { Provider } from '../../protocol/wire.ts';
import { isRecord, type JsonRecord, recordOf } from '../dialects/json.ts';
import { isoOf, numberOf, secondsToMs } from './quotaValues.ts';
import { windowName } from './windowName.ts';

/** @param at when the answer ended, in milliseconds since the epoch */
export function readRateLimits(limits: unknown, provider: Provider, at: number): Quota[] {
  const { primary, secondary } = recordOf(limits);
  return [primary, secondary].filter(isRecord).flatMap(window => {
    const utilization = numberOf(window.used_percent);
    if (utilization === null) return [];
    return {
      provider,
      window: windowName(numberOf(window.window_minutes)),
      utilization: utilization / 100,
      resets_at: isoOf(resetMs(window, at)),
      status: null,
      observed_at: new Date(at).toISOString(),
    };
  });
}

function resetMs(window: JsonRecord, at: number): number | null {
  const after = numberOf(window.reset_after_seconds ?? window.resets_in_seconds);
  return (
    secondsToMs(numberOf(window.reset_at ?? window.resets_at)) ?? (after === null ? null : at + after * 1000)
  );
}
