// What a user does to a recorded session's journal, beside the recording that may go on in it.
import { LunaRouteError } from '../../protocol/errors.ts';
import type { SessionMarked } from '../../protocol/journal.ts';
import { removeJournalFiles } from '../journal/journalPaths.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import type { SessionStore } from './sessionStore.ts';

export class SessionFiles {
  private readonly dataFolder: string;
  private readonly sessions: SessionStore;
  private readonly writer: JournalWriter;

  constructor(dataFolder: string, sessions: SessionStore, writer: JournalWriter) {
    this.dataFolder = dataFolder;
    this.sessions = sessions;
    this.writer = writer;
  }

  /** Also while recording is paused: the user asks for it. @throws LunaRouteError `not_writable` */
  async writeMarks(file: string, event: SessionMarked): Promise<void> {
    if (await this.writer.write(file, [event])) return;
    throw new LunaRouteError('not_writable', "The journal can't be written now; nothing was changed.");
  }

  /** Lets go of the session and removes its journal in all forms; false when another owner writes now. */
  async remove(sessionId: string, file: string): Promise<boolean> {
    this.sessions.forget(sessionId);
    await this.writer.flush();
    // What waits for a disk that fails is lost with it.
    return this.writer.exclusively(null, () => removeJournalFiles(this.dataFolder, file));
  }
}
