// How full the context window of the session that was answered last is.
import { contextWindow } from '../../../core/pricing/contextWindow.ts';
import type { ContextUse } from '../../../protocol/limits.ts';
import { MAIN_THREAD } from '../../../protocol/thread.ts';
import type { Provider } from '../../../protocol/wire.ts';
import type { RecordIndex } from '../recordIndex.ts';

interface AnsweredRow {
  session_id: string;
  used_tokens: number;
  model: string | null;
  provider: Provider;
  upstream: string;
}

/**
 * Sub-agents have windows of their own; null before the first answer. From the newest slot back: asked after every change.
 */
export function readContextUse(index: RecordIndex): ContextUse | null {
  const row = index.database.get<AnsweredRow>(
    `SELECT s.id AS session_id, r.total_tokens AS used_tokens, r.model, r.provider, r.upstream
      FROM requests r INDEXED BY requests_by_slot JOIN sessions s ON s.key = r.session
      WHERE r.slot > 0 AND r.thread_id = ? AND r.is_generation AND r.total_tokens IS NOT NULL
      AND s.origin = 'recorded'
      ORDER BY r.slot DESC, r.started_ms DESC, r.key DESC LIMIT 1`,
    [MAIN_THREAD],
  );
  if (row === null) return null;
  const { session_id, used_tokens, model } = row;
  const known = model === null ? null : contextWindow(model, row);
  // More than the table says: the model runs with a larger window, of which nothing is known.
  return { session_id, used_tokens, max_tokens: known !== null && known >= used_tokens ? known : null };
}
