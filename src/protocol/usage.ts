// Token usage in one shape for every provider, and how it is written in the API.

/** Tokens as the provider reported them; null is unknown, which is not 0. */
export interface Usage {
  /** All input, cache reads and writes included. */
  input_tokens: number | null;
  /** All output, reasoning included. */
  output_tokens: number | null;
  reasoning_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_5m_tokens: number | null;
  cache_write_1h_tokens: number | null;
}

export const USAGE_FIELDS = [
  'input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
] as const satisfies readonly (keyof Usage)[];

export const UNKNOWN_USAGE: Usage = {
  input_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
  cache_read_tokens: null,
  cache_write_5m_tokens: null,
  cache_write_1h_tokens: null,
};

/** Usage with the sum the API adds: input + output, null when both are unknown. */
export interface TokenFields extends Usage {
  total_tokens: number | null;
}

export function withTotal(usage: Usage): TokenFields {
  const { input_tokens: input, output_tokens: output } = usage;
  return { ...usage, total_tokens: input === null && output === null ? null : (input ?? 0) + (output ?? 0) };
}
