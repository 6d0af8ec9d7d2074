// Hours, days, weeks or months of a range, also those in which nothing happened. Pure.

import { dateTimeFormat } from '../../src/protocol/format.ts';
import type { Stats, StatsRow } from '../../src/protocol/stats.ts';
import { addDays } from './sessionsBehind.ts';

export interface Bucket {
  /** Local date `2026-11-24`, or hour `2026-11-24T09`. */
  key: string;
  /** Where it begins and ends, as the search syntax takes it. */
  after: string;
  before: string;
  /** Null when nothing happened. */
  row: StatsRow | null;
}

export type TimeGroup = 'hour' | 'day' | 'week' | 'month';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The local date of an instant, e.g. `2026-11-24`. */
export function localDate(ms: number, timeZone: string): string {
  return dateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(ms);
}

/** Of an answer by time; the last day is shown as a whole. */
export function timeBuckets(stats: Pick<Stats, 'from' | 'to' | 'tz' | 'group_by' | 'rows'>): Bucket[] {
  const fromMs = Date.parse(stats.from);
  const lastMs = Math.max(fromMs, Date.parse(stats.to) - 1);
  if (stats.group_by === 'hour') return hourBuckets(stats, fromMs, localDate(lastMs, stats.tz));
  const byDate = new Map(stats.rows.map(row => [row.key.slice(0, 10), row]));
  const last = localDate(lastMs, stats.tz);
  const buckets: Bucket[] = [];
  let key = startOf(localDate(fromMs, stats.tz), stats.group_by);
  while (key <= last) {
    const next = nextAfter(key, stats.group_by);
    buckets.push({ key, after: key, before: next, row: byDate.get(key) ?? null });
    key = next;
  }
  return buckets;
}

/** Where clocks are set back an hour comes twice, where they are set forward one is missing. */
function hourBuckets({ rows, tz }: Pick<Stats, 'rows' | 'tz'>, fromMs: number, lastDate: string): Bucket[] {
  const byInstant = new Map(rows.map(row => [Date.parse(row.key), row]));
  const hour = dateTimeFormat('en-GB', { timeZone: tz, hour: '2-digit', minute: '2-digit' });
  const buckets: Bucket[] = [];
  // Hours of some zones begin at a half or quarter of those of UTC.
  const minutes = Number(hour.format(fromMs).slice(3));
  for (let ms = fromMs - (fromMs % 60_000) - minutes * 60_000; ; ms += HOUR_MS) {
    const date = localDate(ms, tz);
    if (date > lastDate) return buckets;
    buckets.push({
      key: `${date}T${hour.format(ms).slice(0, 2)}`,
      after: new Date(ms).toISOString(),
      before: new Date(ms + HOUR_MS).toISOString(),
      row: byInstant.get(ms) ?? null,
    });
  }
}

function startOf(date: string, group: string): string {
  if (group === 'month') return `${date.slice(0, 8)}01`;
  if (group !== 'week') return date;
  const sinceMonday = (new Date(date).getUTCDay() + 6) % 7;
  return addDays(date, -sinceMonday);
}

function nextAfter(date: string, group: string): string {
  if (group === 'day') return addDays(date, 1);
  if (group === 'week') return addDays(date, 7);
  return startOf(addDays(date, 31), 'month');
}

/** `24 Nov`, `Nov 2026` or `09:00`, short enough for an axis. */
export function bucketLabel({ key }: Bucket, group: string, locale?: string): string {
  if (group === 'hour') return `${key.slice(11, 13)}:00`;
  const options: Intl.DateTimeFormatOptions =
    group === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' };
  return dateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(Date.parse(key));
}

/** Date in full, with the hour where there is one. */
export function bucketTitle(bucket: Bucket, group: string, locale?: string): string {
  const day = Date.parse(bucket.key.slice(0, 10));
  if (group === 'month')
    return dateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day);
  const format = dateTimeFormat(locale, {
    dateStyle: group === 'day' ? 'full' : 'medium',
    timeZone: 'UTC',
  });
  if (group === 'week') return format.formatRange(day, day + 6 * DAY_MS);
  return group === 'hour' ? `${format.format(day)}, ${bucketLabel(bucket, group)}` : format.format(day);
}
