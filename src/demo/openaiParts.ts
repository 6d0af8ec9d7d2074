// What both OpenAI dialects share: usage, errors, headers.
import { newId } from './pieces.ts';
import type { AnswerUsage } from './planAnswer.ts';

/** OpenAI's cache works on blocks of 128 tokens, from 1024 on. */
const SHORTEST_CACHED = 1024;
const CACHE_BLOCK = 128;

/** Both dialects count the same and differ in the words: prompt/completion, input/output. */
export function openaiUsage(
  usage: AnswerUsage,
  input: 'prompt' | 'input',
  output: 'completion' | 'output',
): Record<string, unknown> {
  const isCached = usage.repeatedTokens >= SHORTEST_CACHED;
  const cached = isCached ? Math.floor(usage.repeatedTokens / CACHE_BLOCK) * CACHE_BLOCK : 0;
  return {
    [`${input}_tokens`]: usage.inputTokens,
    [`${input}_tokens_details`]: { cached_tokens: cached },
    [`${output}_tokens`]: usage.outputTokens,
    [`${output}_tokens_details`]: { reasoning_tokens: usage.thinkingTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  429: 'rate_limit_exceeded',
  500: 'server_error',
  503: 'server_error',
};

export function openaiError(status: number, message: string): Record<string, unknown> {
  const type = ERROR_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  return { error: { message, type, param: null, code: status === 404 ? 'not_found' : null } };
}

export function openaiHeaders(nowMs: number): Record<string, string> {
  return {
    'x-request-id': newId('req_'),
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-tokens': '1999000',
    'x-ratelimit-reset-requests': '6ms',
    'x-codex-turn-state': 'demo-turn',
    'x-codex-primary-used-percent': '42',
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': String(Math.floor(nowMs / 1000) + 7200),
    'x-codex-secondary-used-percent': '17',
    'x-codex-secondary-window-minutes': '10080',
    'x-codex-secondary-reset-at': String(Math.floor(nowMs / 1000) + 345_600),
  };
}
