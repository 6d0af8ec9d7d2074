// Counts and tells what could not be recorded or read, each request once.
import type { JournalEvent } from '../protocol/journal.ts';
import type { LogLevel } from '../protocol/workers.ts';
import type { LiveState } from './live/liveState.ts';
import type { RecorderMetrics } from './metrics/recorderMetrics.ts';

/** A request that is lost for the second time long after is counted twice rather than kept in memory for ever. */
const KEPT_IDS = 10_000;

export interface LossesOptions {
  live: LiveState;
  metrics: RecorderMetrics;
  log(level: LogLevel, message: string): void;
}

export class Losses {
  private readonly options: LossesOptions;
  private readonly requests = new Set<string>();

  constructor(options: LossesOptions) {
    this.options = options;
  }

  /** These events will never be written. */
  eventsLost(file: string, events: readonly JournalEvent[]): void {
    const { live, metrics, log } = this.options;
    log('error', `${events.length} events of ${file} were not recorded.`);
    const before = this.requests.size;
    for (const { request_id: id } of events) if (id !== null) this.requests.add(id);
    const count = this.requests.size - before;
    if (this.requests.size > KEPT_IDS) this.requests.clear();
    live.lost(count);
    metrics.lost(count);
  }

  /** So many lines of a journal hold nothing that can be read. */
  linesDamaged(count: number): void {
    this.options.live.linesDamaged(count);
    this.options.metrics.linesDamaged(count);
  }
}
