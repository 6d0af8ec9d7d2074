// Finds the session that a request goes on with, when it is not in memory any more.
import type { DialectName } from '../../../protocol/wire.ts';
import type { KnownSession } from '../../journal/position.ts';
import type { SqlDatabase } from '../sqlEngine.ts';

export function findSession(
  database: SqlDatabase,
  key: { client: string; clientSessionId: string },
): KnownSession | null {
  return database.get<KnownSession>(
    `SELECT id, file FROM sessions WHERE client_session_id = ? AND client = ? AND origin <> 'imported'
      ORDER BY started_at DESC, id DESC LIMIT 1`,
    [key.clientSessionId, key.client],
  );
}

/** As in `SessionDirectory`. */
export function findByHistory(
  database: SqlDatabase,
  origin: { client: string; workspace: string | null },
  digests: readonly string[],
  repeatedAfter: number,
): KnownSession | null {
  return database.get<KnownSession>(
    `SELECT s.id, s.file FROM json_each(?) j JOIN requests r ON r.history_digest = j.value
      JOIN sessions s ON s.key = r.session
      WHERE s.client = ? AND s.workspace IS ? AND s.client_session_id IS NULL AND s.origin <> 'imported' AND (j.key < ? OR r.started_ms >= ?)
      ORDER BY j.key DESC, r.started_ms DESC LIMIT 1`,
    [JSON.stringify(digests), origin.client, origin.workspace, digests.length - 1, repeatedAfter],
  );
}

export function findByResponse(database: SqlDatabase, responseId: string): KnownSession | null {
  return database.get<KnownSession>(
    `SELECT s.id, s.file FROM requests r JOIN sessions s ON s.key = r.session WHERE r.response_id = ? AND s.origin <> 'imported'
      ORDER BY r.started_ms DESC LIMIT 1`,
    [responseId],
  );
}

/** Which dialect a request spoke; null when it is unknown. */
export function findDialect(database: SqlDatabase, sessionId: string, requestId: string): DialectName | null {
  const row = database.get<{ dialect: DialectName }>(
    'SELECT r.dialect FROM requests r JOIN sessions s ON s.key = r.session WHERE s.id = ? AND r.id = ?',
    [sessionId, requestId],
  );
  return row?.dialect ?? null;
}
