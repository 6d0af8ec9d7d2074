// Reads `days`, `from`, `to` and `tz` of a query as instants.
import { LunaRouteError } from '../../../protocol/errors.ts';
import { localDay, machineZone, startOfDay } from './localTime.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

export interface TimeRange {
  /** Milliseconds since the epoch, inclusive; null: from the beginning. */
  fromMs: number | null;
  /** Exclusive; null: up to now. */
  toMs: number | null;
  tz: string;
}

export interface RangeQuery {
  days?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
  tz?: string | undefined;
}

/**
 * `days` counts calendar days and ends today; a date as `to` includes that day.
 * @throws LunaRouteError `bad_query` that names the key
 */
export function resolveRange(query: RangeQuery, now: number): TimeRange {
  const tz = query.tz ?? machineZone();
  const fromMs = query.from === undefined ? null : readTime('from', query.from, tz, 0);
  const toMs = query.to === undefined ? null : readTime('to', query.to, tz, 1);
  // Also finds an unknown zone when nothing else needs it.
  const today = localDay(tz, now);
  if (query.days === undefined) return { fromMs, toMs, tz };
  if (fromMs !== null || toMs !== null) {
    throw new LunaRouteError('bad_query', 'days: give either days or from and to, not both.');
  }
  return { fromMs: startOfDay(tz, today.year, today.month, today.day - query.days + 1), toMs: null, tz };
}

/** @param extraDays added to a date, so that an exclusive end includes it */
export function readTime(key: string, text: string, tz: string, extraDays: 0 | 1): number {
  const [, year, month, day] = DATE.exec(text) ?? [];
  const isDate = year !== undefined;
  const ms = isDate ? startOfDay(tz, Number(year), Number(month), Number(day) + extraDays) : Date.parse(text);
  if (Number.isNaN(isDate ? Date.parse(text) : ms)) {
    throw new LunaRouteError('bad_query', `${key}: ${JSON.stringify(text)} is no date or RFC 3339 time.`);
  }
  return ms;
}
