// The full text of all months: which shards are in memory, which are behind the journals, and who catches up.
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { errorCode, errorMessage } from '../../../protocol/errors.ts';
import type { JournalEvent } from '../../../protocol/journal.ts';
import type { DialectName } from '../../../protocol/wire.ts';
import type { LogLevel } from '../../../protocol/workers.ts';
import type { PlacedEvent } from '../../journal/position.ts';
import { groupByMonth, monthOf } from '../monthOf.ts';
import { catchUpShard } from './catchUpShard.ts';
import { type EventText, eventTexts } from './eventTexts.ts';
import { TextShard } from './textShard.ts';

const SHARD_FILE = /^(\d{4}-\d{2})\.sqlite$/;
/** Shards beside the newest may take so much memory: two years of months that were not written to. */
const MAX_OLDER_BYTES = 48 * 1024 * 1024;

export interface TextIndexOptions {
  dataFolder: string;
  engine: SqlJsStatic;
  /** Journals of a month and how much of each the index holds: what a shard has to hold as well. */
  journalsOf(month: string): ReadonlyMap<string, number>;
  months(): string[];
  dialectOf(sessionId: string, requestId: string): DialectName | null;
  isBusy(): boolean;
  log(level: LogLevel, message: string): void;
  maxOlderBytes?: number;
}

export class TextIndex {
  private readonly options: TextIndexOptions;
  private readonly folder: string;
  /** Least recently used first. */
  private readonly open = new Map<string, TextShard>();
  private readonly onDisk = new Set<string>();
  /** Months whose shard must be written anew because texts were deleted from it. */
  private readonly toRebuild = new Set<string>();
  private readonly catchingUp = new Set<string>();

  constructor(options: TextIndexOptions) {
    this.options = options;
    this.folder = path.join(options.dataFolder, 'text');
  }

  /** Looks which shards exist. */
  async start(): Promise<void> {
    let names: string[] = [];
    try {
      names = await readdir(this.folder);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    for (const name of names) {
      const month = SHARD_FILE.exec(name)?.[1];
      if (month !== undefined) this.onDisk.add(month);
      else if (name.endsWith('.tmp')) await rm(path.join(this.folder, name), { force: true });
    }
  }

  /**
   * Adds the texts of events that follow on what the shard holds; what does not follow is left for `catchUp`.
   * @param isSequential the events come from reading the journal itself, so that gaps are damaged lines
   * @returns whether everything was added
   */
  apply(events: readonly PlacedEvent[], isSequential: boolean): boolean {
    let isWhole = true;
    for (const [month, ofMonth] of groupByMonth(events)) {
      if (!this.addTo(this.shard(month), ofMonth, isSequential)) isWhole = false;
    }
    return isWhole;
  }

  /** Months that hold less than the index does, as far as that can be told without opening them. */
  monthsBehind(): string[] {
    return this.options.months().filter(month => {
      const shard = this.open.get(month);
      if (this.toRebuild.has(month)) return true;
      return shard === undefined ? !this.onDisk.has(month) : this.isBehind(shard);
    });
  }

  /** Reads from the journals what a month's shard lacks; a shard with deleted texts is built anew first. */
  async catchUp(month: string, signal: AbortSignal): Promise<void> {
    this.catchingUp.add(month);
    try {
      const old = this.shard(month);
      if (this.toRebuild.has(month)) await this.rebuild(old, signal);
      else await this.readMissing(old, signal);
    } finally {
      this.catchingUp.delete(month);
    }
  }

  /** A month's shard, opened when needed. A damaged one starts empty and is behind. */
  shard(month: string): TextShard {
    const known = this.open.get(month);
    if (known === undefined) return this.openShard(month);
    this.open.delete(month);
    this.open.set(month, known);
    return known;
  }

  /** Whether a shard lacks something that the index has. */
  isBehind(shard: TextShard): boolean {
    const targets = this.options.journalsOf(shard.month);
    for (const [file, bytes] of targets) if (shard.indexedBytes(file) < bytes) return true;
    return shard.files.some(file => !targets.has(file));
  }

  /** Forgets a deleted journal; its words go with the shard's file now and with the rebuild that follows. */
  async remove(file: string): Promise<void> {
    const month = monthOf(file);
    const shard = this.shard(month);
    if (!shard.files.includes(file)) return;
    shard.removeJournal(file);
    this.toRebuild.add(month);
    await rm(this.fileOf(month), { force: true });
    this.onDisk.delete(month);
  }

  /** Has a damaged shard built anew by the next `catchUp`. */
  discard(month: string): void {
    this.toRebuild.add(month);
  }

  /** Oldest first. */
  months(): string[] {
    return this.options.months();
  }

  /** Writes the shards that hold something new, one at a time; deleted texts are never written again. */
  async write(): Promise<void> {
    for (const shard of [...this.open.values()]) {
      if (!shard.isDirty || this.toRebuild.has(shard.month)) continue;
      await shard.save();
      this.onDisk.add(shard.month);
    }
  }

  /** Drops older shards that were not used for longest, until they fit the memory budget. */
  trim(): void {
    const newest = this.options.months().at(-1);
    const older = [...this.open.values()].filter(shard => shard.month !== newest);
    let bytes = older.reduce((sum, shard) => sum + shard.memoryBytes, 0);
    for (const shard of older) {
      if (bytes <= (this.options.maxOlderBytes ?? MAX_OLDER_BYTES)) return;
      const isBusy = shard.isDirty || shard.isSaving || this.catchingUp.has(shard.month);
      if (isBusy || this.toRebuild.has(shard.month)) continue;
      bytes -= shard.memoryBytes;
      this.open.delete(shard.month);
      shard.close();
    }
  }

  close(): void {
    for (const shard of this.open.values()) shard.close();
    this.open.clear();
  }

  private addTo(shard: TextShard, events: readonly PlacedEvent[], isSequential: boolean): boolean {
    if (events.length === 0) return true;
    let isWhole = true;
    shard.transaction(() => {
      for (const { event, at } of events) {
        const from = shard.indexedBytes(at.file);
        if (at.offset < from) continue;
        if (at.offset > from && !isSequential) {
          isWhole = false;
          continue;
        }
        shard.add(at, this.textsOf(event));
        shard.advance(at.file, at.offset + at.length + 1);
      }
    });
    return isWhole;
  }

  /** What can't be understood is not found, and stops nothing. */
  private textsOf(event: JournalEvent): EventText[] {
    try {
      return eventTexts(event, this.options.dialectOf);
    } catch (error) {
      this.options.log('error', `No text of request ${event.request_id}: ${errorMessage(error)}`);
      return [];
    }
  }

  private async rebuild(old: TextShard, signal: AbortSignal): Promise<void> {
    const shard = this.newShard(old.month);
    try {
      await this.readMissing(shard, signal);
    } catch (error) {
      shard.close();
      throw error;
    }
    this.toRebuild.delete(old.month);
    this.open.set(old.month, shard);
    shard.isDirty = true;
    old.close();
  }

  private async readMissing(shard: TextShard, signal: AbortSignal): Promise<void> {
    // Events that arrive between its end and our going on would be missed: look again.
    do {
      await catchUpShard({
        isBusy: () => this.options.isBusy(),
        shard,
        dataFolder: this.options.dataFolder,
        targets: () => this.options.journalsOf(shard.month),
        add: events => this.addTo(shard, events, true),
        signal,
      });
    } while (this.isBehind(shard));
  }

  private newShard(month: string): TextShard {
    return new TextShard(this.options.engine, month, this.fileOf(month), true);
  }

  private openShard(month: string): TextShard {
    let shard: TextShard;
    try {
      shard = new TextShard(this.options.engine, month, this.fileOf(month), false);
    } catch (error) {
      this.options.log('warn', `The text index of ${month} is built anew: ${errorMessage(error)}`);
      shard = this.newShard(month);
    }
    this.open.set(month, shard);
    return shard;
  }

  private fileOf(month: string): string {
    return path.join(this.folder, `${month}.sqlite`);
  }
}
