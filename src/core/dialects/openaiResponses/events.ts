// Every event of a Responses stream, and which part of the response it changes.
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';

/** A string of an item, or of one of its parts, that grows by deltas and is confirmed when done. */
export interface TextTarget {
  change: 'append' | 'set';
  /** The list of parts it stands in; null: the item itself. */
  list: 'content' | 'summary' | null;
  /** Kind of a part whose own start was lost. */
  partType: string;
  /** Name in the item or part, and in a `done` event. */
  member: string;
}

export type EventEffect =
  | 'snapshot'
  | 'terminal'
  | 'error'
  | 'item'
  | 'item_done'
  | 'content_part'
  | 'summary_part'
  | 'annotation'
  /** Not of the response: limits of the subscription. */
  | 'rate_limits'
  /** Progress that the items tell as well when they are done. */
  | 'nothing'
  | TextTarget;

function append(list: TextTarget['list'], member: string, partType = ''): TextTarget {
  return { change: 'append', list, member, partType };
}

function set(list: TextTarget['list'], member: string, partType = ''): TextTarget {
  return { change: 'set', list, member, partType };
}

/** The compiler keeps it complete: a kind that a newer SDK adds must be placed here. */
const EFFECTS: Readonly<Record<ResponseStreamEvent['type'], EventEffect>> = {
  'response.created': 'snapshot',
  'response.queued': 'snapshot',
  'response.in_progress': 'snapshot',
  'response.completed': 'terminal',
  'response.failed': 'terminal',
  'response.incomplete': 'terminal',
  error: 'error',
  'response.output_item.added': 'item',
  'response.output_item.done': 'item_done',
  'response.content_part.added': 'content_part',
  'response.content_part.done': 'content_part',
  'response.output_text.delta': append('content', 'text', 'output_text'),
  'response.output_text.done': set('content', 'text', 'output_text'),
  'response.output_text.annotation.added': 'annotation',
  'response.refusal.delta': append('content', 'refusal', 'refusal'),
  'response.refusal.done': set('content', 'refusal', 'refusal'),
  'response.reasoning_text.delta': append('content', 'text', 'reasoning_text'),
  'response.reasoning_text.done': set('content', 'text', 'reasoning_text'),
  'response.reasoning_summary_part.added': 'summary_part',
  'response.reasoning_summary_part.done': 'summary_part',
  'response.reasoning_summary_text.delta': append('summary', 'text', 'summary_text'),
  'response.reasoning_summary_text.done': set('summary', 'text', 'summary_text'),
  'response.function_call_arguments.delta': append(null, 'arguments'),
  'response.function_call_arguments.done': set(null, 'arguments'),
  'response.mcp_call_arguments.delta': append(null, 'arguments'),
  'response.mcp_call_arguments.done': set(null, 'arguments'),
  'response.custom_tool_call_input.delta': append(null, 'input'),
  'response.custom_tool_call_input.done': set(null, 'input'),
  'response.code_interpreter_call_code.delta': append(null, 'code'),
  'response.code_interpreter_call_code.done': set(null, 'code'),
  'response.code_interpreter_call.in_progress': 'nothing',
  'response.code_interpreter_call.interpreting': 'nothing',
  'response.code_interpreter_call.completed': 'nothing',
  'response.file_search_call.in_progress': 'nothing',
  'response.file_search_call.searching': 'nothing',
  'response.file_search_call.completed': 'nothing',
  'response.web_search_call.in_progress': 'nothing',
  'response.web_search_call.searching': 'nothing',
  'response.web_search_call.completed': 'nothing',
  'response.image_generation_call.in_progress': 'nothing',
  'response.image_generation_call.generating': 'nothing',
  'response.image_generation_call.partial_image': 'nothing',
  'response.image_generation_call.completed': 'nothing',
  'response.mcp_call.in_progress': 'nothing',
  'response.mcp_call.completed': 'nothing',
  'response.mcp_call.failed': 'nothing',
  'response.mcp_list_tools.in_progress': 'nothing',
  'response.mcp_list_tools.completed': 'nothing',
  'response.mcp_list_tools.failed': 'nothing',
  // Audio has no place in the response object.
  'response.audio.delta': 'nothing',
  'response.audio.done': 'nothing',
  'response.audio.transcript.delta': 'nothing',
  'response.audio.transcript.done': 'nothing',
};

/** Not in the SDK: sent by ChatGPT's backend and by older versions. */
const MORE_EFFECTS: Readonly<Record<string, EventEffect>> = {
  'response.done': 'terminal',
  'response.cancelled': 'terminal',
  'codex.rate_limits': 'rate_limits',
  keepalive: 'nothing',
};

/** Null for a kind of event we don't know. */
export function effectOf(type: unknown): EventEffect | null {
  if (typeof type !== 'string') return null;
  if (Object.hasOwn(EFFECTS, type)) return EFFECTS[type as ResponseStreamEvent['type']];
  return Object.hasOwn(MORE_EFFECTS, type) ? (MORE_EFFECTS[type] ?? null) : null;
}
