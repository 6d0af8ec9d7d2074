// Takes everything of a session out of the tables.
import type { SqlDatabase } from './sqlEngine.ts';

/**
 * Inside a transaction.
 * @param file the session's journal
 * @returns keys of the sessions that were removed
 */
export function removeSessionRows(database: SqlDatabase, file: string): number[] {
  const sessions = database.all<{ key: number }>('SELECT key FROM sessions WHERE file = ?', [file]);
  for (const { key } of sessions) {
    for (const table of ['requests', 'tool_calls', 'usage', 'tool_usage', 'threads']) {
      database.run(`DELETE FROM ${table} WHERE session = ?`, [key]);
    }
    database.run('DELETE FROM sessions WHERE key = ?', [key]);
  }
  return sessions.map(({ key }) => key);
}
