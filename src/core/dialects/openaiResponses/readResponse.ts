// Reads a response object, plain or as a folder gave it.
import type { ResponseFacts } from '../dialect.ts';
import { errorOf } from '../errorOf.ts';
import { EMPTY_RESPONSE } from '../facts.ts';
import { isRecord, type JsonRecord, recordOf, textOrNull } from '../json.ts';
import { readOpenaiUsage } from '../openaiUsage.ts';
import { answeredCallsOf } from '../toolResults.ts';
import { readItems } from './items.ts';

/** A response that hosted tools took part in has their calls and results in one message each. */
export function readResponse(body: unknown): ResponseFacts {
  if (!isRecord(body)) return EMPTY_RESPONSE;
  const messages = readItems(body.output).filter(message => message.parts.length > 0);
  return {
    id: textOrNull(body.id),
    model: textOrNull(body.model),
    stopReason: readStopReason(body),
    usage: readOpenaiUsage(body.usage),
    usageRaw: body.usage ?? null,
    serviceTier: textOrNull(body.service_tier),
    toolCalls: answeredCallsOf(messages),
    messages,
    rateLimits: body.rate_limits ?? null,
    error: errorOf(body),
  };
}

/** Why it is incomplete says more than that it is; a response still in progress has not stopped. */
function readStopReason(body: JsonRecord): string | null {
  const status = textOrNull(body.status);
  if (status === 'in_progress' || status === 'queued') return null;
  return textOrNull(recordOf(body.incomplete_details).reason) ?? status;
}
