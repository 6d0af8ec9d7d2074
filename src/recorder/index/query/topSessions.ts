// The sessions that a range's money went to, with what they took of it within that range.
import type { TopSession } from '../../../protocol/stats.ts';
import type { RecordIndex } from '../recordIndex.ts';
import type { UsageRow } from '../slotSums.ts';
import { rowsOf } from './statsRows.ts';

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
export function topSessions(index: RecordIndex, facts: readonly UsageRow[]): TopSession[] {
  return rowsOf(facts, row => String(row.session))
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
