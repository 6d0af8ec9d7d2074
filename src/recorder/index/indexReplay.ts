// Lets the index catch up with what earlier processes wrote, while recording goes on.
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../../protocol/errors.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { RecordingStatus } from '../recordingStatus.ts';
import type { EarlierSessions } from '../sessions/earlierSessions.ts';
import type { RecordIndex } from './recordIndex.ts';

/**
 * A start waits this long at most until it is known which sessions there are to be continued: the tail that a killed
 * process left is read in less, a rebuild takes minutes and is not waited for.
 */
const MAX_START_WAIT_MS = 2000;
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
  /** Resolves when the sessions of earlier processes are known, or that takes too long. */
  readonly sessionsKnown: Promise<void>;
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
    const known = new AbortController();
    const end = () => known.abort();
    this.sessionsKnown = new Promise(resolve => {
      known.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const timer = setTimeout(end, MAX_START_WAIT_MS);
    options.signal.addEventListener('abort', end, { once: true });
    this.ended = this.replay(known.signal, end).finally(() => clearTimeout(timer));
  }

  async untilCaughtUp(): Promise<void> {
    if (!this.isDone) await this.until(MAX_FLUSH_WAIT_MS);
  }

  private async until(maxMs: number): Promise<void> {
    const limit = new AbortController();
    await Promise.race([this.ended, delay(maxMs, undefined, { signal: limit.signal })]);
    limit.abort();
  }

  private async replay(limit: AbortSignal, settled: () => void): Promise<void> {
    const { index, earlier, signal, status, log } = this.options;
    await this.readDirectory(limit);
    try {
      if (!signal.aborted) await index.replay(settled);
      this.isComplete = !signal.aborted;
      earlier.forgetUnread();
    } catch (error) {
      log('error', `The index could not catch up: ${errorMessage(error)}`);
      status.setIndexProblem({
        code: 'index_failed',
        message: 'Sessions are recorded, but older ones may not be listed: the index could not be read.',
      });
    }
    settled();
    this.isDone = true;
  }

  private async readDirectory(limit: AbortSignal): Promise<void> {
    const { earlier, log } = this.options;
    try {
      await earlier.read(limit);
    } catch (error) {
      log('warn', `Earlier sessions may not be continued: ${errorMessage(error)}`);
    }
  }
}
