// Reads a plain Anthropic reply: a message, an error, or something else of the API.
import type { Message } from '../../../protocol/conversation.ts';
import type { ResponseFacts } from '../dialect.ts';
import { errorOf } from '../errorOf.ts';
import { EMPTY_RESPONSE } from '../facts.ts';
import { isRecord, recordOf, textOrNull } from '../json.ts';
import { answeredCallsOf } from '../toolResults.ts';
import { readContent } from './messages.ts';
import { readUsage } from './usage.ts';

export function readResponse(body: unknown): ResponseFacts {
  if (!isRecord(body)) return EMPTY_RESPONSE;
  const parts = readContent(body.content);
  const messages: Message[] = parts.length === 0 ? [] : [{ role: 'assistant', parts }];
  const stopReason = textOrNull(body.stop_reason);
  return {
    id: textOrNull(body.id),
    model: textOrNull(body.model),
    stopReason,
    usage: readUsage(body.usage, stopReason !== null),
    usageRaw: body.usage ?? null,
    serviceTier: textOrNull(recordOf(body.usage).service_tier),
    toolCalls: answeredCallsOf(messages),
    messages,
    rateLimits: null,
    error: errorOf(body),
  };
}
