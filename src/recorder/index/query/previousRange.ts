// The range of the same length that came before another one, in the zone's own calendar.
import { localMidnight, shiftDays } from './localTime.ts';
import type { TimeRange } from './timeRange.ts';

const DAY_MS = 86_400_000;

/**
 * A range that begins at midnight is set against as many calendar days before it, up to the same time of day where it is
 * not over yet; any other against the same length of time. Null when the range has no beginning of its own.
 */
export function previousRange(range: TimeRange, now: number): { fromMs: number; toMs: number } | null {
  const { fromMs, tz } = range;
  // The rest of a day that is not over is not to be set against a whole one.
  const toMs = Math.min(range.toMs ?? now, now);
  if (fromMs === null || toMs <= fromMs) return null;
  if (localMidnight(tz, fromMs) !== fromMs) return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
  // A day of a changed clock has 23 or 25 hours: rounding gives whole days all the same.
  const days = Math.round((localMidnight(tz, toMs - 1) - fromMs) / DAY_MS) + 1;
  return { fromMs: shiftDays(tz, fromMs, -days), toMs: shiftDays(tz, toMs, -days) };
}
