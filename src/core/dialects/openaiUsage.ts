// Reads the usage objects of OpenAI's APIs and of the gateways that speak like them.
import { UNKNOWN_USAGE, type Usage } from '../../protocol/usage.ts';
import { countOrNull, isRecord, recordOf } from './json.ts';

/**
 * Chat completions, legacy completions and embeddings (`prompt_tokens`), or Responses (`input_tokens`). Input includes
 * cached tokens, output includes reasoning, as ours do.
 */
export function readOpenaiUsage(raw: unknown): Usage {
  if (!isRecord(raw)) return UNKNOWN_USAGE;
  const input = countOrNull(raw.input_tokens ?? raw.prompt_tokens);
  const inputDetails = recordOf(raw.input_tokens_details ?? raw.prompt_tokens_details);
  const outputDetails = recordOf(raw.output_tokens_details ?? raw.completion_tokens_details);
  return {
    input_tokens: input,
    output_tokens: countOrNull(raw.output_tokens ?? raw.completion_tokens) ?? rest(raw.total_tokens, input),
    reasoning_tokens: countOrNull(outputDetails.reasoning_tokens),
    // DeepSeek has its own name for cached input.
    cache_read_tokens: countOrNull(inputDetails.cached_tokens ?? raw.prompt_cache_hit_tokens),
    // OpenAI does not tell lifetimes of cache writes apart: they stand as the ordinary, short one.
    cache_write_5m_tokens: countOrNull(inputDetails.cache_write_tokens),
    cache_write_1h_tokens: null,
  };
}

/** Embeddings report no output, but a total that says there was none. */
function rest(total: unknown, input: number | null): number | null {
  const sum = countOrNull(total);
  return sum === null || input === null ? null : Math.max(0, sum - input);
}
