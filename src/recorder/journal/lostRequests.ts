// Counts requests of which something could not be written, each once.
import type { JournalEvent } from '../../protocol/journal.ts';

/** A request that is lost for the second time long after is counted twice rather than kept in memory for ever. */
const KEPT_IDS = 10_000;

export class LostRequests {
  private readonly ids = new Set<string>();

  /** @returns how many requests these lost events are about that were not lost before */
  add(events: readonly JournalEvent[]): number {
    const before = this.ids.size;
    for (const { request_id: id } of events) if (id !== null) this.ids.add(id);
    const count = this.ids.size - before;
    if (this.ids.size > KEPT_IDS) this.ids.clear();
    return count;
  }
}
