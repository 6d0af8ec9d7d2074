// Sessions of earlier processes: from the index, and from the journals it has not read yet, so that nothing waits for it.
import { basename } from 'node:path/posix';
import { errorMessage } from '../../protocol/errors.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { KnownSession, SessionDirectory } from '../journal/position.ts';
import { listJournals, readEvents } from '../journal/readJournal.ts';

const PARALLEL_READS = 32;

export interface EarlierSessionsOptions {
  dataFolder: string;
  index: SessionDirectory & { fileOf(sessionId: string): string | null };
  log(level: LogLevel, message: string): void;
}

export class EarlierSessions implements SessionDirectory {
  private readonly options: EarlierSessionsOptions;
  private readonly unread = new Map<string, KnownSession>();

  constructor(options: EarlierSessionsOptions) {
    this.options = options;
  }

  /**
   * Reads the first line of each journal that the index does not know: a few milliseconds, where reading all of
   * them can take minutes.
   */
  async read(signal: AbortSignal): Promise<void> {
    const { dataFolder, index, log } = this.options;
    const unread = (await listJournals(dataFolder))
      .map(({ file }) => ({ file, id: basename(file).slice('session_'.length, 'session_'.length + 16) }))
      .filter(({ id }) => index.fileOf(id) === null);
    // Requests wait for this: side by side it takes a fraction of the time.
    for (let at = 0; at < unread.length && !signal.aborted; at += PARALLEL_READS) {
      const group = unread.slice(at, at + PARALLEL_READS);
      const heads = await Promise.all(
        group.map(({ id, file }) =>
          this.readHead(id, file).catch((error: unknown) => {
            log('warn', `${file} can't be continued: ${errorMessage(error)}`);
            return null;
          }),
        ),
      );
      // Oldest day first: of several with one id, the newest stays.
      for (const head of heads) if (head !== null) this.unread.set(head.key, head.session);
    }
  }

  findSession(key: { client: string; clientSessionId: string }): KnownSession | null {
    return this.options.index.findSession(key) ?? this.unread.get(keyOf(key)) ?? null;
  }

  /** Of conversations without an id only the index knows: the first line does not tell. */
  findByHistory(...query: Parameters<SessionDirectory['findByHistory']>): KnownSession | null {
    return this.options.index.findByHistory(...query);
  }

  findByResponse(responseId: string): KnownSession | null {
    return this.options.index.findByResponse(responseId);
  }

  /** The index has caught up. */
  forgetUnread(): void {
    this.unread.clear();
  }

  private async readHead(id: string, file: string): Promise<{ key: string; session: KnownSession } | null> {
    for await (const line of readEvents(this.options.dataFolder, file, 0)) {
      if (!('event' in line) || line.event.type !== 'session_started') return null;
      const { client, client_session_id: clientSessionId, origin } = line.event;
      if (clientSessionId === null || origin === 'imported') return null;
      return { key: keyOf({ client, clientSessionId }), session: { id, file } };
    }
    return null;
  }
}

function keyOf({ client, clientSessionId }: { client: string; clientSessionId: string }): string {
  return `${client}\0${clientSessionId}`;
}
