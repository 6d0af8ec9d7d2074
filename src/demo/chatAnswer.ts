// Answers in the OpenAI Chat Completions dialect: a completion and its stream.
import { recordOf } from '../core/dialects/json.ts';
import type { DemoEvent } from './demoEvent.ts';
import { openaiUsage } from './openaiParts.ts';
import { jsonPieces, newId, textPieces } from './pieces.ts';
import type { AnswerPlan } from './planAnswer.ts';

interface Completion extends Record<string, unknown> {
  id: string;
  created: number;
  model: string;
  choices: { index: number; message: ChatMessage; finish_reason: string; logprobs: null }[];
  usage: Record<string, unknown>;
}

interface ChatMessage {
  role: 'assistant';
  content: string | null;
  refusal: null;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
}

export function chatCompletion(plan: AnswerPlan, model: string, nowMs: number): Completion {
  const message: ChatMessage = { role: 'assistant', content: plan.text, refusal: null };
  if (plan.toolCall !== null) {
    const { tool, input } = plan.toolCall;
    const call = { name: tool.name, arguments: typeof input === 'string' ? input : JSON.stringify(input) };
    message.tool_calls = [{ id: newId('call_'), type: 'function', function: call }];
  }
  const finish_reason = plan.toolCall === null ? 'stop' : 'tool_calls';
  return {
    id: newId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(nowMs / 1000),
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason }],
    usage: openaiUsage(plan.usage, 'prompt', 'completion'),
    service_tier: 'default',
    system_fingerprint: 'fp_demo',
  };
}

/** Usage comes in a chunk of its own, and only if the request asked for it. */
export function chatEvents(completion: Completion, body: unknown): DemoEvent[] {
  const isUsageWanted = recordOf(recordOf(body).stream_options).include_usage === true;
  const { id, created, model } = completion;
  const chunk = (choices: unknown[], usage: unknown = null): DemoEvent => ({
    event: null,
    data: {
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      system_fingerprint: 'fp_demo',
      choices,
      ...(isUsageWanted ? { usage } : {}),
    },
  });
  const delta = (value: unknown, finish_reason: string | null = null) =>
    chunk([{ index: 0, delta: value, logprobs: null, finish_reason }]);
  return [
    delta({ role: 'assistant', content: '', refusal: null }),
    ...completion.choices.flatMap(({ message, finish_reason }) => [
      ...textPieces(message.content ?? '').map(content => delta({ content })),
      ...(message.tool_calls ?? []).flatMap((call, index) => [
        delta({ tool_calls: [{ index, ...call, function: { name: call.function.name, arguments: '' } }] }),
        ...jsonPieces(call.function.arguments).map(piece =>
          delta({ tool_calls: [{ index, function: { arguments: piece } }] }),
        ),
      ]),
      delta({}, finish_reason),
    ]),
    ...(isUsageWanted ? [chunk([], completion.usage)] : []),
    { event: null, data: '[DONE]' },
  ];
}
