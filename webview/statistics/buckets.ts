// Days or hours of a range, also those in which nothing happened. Pure.
import type { StatsRow } from '../../src/protocol/stats.ts';

export interface Bucket {
  /** Local date `2026-11-24`, or hour `2026-11-24T09`. */
  key: string;
  /** Null when nothing happened. */
  row: StatsRow | null;
}

const DAY_MS = 86_400_000;

/** The local date of an instant, e.g. `2026-11-24`. */
export function localDate(ms: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(ms);
}

/**
 * @param rows by day, in order, with keys as the API writes them (local time with offset)
 * @param days length of the range, 0 from the first row on; @param today local date that ends the range
 */
export function dayBuckets(rows: readonly StatsRow[], days: number, today: string): Bucket[] {
  const byDate = new Map(rows.map(row => [row.key.slice(0, 10), row]));
  const last = Date.parse(today);
  const start = days === 0 ? Date.parse(rows[0]?.key.slice(0, 10) ?? today) : last - (days - 1) * DAY_MS;
  const buckets: Bucket[] = [];
  for (let at = start; at <= last; at += DAY_MS) {
    const key = new Date(at).toISOString().slice(0, 10);
    buckets.push({ key, row: byDate.get(key) ?? null });
  }
  return buckets;
}

/** The 24 hours of a day. Where clocks are set back an hour comes twice: the later one is shown. */
export function hourBuckets(rows: readonly StatsRow[], today: string): Bucket[] {
  const byHour = new Map(rows.map(row => [row.key.slice(0, 13), row]));
  return Array.from({ length: 24 }, (_, hour) => {
    const key = `${today}T${String(hour).padStart(2, '0')}`;
    return { key, row: byHour.get(key) ?? null };
  });
}

/** `24 Nov` or `09:00`, short enough for an axis. */
export function bucketLabel(key: string, locale?: string): string {
  if (key.length > 10) return `${key.slice(11, 13)}:00`;
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    Date.parse(key),
  );
}

/** Date in full, with the hour where there is one. */
export function bucketTitle(key: string, locale?: string): string {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(
    Date.parse(key.slice(0, 10)),
  );
  return key.length > 10 ? `${date}, ${bucketLabel(key)}` : date;
}
