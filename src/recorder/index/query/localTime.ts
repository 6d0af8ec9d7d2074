// Local time in any IANA zone: its offset from UTC, when that changes, where days begin.
import { LunaRouteError } from '../../../protocol/errors.ts';

const DAY_MS = 86_400_000;
/** No zone changes its offset for less than this. */
const STEP_MS = 7 * DAY_MS;
const OFFSET = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

const formats = new Map<string, Intl.DateTimeFormat>();

/** From `fromMs` on the zone is `offsetMs` ahead of UTC. */
export interface ZoneSegment {
  fromMs: number;
  offsetMs: number;
}

/** The machine's zone. */
export function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** @throws LunaRouteError `bad_query` for an unknown zone */
export function offsetAt(tz: string, ms: number): number {
  const zoneName = formatOf(tz)
    .formatToParts(ms)
    .find(part => part.type === 'timeZoneName')?.value;
  const [, sign, hours, minutes, seconds] = OFFSET.exec(zoneName ?? '') ?? [];
  if (sign === undefined) return 0;
  const total = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0);
  return (sign === '-' ? -total : total) * 1000;
}

/** Offsets that hold between two times, in order; the first holds at `fromMs`. */
export function zoneSegments(tz: string, fromMs: number, toMs: number): ZoneSegment[] {
  const segments: ZoneSegment[] = [{ fromMs, offsetMs: offsetAt(tz, fromMs) }];
  let offsetMs = offsetAt(tz, fromMs);
  for (let before = fromMs; before < toMs; before += STEP_MS) {
    const after = Math.min(before + STEP_MS, toMs);
    const next = offsetAt(tz, after);
    if (next === offsetMs) continue;
    segments.push({ fromMs: changeBetween(tz, before, after, offsetMs), offsetMs: next });
    offsetMs = next;
  }
  return segments;
}

/** The instant at which a calendar day begins; months and days may run over, as in `Date.UTC`. */
export function startOfDay(tz: string, year: number, month: number, day: number): number {
  const utc = Date.UTC(year, month - 1, day);
  const guess = utc - offsetAt(tz, utc);
  return utc - offsetAt(tz, guess);
}

/** Calendar day of an instant. */
export function localDay(tz: string, ms: number): { year: number; month: number; day: number } {
  const local = new Date(ms + offsetAt(tz, ms));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/** RFC 3339 without fractions in the zone's own time: `2026-11-24T00:00:00+01:00`. */
export function formatLocal(tz: string, ms: number): string {
  const offsetMs = offsetAt(tz, ms);
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const sign = offsetMs < 0 ? '-' : '+';
  return `${new Date(ms + offsetMs).toISOString().slice(0, 19)}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function changeBetween(tz: string, before: number, after: number, offsetBefore: number): number {
  let low = before;
  let high = after;
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (middle <= low) break;
    if (offsetAt(tz, middle) === offsetBefore) low = middle;
    else high = middle;
  }
  return Math.floor(high / 1000) * 1000;
}

function formatOf(tz: string): Intl.DateTimeFormat {
  const known = formats.get(tz);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' });
  } catch {
    throw new LunaRouteError('bad_query', `tz: there is no time zone ${JSON.stringify(tz)}.`);
  }
  // A consumer may ask for any of some 600 names, each in many spellings.
  if (formats.size >= 50) formats.clear();
  formats.set(tz, format);
  return format;
}
