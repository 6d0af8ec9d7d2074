// Shapes of what a request's context is made of, as the API tells it.
import type { Message, ToolDefinition } from './conversation.ts';

/** What a context is made of, in the order in which it is shown. */
export const CONTEXT_KINDS = ['tools', 'system', 'user', 'assistant', 'thinking', 'tool_results'] as const;
export type ContextKind = (typeof CONTEXT_KINDS)[number];

/** Tokens are estimated by share of characters; null where the provider reported no input. */
export interface ContextSize {
  characters: number;
  estimated_tokens: number | null;
}

/** A tool, a message's part or a system prompt that came into the context, or left it. */
export interface ContextEntry extends ContextSize {
  kind: ContextKind;
  /** One line: a tool's name, or how a text begins. */
  label: string;
}

export interface CacheBreak {
  reason: 'changed' | 'model' | 'expired' | 'unknown';
  /** What stands where the context stopped being the same; only for `changed`. */
  at: ContextEntry | null;
  /** Tokens that were in the cache and had to be read anew. */
  lost_tokens: number;
  /** What that cost beyond reading them from the cache; null when no price is known. */
  lost_usd: number | null;
}

export interface ContextTurn {
  request_id: string;
  thread_id: string;
  /** The request before it in its thread, with which it is compared; null for the first. */
  previous_request_id: string | null;
  started_at: string;
  input_tokens: number | null;
  cache_read_tokens: number | null;
  /** The provider keeps the history: what is listed is only what was sent. */
  is_partial: boolean;
  /** In the order of `CONTEXT_KINDS`, without what there is none of. */
  parts: (ContextSize & { kind: ContextKind })[];
  /** The largest ones; `added_count` counts all. */
  added: ContextEntry[];
  added_count: number;
  dropped: ContextEntry[];
  dropped_count: number;
  cache_break: CacheBreak | null;
}

export interface OfferedTool extends ContextSize {
  name: string;
  server: string | null;
  description: string | null;
  /** Requests of the page that offered it. */
  offered_count: number;
}

/** `GET /sessions/{id}/context`: what each request's context is made of, paged. */
export interface ContextList {
  turns: ContextTurn[];
  /** What the requests of this page offered. */
  tools: OfferedTool[];
  next_cursor: string | null;
}

/** `GET /sessions/{id}/requests/{rid}/prompt`: the whole context as the request sent it. */
export interface RequestPrompt {
  request_id: string;
  previous_request_id: string | null;
  model: string | null;
  is_partial: boolean;
  tools: ToolDefinition[];
  messages: Message[];
}
