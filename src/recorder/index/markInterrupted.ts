// Settles requests whose process was killed before their answer was written.
import type { RollUps } from './rollUps.ts';
import type { SqlDatabase } from './sqlEngine.ts';

/**
 * @param running requests of this process, which still may be answered
 * @returns whether there were any
 */
export function markInterrupted(
  database: SqlDatabase,
  rollUps: RollUps,
  running: readonly string[],
): boolean {
  const isLost = 'response_offset IS NULL AND outcome IS NULL AND id NOT IN (SELECT value FROM json_each(?))';
  const params = [JSON.stringify(running)];
  const lost = database.all<{ session: number; slot: number }>(
    `SELECT DISTINCT session, slot FROM requests WHERE ${isLost}`,
    params,
  );
  if (lost.length === 0) return false;
  rollUps.transaction(() => {
    database.run(`UPDATE requests SET outcome = 'interrupted' WHERE ${isLost}`, params);
    for (const { session, slot } of lost) rollUps.mark(session, slot);
  });
  return true;
}
