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
