// When and how index and text are written to disk: one at a time, each file whole, only by the folder's owner.
import { errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { PagedFile } from './pagedFile.ts';
import type { TextIndex } from './text/textIndex.ts';

const INTERVAL_MS = 10 * 60_000;
const DUE_BYTES = 20 * 1024 * 1024;

export interface SnapshotOptions {
  dataFolder: string;
  /** Milliseconds since the epoch. */
  now(): number;
  log(level: LogLevel, message: string): void;
  /** Whether we still own the data folder; asked before each write to it. */
  mayWrite?(): boolean | Promise<boolean>;
}

export class SnapshotWriter {
  private readonly options: SnapshotOptions;
  private readonly index: PagedFile;
  private readonly text: TextIndex;
  private newBytes = 0;
  private writtenAt: number;
  private writing: Promise<void> = Promise.resolve();

  constructor(index: PagedFile, text: TextIndex, options: SnapshotOptions) {
    this.index = index;
    this.text = text;
    this.options = options;
    this.writtenAt = options.now();
  }

  /** Notes that so many bytes of journal are indexed beyond the snapshot. */
  note(bytes: number): void {
    this.newBytes += bytes;
  }

  get hasNews(): boolean {
    return this.newBytes > 0;
  }

  get isDue(): boolean {
    if (!this.hasNews) return false;
    return this.newBytes >= DUE_BYTES || this.options.now() - this.writtenAt >= INTERVAL_MS;
  }

  /** @throws LunaRouteError `not_owner`, or what the file system says; what was there before stays */
  write(): Promise<void> {
    return this.queued(() => this.writeAll());
  }

  /** Writes the text alone, while a rebuild goes through the months; what can't be written stays in memory. */
  writeText(): Promise<void> {
    return this.queued(async () => {
      try {
        if ((await this.options.mayWrite?.()) === false) return;
        await this.text.write();
        this.text.trim();
      } catch (error) {
        this.options.log('warn', `The text index could not be written: ${errorMessage(error)}`);
      }
    });
  }

  private queued(work: () => Promise<void>): Promise<void> {
    const written = this.writing.then(work);
    // The caller hears of a failure; the next one only waits for this one's end.
    this.writing = written.catch(() => undefined);
    return written;
  }

  private async writeAll(): Promise<void> {
    if ((await this.options.mayWrite?.()) === false) {
      throw new LunaRouteError(
        'not_owner',
        'Another LunaRoute owns the data folder now; nothing was written.',
      );
    }
    const bytes = this.newBytes;
    this.newBytes = 0;
    this.writtenAt = this.options.now();
    try {
      // As it is before the text is written: a shard that is ahead of the index is fine, one that lags must be caught up.
      await this.index.save(() => this.text.write());
    } catch (error) {
      this.newBytes += bytes;
      throw error;
    }
    this.text.trim();
  }
}
