// How fast a model wrote.

/** Less than this is the resolution of the clock and the network, not the model. */
const MIN_WRITING_MS = 1;

/** Output tokens a second from the first token to the end; null where either is unknown, as in plain replies. */
export function outputRate(answer: {
  output_tokens: number | null;
  duration_ms: number | null;
  time_to_first_token_ms: number | null;
}): number | null {
  const { output_tokens: tokens, duration_ms: end, time_to_first_token_ms: start } = answer;
  if (tokens === null || end === null || start === null || end - start < MIN_WRITING_MS) return null;
  return Math.round((tokens / (end - start)) * 10_000) / 10;
}
