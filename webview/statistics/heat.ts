// The week as 7 × 24 cells, each with how full it is. Pure.

import { dateTimeFormat } from '../../src/protocol/format.ts';
import type { HeatMapCell } from '../../src/protocol/stats.ts';

export const HEAT_MEASURES = ['requests', 'tokens', 'cost'] as const;
export type HeatMeasure = (typeof HEAT_MEASURES)[number];

export interface HeatRow {
  /** Monday is 1. */
  weekday: number;
  /** 24; null where nothing happened. */
  cells: (HeatMapCell | null)[];
}

export function heatRows(cells: readonly HeatMapCell[]): HeatRow[] {
  const known = new Map(cells.map(cell => [cell.weekday * 24 + cell.hour, cell]));
  return Array.from({ length: 7 }, (_, day) => ({
    weekday: day + 1,
    cells: Array.from({ length: 24 }, (_cell, hour) => known.get((day + 1) * 24 + hour) ?? null),
  }));
}

export function heatValue(cell: HeatMapCell | null, measure: HeatMeasure): number {
  if (cell === null) return 0;
  if (measure === 'requests') return cell.request_count;
  return (measure === 'tokens' ? cell.total_tokens : cell.cost_usd) ?? 0;
}

/** Part of the fullest cell by area, from 0 for nothing; what is little is still seen. */
export function heatSize(value: number, max: number): number {
  return value <= 0 || max <= 0 ? 0 : Math.max(0.2, Math.sqrt(value / max));
}

/** In the reader's language. */
export function weekdayName(weekday: number, style: 'short' | 'long', locale?: string): string {
  // 2024-01-01 was a Monday.
  const day = Date.UTC(2024, 0, weekday);
  return dateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(day);
}
