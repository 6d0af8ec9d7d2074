// Reads the many kinds of tool call and tool output that stand as Responses items.
import type { MessagePart } from '../../../protocol/conversation.ts';
import { contentText } from '../contentText.ts';
import { isRecord, type JsonRecord, jsonOf, parseJson, recordOf, textOf, textOrNull } from '../json.ts';
import { serverOfToolName } from '../toolServer.ts';

/** Where the different kinds keep what the tool is asked for. */
const ARGUMENTS = ['arguments', 'input', 'code', 'action', 'operation', 'queries'] as const;
/** Where hosted tools, which OpenAI itself runs, keep their result inside the call. */
const INLINE_RESULTS = ['output', 'outputs', 'results'] as const;

/** @param type e.g. `function_call`, `custom_tool_call`, `mcp_call`, `web_search_call`: hosted tools have no name */
export function readToolCall(item: JsonRecord, type: string): MessagePart[] {
  const name = textOrNull(item.name) ?? type.slice(0, -'_call'.length);
  const callId = textOrNull(item.call_id) ?? textOf(item.id);
  const call: MessagePart = {
    type: 'tool_call',
    call_id: callId,
    name,
    server:
      textOrNull(item.server_label) ??
      serverOfToolName(`${textOf(item.namespace)}__`) ??
      serverOfToolName(name),
    arguments: readArguments(item),
  };
  return [call, ...readInlineResult(item, callId)];
}

function readArguments(item: JsonRecord): string {
  const name = ARGUMENTS.find(candidate => item[candidate] !== undefined && item[candidate] !== null);
  const value = name === undefined ? undefined : item[name];
  return typeof value === 'string' ? value : jsonOf(value);
}

function readInlineResult(item: JsonRecord, callId: string): MessagePart[] {
  const name = INLINE_RESULTS.find(candidate => item[candidate] !== undefined && item[candidate] !== null);
  const error = contentText(item.error);
  if (name === undefined && error === '') return [];
  const text = error === '' && name !== undefined ? contentText(item[name]) : error;
  return [{ type: 'tool_result', call_id: callId, is_error: error !== '' || item.status === 'failed', text }];
}

/** @param item `function_call_output`, `custom_tool_call_output`, `shell_call_output`, … */
export function readToolOutput(item: JsonRecord): MessagePart {
  const output = item.output ?? item.result ?? item.tools;
  // Codex's shell wraps what a command printed in JSON with its exit code.
  const wrapped = typeof output === 'string' && output.startsWith('{') ? parseJson(output) : undefined;
  const exitCode = isRecord(wrapped) ? recordOf(wrapped.metadata).exit_code : undefined;
  const isFailed = item.status === 'failed' || recordOf(output).success === false;
  return {
    type: 'tool_result',
    call_id: textOrNull(item.call_id) ?? textOf(item.id),
    is_error: isFailed || (typeof exitCode === 'number' && exitCode !== 0),
    text: exitCode === undefined ? contentText(output) : contentText(wrapped),
  };
}
