// What the Rust LunaRoute recorded of an answer: its body where it has one, else the numbers it counted itself.
import { dialectFor } from '../../core/dialects/byName.ts';
import {
  countOrNull,
  type JsonRecord,
  recordOf,
  recordsOf,
  textOf,
  textOrNull,
} from '../../core/dialects/json.ts';
import type { ToolCall } from '../../protocol/journal.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { DialectName } from '../../protocol/wire.ts';
import type { LogExchange } from './logExchange.ts';

/** The events of one request so far. */
export interface RustRequest {
  id: string;
  started: JsonRecord;
  request: JsonRecord | null;
  response: JsonRecord | null;
  streamStarted: JsonRecord | null;
  updated: JsonRecord | null;
  completed: JsonRecord | null;
}

export function readRustAnswer(
  found: RustRequest,
  dialect: DialectName,
  startedAt: number,
): Pick<LogExchange, 'endedAt' | 'answer'> {
  const response = found.response ?? {};
  const completed = found.completed ?? {};
  const facts = dialectFor(dialect).readResponse(response.response_json);
  const isFailed = completed.success === false;
  const hasAnswer = found.response !== null || completed.success === true;
  const endedAt = latest(startedAt, response.timestamp, hasAnswer ? completed.timestamp : undefined);
  const ownCount = countedUsage(found, dialect);
  const isCounted = facts.usage.input_tokens === null && facts.usage.output_tokens === null;
  const stats = recordOf(response.stats);
  return {
    endedAt,
    answer: {
      status: hasAnswer && !isFailed ? 200 : null,
      outcome: isFailed ? 'error' : hasAnswer ? 'ok' : 'interrupted',
      error: isFailed
        ? { code: 'request_failed', message: textOf(completed.error) || 'The request failed.' }
        : null,
      model: facts.model ?? textOrNull(response.model_used) ?? textOrNull(found.updated?.model_used),
      responseId: facts.id,
      stopReason: facts.stopReason ?? textOrNull(completed.finish_reason),
      usage: isCounted ? ownCount : facts.usage,
      usageRaw: facts.usageRaw,
      serviceTier: facts.serviceTier,
      toolCalls:
        facts.toolCalls.length > 0 ? facts.toolCalls : countedCalls(response.tool_calls ?? stats.tool_calls),
      durationMs:
        firstCount(response.provider_latency_ms, stats.provider_latency_ms) ??
        Math.max(0, endedAt - startedAt),
      firstTokenMs: firstCount(found.streamStarted?.time_to_first_token_ms),
      overheadMs: firstCount(response.total_proxy_overhead_ms, stats.total_proxy_overhead_ms),
      headers: [],
      text: answerText(response),
    },
  };
}

/** The body, or at least the text of the answer. */
function answerText(response: JsonRecord): string {
  const body = response.response_json;
  if (body !== undefined && body !== null) return JSON.stringify(body);
  return textOf(response.response_text);
}

/** A stream's counts came later, in an event of their own; 0 stood for what was not known. */
function countedUsage({ response, updated }: RustRequest, dialect: DialectName): Usage {
  const flat = response ?? {};
  const own = recordOf(recordOf(flat.stats).tokens);
  const late = recordOf(updated?.token_updates);
  const known = (...values: unknown[]) => firstCount(...values.filter(value => value !== 0));
  const input = known(late.total_input, flat.input_tokens, own.input_tokens);
  const cacheRead = known(late.total_cache_read, flat.cache_read_tokens, own.cache_read_tokens);
  const written = known(late.total_cache_creation, flat.cache_creation_tokens, own.cache_creation_tokens);
  // Anthropic's count leaves the cache out.
  const cached = dialect === 'anthropic_messages' ? (cacheRead ?? 0) + (written ?? 0) : 0;
  return {
    input_tokens: input === null ? null : input + cached,
    output_tokens: known(late.total_output, flat.output_tokens, own.output_tokens),
    reasoning_tokens: known(
      late.total_thinking,
      late.total_reasoning,
      flat.thinking_tokens,
      flat.reasoning_tokens,
      own.thinking_tokens,
      own.reasoning_tokens,
    ),
    cache_read_tokens: cacheRead,
    cache_write_5m_tokens: written,
    cache_write_1h_tokens: null,
  };
}

function countedCalls(calls: unknown): ToolCall[] {
  return recordsOf(calls).map(call => {
    return { call_id: textOf(call.tool_call_id), name: textOf(call.tool_name), server: null };
  });
}

function latest(...times: (number | unknown)[]): number {
  return Math.max(
    ...times
      .map(time => (typeof time === 'number' ? time : Date.parse(textOf(time))))
      .filter(time => !Number.isNaN(time)),
  );
}

/** The first that is a number of 0 or more. */
function firstCount(...values: unknown[]): number | null {
  for (const value of values) {
    const count = countOrNull(value);
    if (count !== null) return count;
  }
  return null;
}
