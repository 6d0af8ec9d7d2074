// Reads Anthropic's usage object.
import { UNKNOWN_USAGE, type Usage } from '../../../protocol/usage.ts';
import { countOrNull, isRecord, type JsonRecord, recordOf, recordsOf } from '../json.ts';

/**
 * Anthropic's `input_tokens` leaves cache reads and writes out; ours has them in.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
 * @param isFinished false when the stream broke off: `message_start` has only a first, partial output count
 */
export function readUsage(raw: unknown, isFinished: boolean): Usage {
  if (!isRecord(raw)) return UNKNOWN_USAGE;
  // Summing the context up is billed like the rest, but not in the totals.
  return recordsOf(raw.iterations)
    .filter(iteration => iteration.type === 'compaction')
    .map(iteration => readCounts(iteration, isFinished))
    .reduce(addUsage, readCounts(raw, isFinished));
}

/** What is unknown in one of them stays as the other has it. */
function addUsage(total: Usage, more: Usage): Usage {
  const sum = (name: keyof Usage): number | null =>
    total[name] === null && more[name] === null ? null : (total[name] ?? 0) + (more[name] ?? 0);
  return {
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    reasoning_tokens: sum('reasoning_tokens'),
    cache_read_tokens: sum('cache_read_tokens'),
    cache_write_5m_tokens: sum('cache_write_5m_tokens'),
    cache_write_1h_tokens: sum('cache_write_1h_tokens'),
  };
}

function readCounts(raw: JsonRecord, isFinished: boolean): Usage {
  const uncached = countOrNull(raw.input_tokens);
  const cacheRead = countOrNull(raw.cache_read_input_tokens);
  const writes = readCacheWrites(raw);
  const writeTotal = (writes.fiveMinutes ?? 0) + (writes.oneHour ?? 0);
  return {
    input_tokens: uncached === null ? null : uncached + (cacheRead ?? 0) + writeTotal,
    output_tokens: isFinished ? countOrNull(raw.output_tokens) : null,
    reasoning_tokens: isFinished ? countOrNull(recordOf(raw.output_tokens_details).thinking_tokens) : null,
    cache_read_tokens: cacheRead,
    cache_write_5m_tokens: writes.fiveMinutes,
    cache_write_1h_tokens: writes.oneHour,
  };
}

/**
 * The split by lifetime stands in `cache_creation`. What the total has beyond it (an older API, a gateway, a total
 * that grew in `message_delta`) was written with the default lifetime, 5 minutes.
 */
function readCacheWrites(raw: Record<string, unknown>): {
  fiveMinutes: number | null;
  oneHour: number | null;
} {
  const total = countOrNull(raw.cache_creation_input_tokens);
  const split = recordOf(raw.cache_creation);
  const fiveMinutes = countOrNull(split.ephemeral_5m_input_tokens);
  const oneHour = countOrNull(split.ephemeral_1h_input_tokens);
  if (fiveMinutes === null && oneHour === null)
    return { fiveMinutes: total, oneHour: total === 0 ? 0 : null };
  const missing = Math.max(0, (total ?? 0) - (fiveMinutes ?? 0) - (oneHour ?? 0));
  return { fiveMinutes: (fiveMinutes ?? 0) + missing, oneHour: oneHour ?? 0 };
}

/**
 * Counts in a stream are cumulative, so the last one holds. A zero after something larger is a gateway that does not
 * know and overwrites nothing.
 */
export function mergeUsage(earlier: Record<string, unknown>, later: unknown): Record<string, unknown> {
  if (!isRecord(later)) return earlier;
  const changed = Object.entries(later).filter(([name, value]) => {
    if (value === null || value === undefined) return !Object.hasOwn(earlier, name);
    const before = Object.hasOwn(earlier, name) ? countOrNull(earlier[name]) : null;
    return !(value === 0 && before !== null && before > 0);
  });
  return { ...earlier, ...Object.fromEntries(changed) };
}
