// Keeps the data folder small: removes what retention says, compresses what is cold, one session at a time.

import { errorCode, errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import { countOf } from '../../protocol/format.ts';
import type { RetentionPolicy, RetentionPreview, TaskKind, TaskProgress } from '../../protocol/retention.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { discardArchive, prepareArchive, swapArchive } from '../journal/archiveJournal.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import { HAS_ZSTD, NO_ZSTD } from '../journal/zstdCodec.ts';
import { listStored } from './listStored.ts';
import { planRetention, type StoredSession } from './planRetention.ts';
import { toPreview } from './toPreview.ts';

export interface MaintenanceOptions {
  index: RecordIndex;
  policy: RetentionPolicy;
  writer: Pick<JournalWriter, 'exclusively'>;
  /** Makes the writing half let go of a session and removes its journal; false when another owner writes now. */
  removeFiles(sessionId: string, file: string): Promise<boolean>;
  /** Forgets what was kept to reveal redacted values: called when no session is left. */
  forgetValues(): Promise<void>;
  /** Whether the index has read all journals: what it does not know must not be removed. */
  isReady(): boolean;
  /** Whether nothing is being proxied or written. */
  isQuiet(): boolean;
  /** Whether this process still owns the data folder. */
  mayWrite(): boolean;
  /** Called when a task began, went on or ended, and when the size on disk has changed. */
  onChange(): void;
  now(): number;
  log(level: LogLevel, message: string): void;
}

const FIRST_RUN_MS = 2 * 60_000;
const EVERY_MS = 60 * 60_000;
/** After traffic came in between. */
const RETRY_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** `Compact Now` takes every session that is not live. */
const AT_ONCE_DAYS = 1 / DAY_MS;

export class Maintenance {
  policy: RetentionPolicy;
  private readonly options: MaintenanceOptions;
  private nextRunAt: number;
  private task: { progress: TaskProgress; abort: AbortController; done: Promise<void> } | null = null;
  private hasToldMissingZstd = false;
  private hasToldDoubt = false;

  constructor(options: MaintenanceOptions) {
    this.options = options;
    this.policy = options.policy;
    this.nextRunAt = options.now() + FIRST_RUN_MS;
  }

  get progress(): TaskProgress | null {
    return this.task?.progress ?? null;
  }

  /** Called when idle: does what is due, and stops when traffic comes. */
  async maybeRun(): Promise<void> {
    const { now, isQuiet, log } = this.options;
    if (this.task !== null || now() < this.nextRunAt || !isQuiet() || !this.options.isReady()) return;
    this.nextRunAt = now() + EVERY_MS;
    try {
      await this.run('housekeeping', signal => this.tidy(this.policy, signal, isQuiet));
    } catch (error) {
      log('warn', `Old sessions could not be tidied up: ${errorMessage(error)}`);
    }
  }

  /** Compresses every session that is not live, and applies retention. Resolves when that is done or cancelled. */
  compact(): Promise<void> {
    const policy = { ...this.policy, compressAfterDays: AT_ONCE_DAYS };
    return this.run('compact', signal => this.tidy(policy, signal, () => true));
  }

  /** Removes everything recorded, pinned or not. @returns how many sessions */
  async deleteAll(): Promise<number> {
    let count = 0;
    await this.run('delete_all', async signal => {
      const sessions = await listStored(this.options.index, this.options.now());
      count = (await this.remove(sessions, signal, () => true)).length;
      if (count === sessions.length) await this.options.forgetValues();
    });
    return count;
  }

  async preview(policy: Partial<RetentionPolicy>): Promise<RetentionPreview> {
    const { index, now } = this.options;
    this.checkReady();
    const wanted = { ...this.policy, ...policy };
    return toPreview(wanted, planRetention(await listStored(index, now()), wanted, now()));
  }

  /** Ends what runs after the session it is at. */
  cancel(): void {
    this.task?.abort.abort();
  }

  /** Cancels and waits. */
  async close(): Promise<void> {
    this.cancel();
    await this.task?.done.catch(() => undefined);
  }

  private async run(kind: TaskKind, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.task !== null) {
      // What the user asks for goes before what could be done at any time.
      if (this.task.progress.kind !== 'housekeeping')
        throw new LunaRouteError('task_running', 'Another task is at work; wait for its end or cancel it.');
      await this.close();
    }
    const abort = new AbortController();
    const done = work(abort.signal).finally(() => {
      this.task = null;
      this.options.onChange();
    });
    this.task = { progress: { kind, done: 0, total: null }, abort, done };
    this.options.onChange();
    await done;
  }

  private async tidy(policy: RetentionPolicy, signal: AbortSignal, mayGoOn: () => boolean): Promise<void> {
    const { index, now } = this.options;
    await index.idle();
    this.checkReady();
    const plan = planRetention(await listStored(index, now()), policy, now());
    if (plan.isAgeDoubtful) this.tellDoubt();
    const cold = this.canCompress() ? plan.cold : [];
    this.advance(0, plan.expired.length + cold.length);
    await this.remove(plan.expired, signal, mayGoOn);
    for (const session of cold) {
      if (!this.isWanted(signal, mayGoOn)) return;
      await this.archive(session, signal);
      this.advance(1);
    }
  }

  private checkReady(): void {
    if (this.options.isReady()) return;
    const message = 'The recorder is still reading its journals; try again in a moment.';
    throw new LunaRouteError('recorder_unavailable', message);
  }

  private isWanted(signal: AbortSignal, mayGoOn: () => boolean): boolean {
    if (signal.aborted || !this.options.mayWrite()) return false;
    if (mayGoOn()) return true;
    this.nextRunAt = this.options.now() + RETRY_MS;
    return false;
  }

  /** Journals one by one; the index once for all of them, since that is written out whole. */
  private async remove(
    sessions: readonly StoredSession[],
    signal: AbortSignal,
    mayGoOn: () => boolean,
  ): Promise<string[]> {
    const { index, removeFiles } = this.options;
    const removed: string[] = [];
    if (sessions.length > 0) this.advance(0, Math.max(sessions.length, this.progress?.total ?? 0));
    for (const { id, file } of sessions) {
      if (!this.isWanted(signal, mayGoOn)) break;
      if (await removeFiles(id, file)) removed.push(file);
      this.advance(1);
    }
    if (removed.length > 0) {
      this.options.log('info', `Removed ${countOf(removed.length, 'session')}.`);
      await index.forget(...removed);
    }
    return removed;
  }

  private async archive({ file }: StoredSession, signal: AbortSignal): Promise<void> {
    const { index, writer, log } = this.options;
    try {
      const prepared = await prepareArchive(index.dataFolder, file, signal);
      if (prepared === null) return;
      const isDone = await writer.exclusively(file, async () => {
        await swapArchive(index.dataFolder, prepared);
      });
      if (!isDone) await discardArchive(index.dataFolder, prepared);
    } catch (error) {
      if (signal.aborted) return;
      // One journal that can't be compressed stays as it is; a full disk would fail for all.
      log('warn', `${file} was not compressed: ${errorMessage(error)}`);
      if (['ENOSPC', 'EDQUOT', 'EROFS'].includes(errorCode(error))) throw error;
    }
  }

  private canCompress(): boolean {
    if (HAS_ZSTD) return true;
    if (!this.hasToldMissingZstd) {
      this.options.log('warn', `Journals stay uncompressed. ${NO_ZSTD}`);
    }
    this.hasToldMissingZstd = true;
    return false;
  }

  private tellDoubt(): void {
    if (!this.hasToldDoubt) {
      const message =
        'By its age everything recorded would be removed. It is kept until something new is recorded';
      this.options.log('warn', `${message}: the clock may be wrong.`);
    }
    this.hasToldDoubt = true;
  }

  private advance(by: number, total?: number): void {
    if (this.task === null) return;
    const { progress } = this.task;
    this.task.progress = { ...progress, done: progress.done + by, total: total ?? progress.total };
    this.options.onChange();
  }
}
