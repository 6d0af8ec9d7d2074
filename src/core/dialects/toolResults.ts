// The tool results and tool calls inside a conversation.
import type { Message } from '../../protocol/conversation.ts';
import type { ToolCall } from '../../protocol/journal.ts';

export function toolResultsOf(messages: readonly Message[]): { callId: string; isError: boolean }[] {
  return messages.flatMap(message =>
    message.parts.flatMap(part =>
      part.type === 'tool_result' ? [{ callId: part.call_id, isError: part.is_error }] : [],
    ),
  );
}

export function toolCallsOf(messages: readonly Message[]): ToolCall[] {
  return messages.flatMap(message =>
    message.parts.flatMap(part =>
      part.type === 'tool_call' ? [{ call_id: part.call_id, name: part.name, server: part.server }] : [],
    ),
  );
}

/** The calls of an answer; those of tools that the provider runs bring their result along. */
export function answeredCallsOf(messages: readonly Message[]): ToolCall[] {
  const results = new Map(toolResultsOf(messages).map(({ callId, isError }) => [callId, isError]));
  return toolCallsOf(messages).map(call => {
    const isError = results.get(call.call_id);
    return isError === undefined ? call : { ...call, is_error: isError };
  });
}
