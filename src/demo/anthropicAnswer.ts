// Answers in the Anthropic dialect: a message, its stream, errors, token counts, headers.
import { recordOf } from '../core/dialects/json.ts';
import { type DemoEvent, namedEvent } from './demoEvent.ts';
import { jsonPieces, newId, textPieces } from './pieces.ts';
import type { AnswerPlan } from './planAnswer.ts';

type ContentBlock = { type: string } & Record<string, unknown>;

interface AnthropicMessage extends Record<string, unknown> {
  content: ContentBlock[];
  stop_reason: string;
  usage: Record<string, unknown>;
}

/** @param body the request, which says whether and for how long it wants its prompt cached */
export function anthropicMessage(plan: AnswerPlan, model: string, body: unknown): AnthropicMessage {
  return {
    id: newId('msg_'),
    type: 'message',
    role: 'assistant',
    model,
    content: contentOf(plan),
    stop_reason: plan.toolCall === null ? 'end_turn' : 'tool_use',
    stop_sequence: null,
    usage: usageOf(plan, JSON.stringify(recordOf(body))),
  };
}

function contentOf({ thinking, text, toolCall }: AnswerPlan): ContentBlock[] {
  const content: ContentBlock[] = [];
  if (thinking !== null) content.push({ type: 'thinking', thinking, signature: 'ZGVtbw==' });
  if (text !== '') content.push({ type: 'text', text });
  if (toolCall !== null) {
    const { tool, input } = toolCall;
    content.push({
      type: 'tool_use',
      id: newId('toolu_'),
      name: tool.name,
      input: typeof input === 'string' ? { input } : input,
    });
  }
  return content;
}

/** With `cache_control` in the request: history is read from the cache, what is new is written to it. */
function usageOf({ usage }: AnswerPlan, requestText: string): Record<string, unknown> {
  const isCaching = requestText.includes('"cache_control"');
  const isLong = requestText.includes('"ttl":"1h"');
  const read = isCaching ? usage.repeatedTokens : 0;
  const plain = isCaching ? Math.min(3, usage.inputTokens - read) : usage.inputTokens;
  const written = usage.inputTokens - read - plain;
  return {
    input_tokens: plain,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    cache_creation: {
      ephemeral_5m_input_tokens: isLong ? 0 : written,
      ephemeral_1h_input_tokens: isLong ? written : 0,
    },
    output_tokens: usage.outputTokens,
    service_tier: 'standard',
  };
}

/** The same message as a stream; usage comes partly at the start and complete at the end. */
export function anthropicEvents(message: AnthropicMessage): DemoEvent[] {
  const { content, stop_reason, usage, ...rest } = message;
  return [
    namedEvent({
      type: 'message_start',
      message: { ...rest, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    }),
    namedEvent({ type: 'ping' }),
    ...content.flatMap((block, index) => blockEvents(block, index)),
    namedEvent({
      type: 'message_delta',
      delta: { stop_reason, stop_sequence: null },
      usage: { ...usage, cache_creation: undefined, service_tier: undefined },
    }),
    namedEvent({ type: 'message_stop' }),
  ];
}

function blockEvents(block: ContentBlock, index: number): DemoEvent[] {
  const delta = (value: Record<string, unknown>) =>
    namedEvent({ type: 'content_block_delta', index, delta: value });
  const start = (content_block: unknown) => namedEvent({ type: 'content_block_start', index, content_block });
  const stop = namedEvent({ type: 'content_block_stop', index });
  if (block.type === 'text')
    return [
      start({ type: 'text', text: '' }),
      ...textPieces(String(block.text)).map(text => delta({ type: 'text_delta', text })),
      stop,
    ];
  if (block.type === 'thinking')
    return [
      start({ type: 'thinking', thinking: '', signature: '' }),
      ...textPieces(String(block.thinking)).map(thinking => delta({ type: 'thinking_delta', thinking })),
      delta({ type: 'signature_delta', signature: block.signature }),
      stop,
    ];
  return [
    start({ ...block, input: {} }),
    ...jsonPieces(JSON.stringify(block.input)).map(partial_json =>
      delta({ type: 'input_json_delta', partial_json }),
    ),
    stop,
  ];
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export function anthropicError(status: number, message: string): Record<string, unknown> {
  const type = ERROR_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  return { type: 'error', error: { type, message }, request_id: newId('req_') };
}

/** @param nowMs for the times at which quotas are full again */
export function anthropicHeaders(nowMs: number): Record<string, string> {
  const nowSeconds = Math.floor(nowMs / 1000);
  return {
    'request-id': newId('req_'),
    'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
    'anthropic-ratelimit-unified-status': 'allowed',
    'anthropic-ratelimit-unified-5h-status': 'allowed',
    'anthropic-ratelimit-unified-5h-utilization': '0.62',
    'anthropic-ratelimit-unified-5h-reset': String(nowSeconds + 2 * 3600),
    'anthropic-ratelimit-unified-7d-status': 'allowed',
    'anthropic-ratelimit-unified-7d-utilization': '0.31',
    'anthropic-ratelimit-unified-7d-reset': String(nowSeconds + 4 * 86_400),
  };
}
