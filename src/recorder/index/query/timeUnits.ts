// Hours, days, weeks (from Monday) and months of a zone's own calendar, as numbers that instants fall into.
import type { ZoneClock } from './zoneClock.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** 1970-01-01 was a Thursday. */
const DAYS_SINCE_MONDAY = 3;

export const TIME_GROUPS = ['hour', 'day', 'week', 'month'] as const;
export type TimeGroup = (typeof TIME_GROUPS)[number];

export interface TimeUnit {
  /** Which one an instant is in; later ones have higher numbers. */
  numberOf(ms: number): number;
  /** The instant at which it begins. */
  startOf(number: number): number;
}

export function timeUnit(by: TimeGroup, zone: ZoneClock): TimeUnit {
  const dayOf = (ms: number) => Math.floor((ms + zone.offsetAt(ms)) / DAY_MS);
  switch (by) {
    case 'hour':
      // An hour is known by its instant: where clocks are set back, one comes twice.
      return {
        numberOf: ms => {
          const offsetMs = zone.offsetAt(ms);
          return Math.floor((ms + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
        },
        startOf: number => number,
      };
    case 'day':
      return { numberOf: dayOf, startOf: day => zone.startOfDay(day) };
    case 'week':
      return {
        numberOf: ms => Math.floor((dayOf(ms) + DAYS_SINCE_MONDAY) / 7),
        startOf: week => zone.startOfDay(week * 7 - DAYS_SINCE_MONDAY),
      };
    case 'month':
      return {
        numberOf: ms => monthOfDay(dayOf(ms)),
        startOf: month => zone.startOfDay(Date.UTC(Math.floor(month / 12), month % 12) / DAY_MS),
      };
  }
}

/** Bars of a range that are neither too few nor too narrow to read. */
export function fittingGroup(rangeMs: number): TimeGroup {
  const days = rangeMs / DAY_MS;
  if (days <= 2.1) return 'hour';
  if (days <= 93) return 'day';
  return days <= 550 ? 'week' : 'month';
}

/** Monday is 1, and the hour from 0 to 23. */
export function hourOfWeek(ms: number, zone: ZoneClock): { weekday: number; hour: number } {
  const hours = Math.floor((ms + zone.offsetAt(ms)) / HOUR_MS);
  const day = Math.floor(hours / 24);
  return { weekday: ((((day + DAYS_SINCE_MONDAY) % 7) + 7) % 7) + 1, hour: ((hours % 24) + 24) % 24 };
}

function monthOfDay(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
