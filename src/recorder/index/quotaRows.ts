// The newest that providers told of their limits, for a start before the next answer.
import type { Quota } from '../../protocol/limits.ts';
import type { SqlDatabase } from './sqlEngine.ts';

/**
 * Journals are read in any order: an older observation changes nothing. Demo and imported sessions say nothing of now.
 * @param session key of the one whose answer told them
 */
export function writeQuotas(database: SqlDatabase, session: number, quotas: readonly Quota[]): void {
  for (const quota of quotas) {
    database.run(
      `INSERT INTO quotas (provider, window, utilization, resets_at, status, observed_at)
        SELECT ?, ?, ?, ?, ?, ? FROM sessions WHERE key = ? AND origin = 'recorded'
        ON CONFLICT (provider, window) DO UPDATE SET utilization = excluded.utilization,
        resets_at = excluded.resets_at, status = excluded.status, observed_at = excluded.observed_at
        WHERE excluded.observed_at >= observed_at`,
      [
        quota.provider,
        quota.window,
        quota.utilization,
        quota.resets_at,
        quota.status,
        quota.observed_at,
        session,
      ],
    );
  }
}

export function readQuotaRows(database: SqlDatabase): Quota[] {
  return database.all<Quota>(
    'SELECT provider, window, utilization, resets_at, status, observed_at FROM quotas ORDER BY provider, window',
  );
}
