// The threads of a session: its main conversation, sub-agents, and what else was asked in it.
import { MAIN_THREAD, type ThreadKind, type ThreadSummary } from '../../../protocol/thread.ts';
import type { RecordIndex } from '../recordIndex.ts';

interface ThreadRow extends Omit<ThreadSummary, 'kind'> {
  kind: ThreadKind | null;
}

/** In the order of their first request; a thread of helper calls alone is left out. */
export function readThreads(index: RecordIndex, sessionId: string): ThreadSummary[] {
  const rows = index.database.all<ThreadRow>(
    `SELECT r.thread_id AS id, coalesce(t.parent_id, max(r.parent_thread_id)) AS parent_id, t.kind, t.title,
      count(*) AS request_count, sum(r.total_tokens) AS total_tokens, round(sum(r.cost_usd), 12) AS cost_usd
      FROM sessions s JOIN requests r ON r.session = s.key
      LEFT JOIN threads t ON t.session = s.key AND t.id = r.thread_id
      WHERE s.id = ? AND r.is_generation GROUP BY r.thread_id ORDER BY min(r.started_ms), min(r.key)`,
    [sessionId],
  );
  const title = index.database.get<{ title: string | null }>('SELECT title FROM sessions WHERE id = ?', [
    sessionId,
  ])?.title;
  return rows.map(row =>
    row.id === MAIN_THREAD
      ? { ...row, kind: 'main', title: title ?? null }
      : { ...row, kind: row.kind ?? 'sub_agent', parent_id: parentOf(row.id, row.parent_id) },
  );
}

/** A client that names its sub-agents need not say who started them. @param named as it was recorded */
export function parentOf(threadId: string, named: string | null): string | null {
  return threadId === MAIN_THREAD ? null : (named ?? MAIN_THREAD);
}
