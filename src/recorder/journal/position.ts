// Where a journal's line stands, and who is told once it stands there: the border between writing and indexing.
import type { JournalEvent } from '../../protocol/journal.ts';

/** Where a line stands: file relative to the data folder (with '/'), byte offset and byte length without the newline. */
export interface JournalPosition {
  file: string;
  offset: number;
  length: number;
}

export interface PlacedEvent {
  event: JournalEvent;
  at: JournalPosition;
}

/**
 * A line that holds no event we can read: cut by a crash, or written by a newer version (`unknown_type`); `archive`: the
 * lines of a damaged frame. `archive_table` costs no line: an archive's frames had to be found without its seek table.
 */
export interface DamagedLine {
  damage: 'not_json' | 'unknown_type' | 'wrong_shape' | 'wrong_session' | 'archive' | 'archive_table';
  at: JournalPosition;
}

/** Everything that follows the journal: the index, the metrics. Called after the line is on disk, in order. */
export interface JournalFollower {
  apply(events: readonly PlacedEvent[]): void;
}

export interface KnownSession {
  id: string;
  /** Relative to the data folder. */
  file: string;
}

/** What the recorder asks of the index before it writes: the journal alone would have to be read whole. */
export interface SessionDirectory {
  /** The newest session of that client with that id. */
  findSession(key: { client: string; clientSessionId: string }): KnownSession | null;
  /**
   * The session without a client's id that recorded the longest of these histories, the newest among equals.
   * @param digests from the shortest to the longest; the last one counts only when it was asked after `repeatedAfter`
   */
  findByHistory(
    origin: { client: string; workspace: string | null },
    digests: readonly string[],
    repeatedAfter: number,
  ): KnownSession | null;
  /** The session of the answer to which the provider gave this id. */
  findByResponse(responseId: string): KnownSession | null;
}
