// Local time over a range of instants: asks the zone's rules once, then answers by arithmetic.
import { offsetAt } from './localTime.ts';

const DAY_MS = 86_400_000;
/** No zone changes its offset for less than this. */
const STEP_MS = 7 * DAY_MS;

/** From `fromMs` on the zone is `offsetMs` ahead of UTC. */
interface Segment {
  fromMs: number;
  offsetMs: number;
}

export class ZoneClock {
  /** Newest first. */
  private readonly segments: readonly Segment[];
  private readonly earliestOffsetMs: number;

  /** @throws LunaRouteError `bad_query` for an unknown zone */
  constructor(tz: string, fromMs: number, toMs: number) {
    this.earliestOffsetMs = offsetAt(tz, fromMs);
    this.segments = changesBetween(tz, fromMs, toMs, this.earliestOffsetMs).reverse();
  }

  offsetAt(ms: number): number {
    for (const { fromMs, offsetMs } of this.segments) if (ms >= fromMs) return offsetMs;
    return this.earliestOffsetMs;
  }

  /** @param day number of a local day since 1970 */
  startOfDay(day: number): number {
    const utc = day * DAY_MS;
    return utc - this.offsetAt(utc - this.offsetAt(utc));
  }

  /** RFC 3339 without fractions in the zone's own time: `2026-11-24T00:00:00+01:00`. */
  format(ms: number): string {
    const offsetMs = this.offsetAt(ms);
    const minutes = Math.abs(Math.round(offsetMs / 60_000));
    const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
    const sign = offsetMs < 0 ? '-' : '+';
    const local = new Date(ms + offsetMs).toISOString().slice(0, 19);
    return `${local}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
  }
}

/** In order; what holds at `fromMs` is left out. */
function changesBetween(tz: string, fromMs: number, toMs: number, earliestOffsetMs: number): Segment[] {
  const segments: Segment[] = [];
  let offsetMs = earliestOffsetMs;
  for (let before = fromMs; before < toMs; before += STEP_MS) {
    const after = Math.min(before + STEP_MS, toMs);
    const next = offsetAt(tz, after);
    if (next === offsetMs) continue;
    segments.push({ fromMs: firstWithout(tz, before, after, offsetMs), offsetMs: next });
    offsetMs = next;
  }
  return segments;
}

/** The whole minute in which the offset changes. */
function firstWithout(tz: string, before: number, after: number, offsetMs: number): number {
  let low = Math.floor(before / 60_000);
  let high = Math.ceil(after / 60_000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(tz, middle * 60_000) === offsetMs) low = middle;
    else high = middle;
  }
  return high * 60_000;
}
