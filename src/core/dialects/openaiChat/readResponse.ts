// Reads a plain reply of chat completions, legacy completions or embeddings.
import type { Message } from '../../../protocol/conversation.ts';
import type { ResponseFacts } from '../dialect.ts';
import { errorOf } from '../errorOf.ts';
import { EMPTY_RESPONSE } from '../facts.ts';
import { isRecord, type JsonRecord, recordsOf, textOf, textOrNull } from '../json.ts';
import { readOpenaiUsage } from '../openaiUsage.ts';
import { toolCallsOf } from '../toolResults.ts';
import { readMessage } from './messages.ts';

/** With `n` > 1 each choice is a message of its own; the stop reason is the first one's. */
export function readResponse(body: unknown): ResponseFacts {
  if (!isRecord(body)) return EMPTY_RESPONSE;
  const choices = recordsOf(body.choices);
  const messages = choices.map(readChoice).filter(message => message.parts.length > 0);
  return {
    id: textOrNull(body.id),
    model: textOrNull(body.model),
    stopReason: textOrNull(choices[0]?.finish_reason),
    usage: readOpenaiUsage(body.usage),
    usageRaw: body.usage ?? null,
    serviceTier: textOrNull(body.service_tier),
    toolCalls: toolCallsOf(messages),
    messages,
    rateLimits: null,
    error: errorOf(body),
  };
}

function readChoice(choice: JsonRecord): Message {
  if (isRecord(choice.message)) return { ...readMessage(choice.message), role: 'assistant' };
  const text = textOf(choice.text);
  return { role: 'assistant', parts: text === '' ? [] : [{ type: 'text', text }] };
}
