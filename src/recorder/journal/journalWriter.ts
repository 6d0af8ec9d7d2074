// Batches events into journals, keeps them through a full or read-only disk, and tells followers what stands where.
import { errorCode, errorMessage } from '../../protocol/errors.ts';
import type { JournalEvent } from '../../protocol/journal.ts';
import type { LogLevel, RecorderProblem } from '../../protocol/workers.ts';
import { isFenceLost } from './fence.ts';
import { appendLines, syncJournal } from './journalFile.ts';
import type { JournalFollower, PlacedEvent } from './position.ts';
import { writeProblem } from './writeProblem.ts';

/** The disk as the writer uses it; tests put one that fails in its place. */
export interface JournalDisk {
  append: typeof appendLines;
  sync: typeof syncJournal;
}

export const NODE_DISK: JournalDisk = { append: appendLines, sync: syncJournal };

export interface JournalWriterOptions {
  dataFolder: string;
  /** As in `RecorderOptions`. */
  fence: number | null;
  follower: JournalFollower;
  /** Null when writing works again. */
  onProblem(problem: RecorderProblem | null): void;
  /** These events will never be written; the sessions of `file` must not be continued there. */
  onLost(file: string, events: readonly JournalEvent[]): void;
  log(level: LogLevel, message: string): void;
  disk?: JournalDisk;
  batchMs?: number;
  batchEvents?: number;
  /** Serialised events that may wait for a disk that fails. */
  maxQueuedBytes?: number;
  firstRetryMs?: number;
}

interface QueuedLine {
  event: JournalEvent;
  line: Buffer;
  isWritten: boolean;
}

const SYNC_EVERY_MS = 5000;
const MAX_RETRY_MS = 30_000;
/** Trouble of one file, which waiting does not cure. */
const FILE_TROUBLE = new Set(['ENOENT', 'ELOOP', 'EISDIR', 'EMLINK', 'unsafe_file', 'archive_damaged']);

export class JournalWriter {
  /** Serialised bytes that are not on disk yet. */
  queuedBytes = 0;

  private readonly options: JournalWriterOptions;
  private readonly disk: JournalDisk;
  private queue = new Map<string, QueuedLine[]>();
  private queuedCount = 0;
  private timer: NodeJS.Timeout | null = null;
  private syncTimer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private readonly unsynced = new Set<string>();
  private retryMs: number;
  private isFailing = false;
  private isLeaseLost = false;

  constructor(options: JournalWriterOptions) {
    this.options = options;
    this.disk = options.disk ?? NODE_DISK;
    this.retryMs = options.firstRetryMs ?? 500;
  }

  /** No new request should be recorded: the queue is at its bound, or another owner writes. */
  get isFull(): boolean {
    return this.isLeaseLost || this.queuedBytes >= (this.options.maxQueuedBytes ?? 64 * 1024 * 1024);
  }

  /** Queues events of one session, in order. They are accepted even when full: see `isFull` first. */
  append(file: string, events: readonly JournalEvent[]): void {
    if (this.isLeaseLost) this.options.onLost(file, events);
    else this.enqueue(file, events);
  }

  /** Writes events at once or, while the disk fails, not at all. @returns whether they stand in the journal */
  async write(file: string, events: readonly JournalEvent[]): Promise<boolean> {
    if (this.isFull || this.isFailing) return false;
    const lines = this.enqueue(file, events);
    await this.flush();
    this.takeBack(file, lines);
    return lines.every(({ isWritten }) => isWritten);
  }

  private enqueue(file: string, events: readonly JournalEvent[]): QueuedLine[] {
    let lines = this.queue.get(file);
    if (lines === undefined) {
      lines = [];
      this.queue.set(file, lines);
    }
    const added = events.map(event => {
      return { event, line: Buffer.from(JSON.stringify(event)), isWritten: false };
    });
    lines.push(...added);
    for (const { line } of added) this.queuedBytes += line.length;
    this.queuedCount += events.length;
    if (this.isFailing) return added;
    if (this.queuedCount >= (this.options.batchEvents ?? 100)) this.writeSoon(0);
    else if (this.timer === null) this.writeSoon(this.options.batchMs ?? 100);
    return added;
  }

  private takeBack(file: string, lines: readonly QueuedLine[]): void {
    const waiting = this.queue.get(file);
    if (waiting === undefined) return;
    const kept = waiting.filter(line => !lines.includes(line));
    this.queuedCount -= waiting.length - kept.length;
    for (const line of waiting) if (lines.includes(line)) this.queuedBytes -= line.line.length;
    if (kept.length > 0) this.queue.set(file, kept);
    else this.queue.delete(file);
  }

  /** Resolves when everything queued so far was written and synced, or one attempt at that has failed. */
  async flush(): Promise<void> {
    await this.writeNow();
    await this.syncNow();
  }

  /**
   * Runs `work` while nothing is written to a journal.
   * @param quietFile lines for it must not wait to be written
   * @returns false when it was not run: for that reason, or because another owner writes now
   */
  exclusively(quietFile: string | null, work: () => Promise<void>): Promise<boolean> {
    const run = this.writing.then(async () => {
      if ((quietFile !== null && this.queue.has(quietFile)) || this.hasLostLease()) return false;
      await work();
      return true;
    });
    // The caller hears of a failure; writing goes on.
    this.writing = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  /** Flushes and stops the timers; what a failing disk did not take is counted as lost. */
  async close(): Promise<void> {
    await this.flush();
    this.dropQueue();
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.syncTimer !== null) clearTimeout(this.syncTimer);
    this.timer = null;
    this.syncTimer = null;
  }

  private writeSoon(ms: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.writeNow(), ms);
  }

  private writeNow(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.writing = this.writing.then(() => this.writeQueue());
    return this.writing;
  }

  private async writeQueue(): Promise<void> {
    if (this.queue.size === 0) return;
    if (this.hasLostLease()) {
      this.leaveToNextOwner();
      return;
    }
    const batch = this.queue;
    this.queue = new Map();
    this.queuedCount = 0;
    let failure: unknown;
    for (const [file, lines] of batch) {
      // A process may be suspended between two files, and wake up when another one owns the folder.
      if (failure === undefined && !this.hasLostLease()) failure = await this.writeFile(file, lines);
      // Once one file failed the disk is in trouble: the others wait as well.
      if (lines.length > 0) this.putBack(file, lines);
    }
    if (this.queue.size > 0 && this.hasLostLease()) this.leaveToNextOwner();
    else if (failure === undefined) this.recovered();
    else this.failed(failure);
  }

  /** @returns what failed; `lines` is emptied when they need no other attempt */
  private async writeFile(file: string, lines: QueuedLine[]): Promise<unknown> {
    const { dataFolder, follower, log } = this.options;
    const isNew = lines[0]?.event.type === 'session_started';
    try {
      const { positions, isRepaired } = await this.disk.append(
        dataFolder,
        file,
        lines.map(l => l.line),
        isNew,
      );
      if (isRepaired) log('warn', `${file} ended in half a line after a crash; only that line is lost.`);
      for (const line of lines) line.isWritten = true;
      const placed = lines.splice(0).map(({ event }, i) => ({ event, at: positions[i] })) as PlacedEvent[];
      for (const { at } of placed) this.queuedBytes -= at.length;
      this.syncLater(file);
      this.tell(follower, placed);
      return undefined;
    } catch (error) {
      if (!FILE_TROUBLE.has(errorCode(error))) return error;
      log('error', `${file} can't be continued: ${errorMessage(error)}`);
      this.lose(file, lines.splice(0));
      return undefined;
    }
  }

  /** A follower that throws must not make its lines be written a second time. */
  private tell(follower: JournalFollower, placed: readonly PlacedEvent[]): void {
    try {
      follower.apply(placed);
    } catch (error) {
      this.options.log('error', `The index did not take ${placed.length} events: ${errorMessage(error)}`);
    }
  }

  private putBack(file: string, lines: QueuedLine[]): void {
    const later = this.queue.get(file) ?? [];
    this.queue.set(file, [...lines, ...later]);
    this.queuedCount += lines.length;
  }

  private failed(error: unknown): void {
    this.isFailing = true;
    this.options.onProblem(writeProblem(error, this.options.dataFolder));
    this.writeSoon(this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, MAX_RETRY_MS);
  }

  private recovered(): void {
    this.retryMs = this.options.firstRetryMs ?? 500;
    if (!this.isFailing) return;
    this.isFailing = false;
    this.options.onProblem(null);
    if (this.queue.size > 0) this.writeSoon(this.options.batchMs ?? 100);
  }

  private hasLostLease(): boolean {
    return this.isLeaseLost || isFenceLost(this.options.dataFolder, this.options.fence);
  }

  private leaveToNextOwner(): void {
    this.isLeaseLost = true;
    this.dropQueue();
    this.options.onProblem({
      code: 'lease_lost',
      message: 'Another window records now; this one has stopped writing.',
    });
  }

  private dropQueue(): void {
    for (const [file, lines] of this.queue) this.lose(file, lines);
    this.queue = new Map();
    this.queuedCount = 0;
  }

  private lose(file: string, lines: readonly QueuedLine[]): void {
    for (const { line } of lines) this.queuedBytes -= line.length;
    this.options.onLost(
      file,
      lines.map(({ event }) => event),
    );
  }

  private syncLater(file: string): void {
    this.unsynced.add(file);
    this.syncTimer ??= setTimeout(() => {
      this.syncTimer = null;
      this.writing = this.writing.then(() => this.syncNow());
    }, SYNC_EVERY_MS);
  }

  private async syncNow(): Promise<void> {
    const files = [...this.unsynced];
    this.unsynced.clear();
    for (const file of files) {
      try {
        await this.disk.sync(this.options.dataFolder, file);
      } catch (error) {
        // Written but perhaps not through a power cut; a file that was deleted meanwhile needs no sync.
        if (errorCode(error) !== 'ENOENT') this.options.log('warn', `${file}: ${errorMessage(error)}`);
      }
    }
  }
}
