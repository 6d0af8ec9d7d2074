// Which month's text shard a journal belongs to: that of its folder, the UTC day on which its session started.
import type { PlacedEvent } from '../journal/position.ts';

/** @param file `sessions/YYYY-MM-DD/session_<id>.jsonl`; the month is `YYYY-MM` */
export function monthOf(file: string): string {
  return file.slice('sessions/'.length, 'sessions/YYYY-MM'.length);
}

export function groupByMonth(events: readonly PlacedEvent[]): Map<string, PlacedEvent[]> {
  const months = new Map<string, PlacedEvent[]>();
  for (const placed of events) {
    const month = monthOf(placed.at.file);
    const known = months.get(month);
    if (known === undefined) months.set(month, [placed]);
    else known.push(placed);
  }
  return months;
}
