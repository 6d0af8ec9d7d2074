// Takes everything of a session out of the tables.
import type { SqlDatabase } from './sqlEngine.ts';

/** Inside a transaction. @param file the session's journal */
export function removeSessionRows(database: SqlDatabase, file: string): void {
  for (const { key } of database.all<{ key: number }>('SELECT key FROM sessions WHERE file = ?', [file])) {
    for (const table of ['requests', 'tool_calls', 'usage', 'tool_usage']) {
      database.run(`DELETE FROM ${table} WHERE session = ?`, [key]);
    }
    database.run('DELETE FROM sessions WHERE key = ?', [key]);
  }
}
