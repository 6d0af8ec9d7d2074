// Requests whose answer is not in their journal.
import type { SqlDatabase } from '../sqlEngine.ts';

export interface UnansweredRequest {
  sessionId: string;
  requestId: string;
  /** Journal of the session. */
  file: string;
}

export function readUnanswered(database: SqlDatabase): UnansweredRequest[] {
  return database.all<UnansweredRequest>(
    `SELECT s.id AS sessionId, r.id AS requestId, s.file FROM requests r JOIN sessions s ON s.key = r.session
      WHERE r.response_offset IS NULL ORDER BY r.key`,
  );
}
