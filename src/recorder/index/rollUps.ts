// Keeps sums per session and quarter hour equal to their requests: touched slots are summed anew, never added to.
import { SlotSums } from './slotSums.ts';
import type { SqlDatabase } from './sqlEngine.ts';

/** Which requests are failed ones: a client that gave up is no failure. */
export const IS_FAILED = "outcome IN ('error', 'interrupted')";

/** A request that cost something we can't tell: it asked a model and the provider did not refuse it. */
const IS_COST_UNKNOWN = `is_generation = 1 AND cost_usd IS NULL
  AND (coalesce(status, 400) < 400 AND outcome IS NOT NULL OR outcome IN ('interrupted', 'client_closed'))`;

/** Sums of the roll-up over rows of `requests`; also what exact statistics select. */
export const REQUEST_SUMS = `count(*) AS request_count,
  sum(is_generation) AS generation_count,
  sum(CASE WHEN ${IS_FAILED} THEN 1 ELSE 0 END) AS error_count,
  sum(tool_call_count) AS tool_call_count,
  sum(input_tokens) AS input_tokens,
  sum(output_tokens) AS output_tokens,
  sum(reasoning_tokens) AS reasoning_tokens,
  sum(cache_read_tokens) AS cache_read_tokens,
  sum(cache_write_5m_tokens) AS cache_write_5m_tokens,
  sum(cache_write_1h_tokens) AS cache_write_1h_tokens,
  sum(total_tokens) AS total_tokens,
  sum(cost_usd) AS cost_usd,
  sum(cache_savings_usd) AS cache_savings_usd,
  sum(CASE WHEN ${IS_COST_UNKNOWN} THEN 1 ELSE 0 END) AS unknown_cost_count,
  total(CASE WHEN is_generation THEN duration_ms END) AS duration_sum,
  count(CASE WHEN is_generation THEN duration_ms END) AS duration_count,
  total(CASE WHEN is_generation THEN time_to_first_token_ms END) AS first_token_sum,
  count(CASE WHEN is_generation THEN time_to_first_token_ms END) AS first_token_count,
  total(CASE WHEN is_generation THEN proxy_overhead_ms END) AS overhead_sum,
  count(CASE WHEN is_generation THEN proxy_overhead_ms END) AS overhead_count`;

/** Times as the roll-up keeps them: dear to collect, so only for those who show distributions. */
export const REQUEST_SAMPLES = `
  ${samplesOf('duration_sample')} AS duration_samples,
  ${samplesOf('first_token_sample')} AS first_token_samples,
  ${samplesOf('overhead_sample')} AS overhead_samples`;

/** In order, so that the same requests give the same text. */
function samplesOf(column: string): string {
  return `group_concat(CASE WHEN is_generation THEN ${column} END, '' ORDER BY ${column})`;
}

/** The same of tool calls, rows of `tool_calls c`. */
export const TOOL_SAMPLES = "group_concat(c.duration_sample, '' ORDER BY c.duration_sample)";

export class RollUps {
  /** What readers sum up. */
  readonly sums: SlotSums;
  private readonly database: SqlDatabase;
  private readonly touched = new Map<number, Set<number>>();

  constructor(database: SqlDatabase) {
    this.database = database;
    this.sums = new SlotSums(database);
  }

  /** Notes that rows of this session and slot have changed. */
  mark(session: number, slot: number): void {
    const slots = this.touched.get(session);
    if (slots === undefined) this.touched.set(session, new Set([slot]));
    else slots.add(slot);
  }

  /** Commits what `work` changes together with the sums of the slots it marks, or nothing of it. */
  transaction(work: () => void): void {
    try {
      this.database.transaction(() => {
        work();
        for (const [session, slots] of this.touched) {
          for (const slot of slots) this.sumSlot(session, slot);
          this.sumSession(session);
        }
      });
      for (const [session, slots] of this.touched) {
        for (const slot of slots) this.sums.refresh(session, slot);
      }
    } finally {
      this.touched.clear();
    }
  }

  private sumSlot(session: number, slot: number): void {
    const key = [session, slot];
    this.database.run('DELETE FROM usage WHERE session = ? AND slot = ?', key);
    this.database.run(
      `INSERT INTO usage SELECT session, slot, coalesce(model, ''), provider, ${REQUEST_SUMS}, ${REQUEST_SAMPLES}
        FROM requests WHERE slot = ?2 AND session = ?1 GROUP BY coalesce(model, ''), provider`,
      key,
    );
    this.database.run('DELETE FROM tool_usage WHERE session = ? AND slot = ?', key);
    this.database.run(
      `INSERT INTO tool_usage SELECT session, slot, name, coalesce(server, ''), count(*), total(is_error),
        total(duration_ms), count(duration_ms), ${TOOL_SAMPLES}
        FROM tool_calls c WHERE session = ? AND slot = ? GROUP BY name, coalesce(server, '')`,
      key,
    );
  }

  private sumSession(session: number): void {
    this.database.run(
      `UPDATE sessions SET (request_count, error_count, tool_call_count, input_tokens, output_tokens,
        reasoning_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, total_tokens, cost_usd,
        cost_incomplete) = (SELECT coalesce(sum(request_count), 0), coalesce(sum(error_count), 0),
        coalesce(sum(tool_call_count), 0), sum(input_tokens), sum(output_tokens), sum(reasoning_tokens),
        sum(cache_read_tokens), sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), sum(total_tokens),
        round(sum(cost_usd), 12), coalesce(sum(unknown_cost_count), 0) > 0 FROM usage WHERE session = ?1),
        models = (SELECT json_group_array(model) FROM
          (SELECT model FROM usage WHERE session = ?1 AND model <> '' GROUP BY model
            ORDER BY sum(generation_count) DESC, model)),
        providers = (SELECT json_group_array(provider) FROM
          (SELECT DISTINCT provider FROM usage WHERE session = ?1 ORDER BY provider)),
        model_used = (SELECT model FROM usage WHERE session = ?1 AND model <> '' GROUP BY model
          ORDER BY sum(generation_count) DESC, model LIMIT 1)
        WHERE key = ?1`,
      [session],
    );
  }
}
