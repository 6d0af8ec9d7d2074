// When work happens: sums by weekday and hour of a zone's own time.
import type { HeatMapCell } from '../../../protocol/stats.ts';
import { SLOT_MS } from '../schema.ts';
import type { UsageRow } from '../slotSums.ts';
import { totalsBy } from './statsRows.ts';
import { hourOfWeek } from './timeUnits.ts';
import type { ZoneClock } from './zoneClock.ts';

/** Hours in which nothing happened are left out; Monday first. */
export function heatMap(facts: readonly UsageRow[], zone: ZoneClock): HeatMapCell[] {
  const totals = totalsBy(facts, ({ slot }) => {
    const { weekday, hour } = hourOfWeek(slot * SLOT_MS, zone);
    return weekday * 24 + hour;
  });
  return [...totals]
    .sort(([a], [b]) => a - b)
    .map(([key, total]) => {
      const { request_count, error_count, total_tokens, cost_usd, cost_incomplete } = total.totals();
      return {
        weekday: Math.floor(key / 24),
        hour: key % 24,
        request_count,
        error_count,
        total_tokens,
        cost_usd,
        cost_incomplete,
      };
    });
}
