// Reads from the journals what index and text lack: all of it at start, later what turned out to be missing.
import { setImmediate } from 'node:timers/promises';
import { errorCode, errorMessage } from '../../protocol/errors.ts';
import type { LogLevel, RecorderStatus } from '../../protocol/workers.ts';
import type { PlacedEvent } from '../journal/position.ts';
import { listJournals, readEvents } from '../journal/readJournal.ts';
import { HAS_ZSTD, NO_ZSTD } from '../journal/zstdCodec.ts';
import { DamageTally } from './damageTally.ts';
import { BATCH_BYTES, giveWay, type RecorderSide } from './giveWay.ts';
import type { JournalPositions } from './journalPositions.ts';
import { monthOf } from './monthOf.ts';
import type { TextIndex } from './text/textIndex.ts';

/** A tail shorter than this is read too soon to show a progress. */
const SHOWN_BYTES = 8 * 1024 * 1024;

export interface CatchUpOptions {
  dataFolder: string;
  positions: JournalPositions;
  text: TextIndex;
  /** Indexes events read from a journal in order. */
  take(events: readonly PlacedEvent[]): void;
  /** Notes that a journal was read up to here, although nothing readable stands there. */
  skipTo(file: string, bytes: number): void;
  /** Takes a journal that is gone out of the index. */
  removeJournal(file: string): Promise<void>;
  /** Writes the text shards, so that those of other months need not stay in memory. */
  writeText(): Promise<void>;
  onProgress(progress: RecorderStatus['rebuild']): void;
  recorder(): RecorderSide;
  log(level: LogLevel, message: string): void;
  signal: AbortSignal;
}

export class CatchUp {
  private readonly options: CatchUpOptions;
  private readonly files = new Set<string>();
  /** Months whose text could not be read; tried again with the next call. */
  private readonly failedMonths = new Set<string>();
  private progress: { done: number; total: number } | null = null;
  private running: Promise<void> | null = null;

  constructor(options: CatchUpOptions) {
    this.options = options;
  }

  /** Notes that a journal holds lines which the index lacks. */
  needs(file: string): void {
    this.files.add(file);
    this.start();
  }

  /** Compares with what is on disk and reads everything that is missing. @param takesLong called when that is much */
  async all(takesLong: () => void): Promise<void> {
    const { positions, text } = this.options;
    const journals = await listJournals(this.options.dataFolder);
    const present = new Set(journals.map(({ file }) => file));
    for (const file of positions.files()) {
      if (!present.has(file)) await this.options.removeJournal(file);
    }
    let missingBytes = 0;
    let unreadableCount = 0;
    for (const { file, size, isArchived } of journals) {
      // Of an archive with a damaged head the size is not known: what the index has of it stays.
      if (size < positions.get(file) && !isArchived) await this.removeShrunk(file);
      if (size <= positions.get(file)) continue;
      if (isArchived && !HAS_ZSTD) {
        // Left for a newer Node.js: read now, it would count as damaged, and as read.
        unreadableCount += 1;
        continue;
      }
      missingBytes += size - positions.get(file);
      this.files.add(file);
    }
    if (unreadableCount > 0)
      this.options.log('warn', `${unreadableCount} archives can't be read. ${NO_ZSTD}`);
    if (missingBytes >= SHOWN_BYTES) {
      this.progress = { done: 0, total: this.files.size };
      takesLong();
    }
    // Opening it tells whether it is damaged; an older one is opened when somebody searches it.
    const newest = positions.monthNames().at(-1);
    if (newest !== undefined) text.shard(newest);
    this.start();
    await this.stopped();
  }

  /** Begins in the background, unless that has begun already. */
  start(): void {
    if (this.running !== null || this.options.signal.aborted) return;
    this.failedMonths.clear();
    this.running = this.run().finally(() => {
      this.running = null;
      if (this.progress !== null) this.options.onProgress(null);
      this.progress = null;
      // What was noted while the last of it was ending.
      if (this.files.size > 0) this.start();
    });
  }

  /** Resolves when nothing is being read any more. */
  async stopped(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private async run(): Promise<void> {
    // Whoever called `start` first finishes what it is doing.
    await setImmediate();
    let month = '';
    for (let file = this.takeFile(); file !== undefined; file = this.takeFile()) {
      if (month !== monthOf(file) && month !== '') await this.options.writeText();
      month = monthOf(file);
      await this.guarded(file, () => this.readFile(file));
      this.advance(1);
    }
    for (let behind = this.nextMonth(); behind !== undefined; behind = this.nextMonth()) {
      await this.readMonth(behind);
    }
  }

  /** Cut by a power failure or by hand: what the index says of it is no longer true, and new lines would be taken for old ones. */
  private async removeShrunk(file: string): Promise<void> {
    this.options.log(
      'warn',
      `${file} is shorter than it was: it is read anew, and what was cut off is lost.`,
    );
    await this.options.removeJournal(file);
  }

  private takeFile(): string | undefined {
    if (this.options.signal.aborted) return undefined;
    const [file] = this.files;
    if (file !== undefined) this.files.delete(file);
    return file;
  }

  private nextMonth(): string | undefined {
    if (this.options.signal.aborted) return undefined;
    return this.options.text.monthsBehind().findLast(month => !this.failedMonths.has(month));
  }

  private async readMonth(month: string): Promise<void> {
    const journalCount = this.options.positions.ofMonth(month).size;
    this.progress ??= { done: 0, total: 0 };
    this.progress.total += journalCount;
    this.advance(0);
    await this.guarded(
      month,
      () => this.options.text.catchUp(month, this.options.signal),
      () => this.failedMonths.add(month),
    );
    this.advance(journalCount);
    await this.options.writeText();
  }

  /** Trouble with one journal or month keeps nobody from reading the others. */
  private async guarded(what: string, work: () => Promise<void>, onError?: () => void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.options.signal.aborted) return;
      onError?.();
      this.options.log('error', `Could not index ${what}: ${errorMessage(error)}`);
    }
  }

  private async readFile(file: string): Promise<void> {
    const { options } = this;
    let batch: PlacedEvent[] = [];
    let bytes = 0;
    let end = options.positions.get(file);
    const damage = new DamageTally();
    try {
      for await (const line of readEvents(options.dataFolder, file, end)) {
        if (options.signal.aborted) return;
        if ('event' in line) batch.push(line);
        else damage.add(line);
        // It has no place in the text.
        if ('damage' in line && line.damage === 'archive_table') continue;
        end = line.at.offset + line.at.length + 1;
        bytes += line.at.length;
        if (bytes < BATCH_BYTES) continue;
        options.take(batch);
        batch = [];
        bytes = 0;
        await giveWay(() => options.recorder().isBusy());
      }
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return options.removeJournal(file);
    }
    options.take(batch);
    options.skipTo(file, end);
    if (damage.count > 0) options.recorder().linesDamaged(damage.count);
    for (const sentence of damage.describe(file)) options.log('warn', sentence);
  }

  private advance(count: number): void {
    if (this.progress === null) return;
    this.progress.done += count;
    this.options.onProgress({ ...this.progress });
  }
}
