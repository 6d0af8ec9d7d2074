// The journal's request and response of an exchange that another program's log tells of.
import type { RequestEvent, ResponseEvent } from '../../protocol/journal.ts';
import { timestampOf } from '../journal/timestamp.ts';
import type { LogExchange } from './logExchange.ts';

type Redact = (text: string, form: 'json' | 'text') => string;

/** What a log leaves out (system prompt, tools, sizes on the wire) stays out; the request's body is put in later. */
export function importedEvents(
  exchange: LogExchange,
  sessionId: string,
  requestId: string,
  redact: Redact,
): { request: RequestEvent; response: ResponseEvent } {
  const envelope = { session_id: sessionId, request_id: requestId };
  const { answer } = exchange;
  const plain = (text: string | null) => (text === null ? null : redact(text, 'text'));
  const request: RequestEvent = {
    ...{ type: 'request', ...envelope, timestamp: timestampOf(exchange.startedAt) },
    ...{
      thread_id: exchange.threadId,
      parent_thread_id: null,
      transport: 'http',
      method: 'POST',
    },
    ...{ target: exchange.target, dialect: exchange.dialect, provider: exchange.provider },
    ...{ upstream: exchange.upstream, model: plain(exchange.model), is_streaming: exchange.isStreaming },
    ...{ is_generation: true, auth: { kind: 'none', fingerprint: null } },
    headers: exchange.requestHeaders.map(([name, value]) => [name, redact(value, 'text')]),
    tool_results: exchange.toolResults,
    body: { wire_bytes: 0, content_encoding: null, parts: [] },
  };
  const response: ResponseEvent = {
    ...{ type: 'response', ...envelope, timestamp: timestampOf(exchange.endedAt) },
    ...{ status: answer.status, outcome: answer.outcome },
    error: answer.error && { code: answer.error.code, message: redact(answer.error.message, 'text') },
    ...{ model: plain(answer.model), response_id: answer.responseId, stop_reason: answer.stopReason },
    ...{ usage: answer.usage, usage_raw: answer.usageRaw, service_tier: answer.serviceTier },
    tool_calls: answer.toolCalls,
    timings: {
      ...{ duration_ms: answer.durationMs, time_to_first_byte_ms: null },
      ...{
        time_to_first_token_ms: answer.firstTokenMs,
        proxy_overhead_ms: answer.overheadMs,
        connect_ms: null,
      },
    },
    headers: answer.headers,
    folded: true,
    body: { wire_bytes: 0, content_encoding: null, text: redact(answer.text, 'json') },
    trace: null,
  };
  return { request, response };
}
