// A conversation in one shape for every dialect, as the views show it.

export type MessageRole = 'system' | 'user' | 'assistant' | 'tool';

/** Text here is hostile: shown with `textContent` or sanitised Markdown only. */
export type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string; is_redacted: boolean }
  | { type: 'tool_call'; call_id: string; name: string; server: string | null; arguments: string }
  | { type: 'tool_result'; call_id: string; is_error: boolean; text: string }
  | { type: 'image' | 'document'; media_type: string | null; bytes: number | null }
  | { type: 'refusal'; text: string }
  /** A kind we don't know: its JSON. */
  | { type: 'unknown'; kind: string; json: string };

export interface Message {
  role: MessageRole;
  parts: MessagePart[];
}

/** One request of a session as a person reads it: what was new in it, then the answer. */
export interface Turn {
  request_id: string;
  thread_id: string;
  started_at: string;
  /** Messages that the request before it in the thread did not have, its answer aside. */
  input: Message[];
  /** How many messages of history came before `input`. */
  repeated_message_count: number;
  output: Message[];
}

/** Definition of a tool as the request offered it. */
export interface ToolDefinition {
  name: string;
  description: string | null;
  /** The tool's JSON as it was sent. */
  definition: unknown;
}
