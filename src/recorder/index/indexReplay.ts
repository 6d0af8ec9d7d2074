// Lets the index catch up with what earlier processes wrote, while recording goes on.
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../../protocol/errors.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { RecordingStatus } from '../recordingStatus.ts';
import type { EarlierSessions } from '../sessions/earlierSessions.ts';
import type { RecordIndex } from './recordIndex.ts';

/** Requests wait this long at most until it is known which sessions there are to be continued. */
const MAX_DIRECTORY_WAIT_MS = 10_000;
/** Requests of conversations without an id wait so long for the index: what it lacks after a kill is read in less. */
const MAX_HISTORY_WAIT_MS = 1000;
const MAX_FLUSH_WAIT_MS = 10_000;

export interface IndexReplayOptions {
  index: RecordIndex;
  earlier: EarlierSessions;
  /** The recorder closes. */
  signal: AbortSignal;
  status: Pick<RecordingStatus, 'setIndexProblem'>;
  log(level: LogLevel, message: string): void;
}

export class IndexReplay {
  /** Resolves when the sessions are known that requests may go on with. */
  readonly directoryRead: Promise<void>;
  /** Resolves when nothing is being read any more. */
  readonly ended: Promise<void>;
  private readonly options: IndexReplayOptions;
  /** Everything in the journals is in the index. */
  isComplete = false;
  private isDone = false;

  /** Null without an index. */
  static start(
    options: Omit<IndexReplayOptions, 'index' | 'earlier'> & {
      index: RecordIndex | null;
      earlier: EarlierSessions | null;
    },
  ): IndexReplay | null {
    const { index, earlier } = options;
    return index === null || earlier === null ? null : new IndexReplay({ ...options, index, earlier });
  }

  private constructor(options: IndexReplayOptions) {
    this.options = options;
    this.directoryRead = this.readDirectory();
    this.ended = this.replay();
  }

  /** For a request whose conversation only the index may know. */
  async untilHistoryKnown(): Promise<void> {
    if (!this.isDone) await this.until(MAX_HISTORY_WAIT_MS);
  }

  async untilCaughtUp(): Promise<void> {
    if (!this.isDone) await this.until(MAX_FLUSH_WAIT_MS);
  }

  private async until(maxMs: number): Promise<void> {
    const limit = new AbortController();
    await Promise.race([this.ended, delay(maxMs, undefined, { signal: limit.signal })]);
    limit.abort();
  }

  private async replay(): Promise<void> {
    const { index, earlier, signal, status, log } = this.options;
    await this.directoryRead;
    try {
      if (!signal.aborted) await index.replay();
      this.isComplete = !signal.aborted;
      earlier.forgetUnread();
    } catch (error) {
      log('error', `The index could not catch up: ${errorMessage(error)}`);
      status.setIndexProblem({
        code: 'index_failed',
        message: 'Sessions are recorded, but older ones may not be listed: the index could not be read.',
      });
    }
    this.isDone = true;
  }

  private async readDirectory(): Promise<void> {
    const { earlier, signal, log } = this.options;
    try {
      await earlier.read(AbortSignal.any([signal, AbortSignal.timeout(MAX_DIRECTORY_WAIT_MS)]));
    } catch (error) {
      log('warn', `Earlier sessions may not be continued: ${errorMessage(error)}`);
    }
  }
}
