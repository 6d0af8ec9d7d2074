// What the record takes on the disk, and the work that keeps it small.
import type { LiveSnapshot } from '../../protocol/api.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import type { RetentionPolicy } from '../../protocol/retention.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { JournalFollower, PlacedEvent } from '../journal/position.ts';
import { Maintenance, type MaintenanceOptions } from './maintenance.ts';
import { StorageSize } from './storageSize.ts';

/** Snapshots of index and text come and go without telling. */
const COUNT_EVERY_MS = 10 * 60_000;

export interface StorageOptions extends Omit<MaintenanceOptions, 'index'> {
  dataFolder: string;
  /** Null when it could not be opened: then nothing is tidied up. */
  index: RecordIndex | null;
}

export class Storage implements JournalFollower {
  readonly maintenance: Maintenance | null;
  private readonly options: StorageOptions;
  private readonly size: StorageSize;
  private countedAt = Number.NEGATIVE_INFINITY;

  constructor(options: StorageOptions) {
    this.options = options;
    this.size = new StorageSize(options.dataFolder, options.onChange);
    const { index } = options;
    const onChange = (): void => this.taskChanged();
    this.maintenance = index === null ? null : new Maintenance({ ...options, index, onChange });
    void this.count();
  }

  facts(): Pick<LiveSnapshot, 'size_bytes' | 'task'> {
    return { size_bytes: this.size.bytes, task: this.maintenance?.progress ?? null };
  }

  setPolicy(policy: RetentionPolicy): void {
    if (this.maintenance !== null) this.maintenance.policy = policy;
  }

  /** Counts what was just written and passes it on to the index. */
  apply(events: readonly PlacedEvent[]): void {
    this.size.add(events.reduce((bytes, { at }) => bytes + at.length + 1, 0));
    this.options.index?.apply(events);
  }

  /** @throws LunaRouteError `recorder_unavailable`, `task_running` */
  compact(): Promise<void> {
    if (this.maintenance !== null) return this.maintenance.compact();
    throw new LunaRouteError('recorder_unavailable', 'Without its index nothing can be compacted.');
  }

  /** To be called every now and then. */
  async keepHouse(): Promise<void> {
    await this.maintenance?.maybeRun();
    if (this.options.now() - this.countedAt >= COUNT_EVERY_MS) await this.count();
  }

  async close(): Promise<void> {
    await this.maintenance?.close();
    await this.size.count();
  }

  private taskChanged(): void {
    this.options.onChange();
    if (this.maintenance?.progress === null) void this.count();
  }

  private count(): Promise<void> {
    this.countedAt = this.options.now();
    return this.size.count();
  }
}
