// The index of all journals: follows what is written, catches up with what it missed, and is snapshotted to disk.
import { type PriceBook, TABLE_PRICES } from '../../core/pricing/priceBook.ts';
import { errorMessage } from '../../protocol/errors.ts';
import type { DialectName } from '../../protocol/wire.ts';
import type { RecorderStatus } from '../../protocol/workers.ts';
import type { JournalFollower, KnownSession, PlacedEvent, SessionDirectory } from '../journal/position.ts';
import { BatchWriter } from './batchWriter.ts';
import { CatchUp } from './catchUp.ts';
import type { RecorderSide } from './giveWay.ts';
import { InFlight } from './inFlight.ts';
import { JournalPositions } from './journalPositions.ts';
import { markInterrupted } from './markInterrupted.ts';
import type { OpenedIndex } from './openIndex.ts';
import { findByHistory, findByResponse, findDialect, findSession } from './query/findSession.ts';
import { readUnanswered, type UnansweredRequest } from './query/unanswered.ts';
import { removeSessionRows } from './removeSessionRows.ts';
import { repriceRequests } from './repriceRequests.ts';
import { RollUps } from './rollUps.ts';
import { RowWriter } from './rowWriter.ts';
import type { SlotSums } from './slotSums.ts';
import { type SnapshotOptions, SnapshotWriter } from './snapshotWriter.ts';
import type { SqlDatabase } from './sqlEngine.ts';
import { TextIndex } from './text/textIndex.ts';

export interface IndexOptions extends SnapshotOptions {
  /** Path of `sql-wasm.wasm`. */
  wasmPath: string;
  /** Journals read and to be read while the index is rebuilt; null when it is done. */
  onProgress(progress: RecorderStatus['rebuild']): void;
  /** Those of the bundled table where it is left out. */
  prices?: PriceBook;
}

export class RecordIndex implements JournalFollower, SessionDirectory {
  /** For readers; written by the index alone. */
  readonly database: SqlDatabase;
  readonly text: TextIndex;
  readonly inFlight = new InFlight();
  readonly dataFolder: string;
  private readonly options: IndexOptions;
  private readonly positions: JournalPositions;
  private readonly rollUps: RollUps;
  private readonly rows: RowWriter;
  private readonly batches: BatchWriter;
  private readonly catchUp: CatchUp;
  private readonly snapshots: SnapshotWriter;
  private readonly listeners = new Set<() => void>();
  private recorder: RecorderSide = { linesDamaged: () => undefined, isBusy: () => false };
  private readonly closing = new AbortController();
  private changes = 0;
  /** Those that hold now. */
  prices: PriceBook;
  private replaying: Promise<void> = Promise.resolve();

  constructor(opened: OpenedIndex, options: IndexOptions) {
    this.options = options;
    this.dataFolder = options.dataFolder;
    this.database = opened.database;
    this.prices = options.prices ?? TABLE_PRICES;
    this.positions = new JournalPositions(opened.database);
    this.rollUps = new RollUps(opened.database);
    this.rows = new RowWriter(opened.database, this.rollUps, () => this.prices);
    this.batches = new BatchWriter({
      ...{ database: opened.database, rollUps: this.rollUps, rows: this.rows },
      ...{ positions: this.positions, log: options.log },
    });
    this.text = new TextIndex({
      dataFolder: options.dataFolder,
      engine: opened.engine,
      journalsOf: month => this.positions.ofMonth(month),
      months: () => this.positions.monthNames(),
      dialectOf: (sessionId, requestId) => this.dialectOf(sessionId, requestId),
      isBusy: () => this.recorder.isBusy(),
      log: options.log,
    });
    this.snapshots = new SnapshotWriter(opened.paged, this.text, options);
    this.catchUp = new CatchUp({
      dataFolder: options.dataFolder,
      positions: this.positions,
      text: this.text,
      take: events => this.take(events, true),
      skipTo: (file, bytes) => this.batches.skipTo(file, bytes),
      removeJournal: file => this.removeJournal(file),
      writeText: () => this.snapshots.writeText(),
      onProgress: options.onProgress,
      recorder: () => this.recorder,
      log: options.log,
      signal: this.closing.signal,
    });
  }

  /** Sums for statistics. */
  get sums(): SlotSums {
    return this.rollUps.sums;
  }

  /** Grows with every change. */
  get revision(): number {
    return this.changes;
  }

  /** Calls `listener` after every change; the result ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells whom to give way to while journals are read, and whom to tell of their damage. */
  connect(recorder: RecorderSide): void {
    this.recorder = recorder;
  }

  /** Takes what was just written. What came before it and is still missing is read from the journal later. */
  apply(events: readonly PlacedEvent[]): void {
    this.inFlight.note(events);
    this.take(events, false);
  }

  /**
   * Reads everything the snapshot does not cover, while `apply` may go on. Afterwards requests of an earlier
   * process without an answer are `interrupted`, and prices are those of the current table.
   * @param settled called once everything was read, or it turned out that this takes long
   */
  replay(settled = () => {}): Promise<void> {
    const replayed = this.readMissing(settled);
    this.replaying = replayed.catch(() => undefined);
    return replayed;
  }

  findSession(key: { client: string; clientSessionId: string }): KnownSession | null {
    return findSession(this.database, key);
  }

  findByHistory(
    origin: { client: string; workspace: string | null },
    digests: readonly string[],
    repeatedAfter: number,
  ): KnownSession | null {
    return findByHistory(this.database, origin, digests, repeatedAfter);
  }

  findByResponse(responseId: string): KnownSession | null {
    return findByResponse(this.database, responseId);
  }

  unansweredRequests(): UnansweredRequest[] {
    return readUnanswered(this.database).filter(({ requestId }) => !this.inFlight.has(requestId));
  }

  /** Takes sessions out of index and text, on disk as well. The caller has removed their journals, `files`. */
  async forget(...files: readonly string[]): Promise<void> {
    for (const file of files) await this.removeJournal(file);
    await this.snapshot();
    this.catchUp.start();
  }

  /** Snapshots when enough has changed or enough time has passed. To be called when idle. */
  async maybeSnapshot(): Promise<void> {
    if (this.snapshots.isDue) await this.snapshots.write();
  }

  /** Writes index and text to disk, unless another process owns the folder now. */
  snapshot(): Promise<void> {
    return this.snapshots.write();
  }

  /** Stops reading, snapshots what changed, frees the memory. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.replaying;
    await this.catchUp.stopped();
    try {
      if (this.snapshots.hasNews) await this.snapshots.write();
    } finally {
      this.text.close();
      this.database.close();
    }
  }

  /** Where a session's journal stands. */
  fileOf(sessionId: string): string | null {
    return (
      this.database.get<{ file: string }>('SELECT file FROM sessions WHERE id = ?', [sessionId])?.file ?? null
    );
  }

  dialectOf(sessionId: string, requestId: string): DialectName | null {
    return findDialect(this.database, sessionId, requestId);
  }

  /** Resolves when nothing is being caught up with. */
  idle(): Promise<void> {
    return this.catchUp.stopped();
  }

  /** Lets a search ask for what it found missing or damaged. */
  startCatchUp(): void {
    this.catchUp.start();
  }

  /** From now on these prices hold, also for what was recorded before. Resolves when all costs are computed again. */
  setPrices(prices: PriceBook): Promise<void> {
    this.prices = prices;
    const repriced = this.replaying.then(() => this.reprice());
    this.replaying = repriced.catch(() => undefined);
    return repriced;
  }

  private async reprice(): Promise<void> {
    const { signal } = this.closing;
    if (!signal.aborted && (await repriceRequests(this.database, this.rollUps, this.prices, signal)))
      this.changed();
  }

  private async readMissing(settled: () => void): Promise<void> {
    await this.text.start();
    await this.catchUp.all(settled);
    if (this.closing.signal.aborted) return;
    settled();
    if (markInterrupted(this.database, this.rollUps, this.inFlight.requestIds())) this.changed();
    await this.reprice();
    try {
      await this.maybeSnapshot();
    } catch (error) {
      this.options.log('warn', `The index was not saved: ${errorMessage(error)}`);
    }
  }

  /** A shard that turned out to be damaged is built anew in the background. */
  discardText(month: string, reason: string): void {
    this.options.log('warn', `The text index of ${month} is built anew: ${reason}`);
    this.text.discard(month);
    this.catchUp.start();
  }

  private take(events: readonly PlacedEvent[], isSequential: boolean): void {
    const reached = new Map<string, number>();
    const fresh = events.filter(({ at }) => {
      const from = reached.get(at.file) ?? this.positions.get(at.file);
      if (at.offset < from) return false;
      if (at.offset > from && !isSequential) {
        this.catchUp.needs(at.file);
        return false;
      }
      reached.set(at.file, at.offset + at.length + 1);
      return true;
    });
    if (fresh.length > 0) this.write(fresh, reached);
    if (!this.text.apply(events, isSequential)) this.catchUp.start();
  }

  private write(events: readonly PlacedEvent[], reached: ReadonlyMap<string, number>): void {
    this.batches.write(events, reached);
    this.snapshots.note(events.reduce((bytes, { at }) => bytes + at.length, 0));
    this.changed();
  }

  private async removeJournal(file: string): Promise<void> {
    let removed: number[] = [];
    this.database.transaction(() => {
      removed = removeSessionRows(this.database, file);
      this.positions.remove(file);
    });
    for (const session of removed) this.rollUps.sums.removeSession(session);
    this.rows.forgetSessions();
    this.snapshots.note(1);
    this.changed();
    await this.text.remove(file);
  }

  private changed(): void {
    this.changes += 1;
    for (const listener of this.listeners) listener();
  }
}
