// Local time in any IANA zone: its offset from UTC, and where days begin.
import { LunaRouteError } from '../../../protocol/errors.ts';

const OFFSET = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

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

/** The instant at which a calendar day begins; months and days may run over, as in `Date.UTC`. */
export function startOfDay(tz: string, year: number, month: number, day: number): number {
  return instantAt(tz, Date.UTC(year, month - 1, day));
}

/** The midnight before an instant, or the instant itself if it is one. */
export function localMidnight(tz: string, ms: number): number {
  const { year, month, day } = localDay(tz, ms);
  return startOfDay(tz, year, month, day);
}

/** The same time of day some calendar days later. */
export function shiftDays(tz: string, ms: number, days: number): number {
  return instantAt(tz, ms + offsetAt(tz, ms) + days * DAY_MS);
}

/** @param localMs what clocks in the zone show, as if they showed UTC */
function instantAt(tz: string, localMs: number): number {
  const guess = localMs - offsetAt(tz, localMs);
  return localMs - offsetAt(tz, guess);
}

/** Calendar day of an instant. */
export function localDay(tz: string, ms: number): { year: number; month: number; day: number } {
  const local = new Date(ms + offsetAt(tz, ms));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
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
