// Answers in the OpenAI Responses dialect: a response object and its events.
import { type JsonRecord, recordOf } from '../core/dialects/json.ts';
import type { DemoEvent } from './demoEvent.ts';
import { openaiUsage } from './openaiParts.ts';
import { newId } from './pieces.ts';
import type { AnswerPlan } from './planAnswer.ts';
import { itemEvents, type OutputItem } from './responsesItemEvents.ts';

export interface ResponseObject extends JsonRecord {
  id: string;
  model: string;
  output: OutputItem[];
}

/** Members of the request that a response repeats. */
const REPEATED = [
  'instructions',
  'max_output_tokens',
  'metadata',
  'parallel_tool_calls',
  'previous_response_id',
  'prompt_cache_key',
  'reasoning',
  'store',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_p',
  'truncation',
];

/** @param plan null: a prewarm (`generate: false`), which is answered with nothing */
export function responseObject(
  plan: AnswerPlan | null,
  model: string,
  body: unknown,
  nowMs: number,
): ResponseObject {
  const request = recordOf(body);
  const repeated = Object.fromEntries(REPEATED.map(name => [name, request[name] ?? null]));
  const idle = { inputTokens: 0, repeatedTokens: 0, outputTokens: 0, thinkingTokens: 0 };
  return {
    ...repeated,
    id: newId('resp_'),
    object: 'response',
    created_at: Math.floor(nowMs / 1000),
    status: 'completed',
    error: null,
    incomplete_details: null,
    model,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    service_tier: 'default',
    output: plan === null ? [] : outputOf(plan),
    usage: openaiUsage(plan?.usage ?? idle, 'input', 'output'),
  };
}

function outputOf({ thinking, text, toolCall }: AnswerPlan): OutputItem[] {
  const output: OutputItem[] = [];
  if (thinking !== null)
    output.push({ id: newId('rs_'), type: 'reasoning', summary: [{ type: 'summary_text', text: thinking }] });
  if (text !== '')
    output.push({
      id: newId('msg_'),
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
    });
  if (toolCall !== null) {
    const { tool, input } = toolCall;
    const name = { name: tool.name, ...(tool.namespace === null ? {} : { namespace: tool.namespace }) };
    const call = { call_id: newId('call_'), status: 'completed', ...name };
    output.push(
      typeof input === 'string'
        ? { id: newId('ctc_'), type: 'custom_tool_call', ...call, input }
        : { id: newId('fc_'), type: 'function_call', ...call, arguments: JSON.stringify(input) },
    );
  }
  return output;
}

export function responseEvents(response: ResponseObject): DemoEvent[] {
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  const events: ({ type: string } & JsonRecord)[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...response.output.flatMap(itemEvents),
    { type: 'response.completed', response },
  ];
  return events.map((data, sequence_number) => ({ event: data.type, data: { ...data, sequence_number } }));
}
