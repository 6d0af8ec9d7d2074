// The events by which one output item of a Responses stream comes into being.
import { type JsonRecord, recordsOf, textOf } from '../core/dialects/json.ts';
import { jsonPieces, textPieces } from './pieces.ts';

export type OutputItem = { id: string; type: string } & JsonRecord;
type ResponsesEvent = { type: string } & JsonRecord;

export function itemEvents(item: OutputItem, output_index: number): ResponsesEvent[] {
  const at = { item_id: item.id, output_index };
  return [
    { type: 'response.output_item.added', output_index, item: { ...item, ...emptyMembers(item) } },
    ...innerEvents(item, at),
    { type: 'response.output_item.done', output_index, item },
  ];
}

function emptyMembers(item: OutputItem): JsonRecord {
  if (item.type === 'message') return { status: 'in_progress', content: [] };
  if (item.type === 'reasoning') return { summary: [] };
  if (item.type === 'function_call') return { status: 'in_progress', arguments: '' };
  return { status: 'in_progress', input: '' };
}

function innerEvents(item: OutputItem, at: JsonRecord): ResponsesEvent[] {
  if (item.type === 'message')
    return recordsOf(item.content).flatMap((part, index) => textEvents(part, index, at));
  if (item.type === 'reasoning')
    return recordsOf(item.summary).flatMap((part, index) => summaryEvents(part, index, at));
  const isFunction = item.type === 'function_call';
  const whole = textOf(isFunction ? item.arguments : item.input);
  const name = isFunction ? 'response.function_call_arguments' : 'response.custom_tool_call_input';
  return [
    ...jsonPieces(whole).map(delta => ({ type: `${name}.delta`, ...at, delta })),
    { type: `${name}.done`, ...at, [isFunction ? 'arguments' : 'input']: whole },
  ];
}

function textEvents(part: JsonRecord, content_index: number, item: JsonRecord): ResponsesEvent[] {
  const at = { ...item, content_index };
  const text = textOf(part.text);
  return [
    { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
    ...textPieces(text).map(delta => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...at, text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part },
  ];
}

function summaryEvents(part: JsonRecord, summary_index: number, item: JsonRecord): ResponsesEvent[] {
  const at = { ...item, summary_index };
  const text = textOf(part.text);
  return [
    { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
    ...textPieces(text).map(delta => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
    { type: 'response.reasoning_summary_text.done', ...at, text },
    { type: 'response.reasoning_summary_part.done', ...at, part },
  ];
}
