// The sessions that a range's money went to, with what they took of it within that range.
import type { TopSession } from '../../../protocol/stats.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { byCost } from './statsRows.ts';
import type { UsageTotal } from './sumUsage.ts';

const SHOWN = 10;

interface NamedSession {
  key: number;
  id: string;
  title: string | null;
  client: string;
  workspace: string | null;
  started_at: string;
}

/** The most expensive first, then by tokens. */
export function topSessions(index: RecordIndex, sessions: ReadonlyMap<number, UsageTotal>): TopSession[] {
  return [...sessions]
    .map(([key, total]) => ({ ...total.totals(), key: String(key) }))
    .sort(byCost)
    .slice(0, SHOWN)
    .flatMap(row => {
      const session = index.database.get<NamedSession>(
        'SELECT key, id, title, client, workspace, started_at FROM sessions WHERE key = ?',
        [Number(row.key)],
      );
      if (session === null) return [];
      const { id, title, client, workspace, started_at } = session;
      const { request_count, error_count, total_tokens, cost_usd, cost_incomplete } = row;
      return [
        {
          id,
          title,
          client,
          workspace,
          started_at,
          request_count,
          error_count,
          total_tokens,
          cost_usd,
          cost_incomplete,
        },
      ];
    });
}
