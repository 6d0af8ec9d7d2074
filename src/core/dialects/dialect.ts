// What a dialect can do: read a request, fold a stream into a plain reply, read a plain reply.
import type { Message, ToolDefinition } from '../../protocol/conversation.ts';
import type { ToolCall } from '../../protocol/journal.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { DialectName } from '../../protocol/wire.ts';

/** What a request body says. Unknown members are ignored, missing ones are null or empty: nothing throws. */
export interface RequestFacts {
  model: string | null;
  isStreaming: boolean;
  /** False for token counting, model lists and the like: no model is asked to write. */
  isGeneration: boolean;
  /** Codex's `generate: false`: warms a connection up and is no request. */
  isPrewarm: boolean;
  /** The client asks for a short name of the conversation. */
  isTitleRequest: boolean;
  /** The session as the body names it (Anthropic `metadata.user_id`, OpenAI `prompt_cache_key`). */
  clientSessionId: string | null;
  /** Codex sends over WebSocket as `client_metadata` what it sends over HTTP as headers; empty elsewhere. */
  clientMetadata: Readonly<Record<string, string>>;
  /** Responses: the answer that this request continues, without its history in the body. */
  previousResponseId: string | null;
  /** System prompt and history in order. */
  messages: Message[];
  tools: ToolDefinition[];
  /** Ids and error flags of the tool results in `messages`, in order. */
  toolResults: { callId: string; isError: boolean }[];
  /** The first thing a person asked, without the client's own reminders; null when there is none. */
  firstPrompt: string | null;
}

/** What a plain reply says. */
export interface ResponseFacts {
  id: string | null;
  model: string | null;
  stopReason: string | null;
  usage: Usage;
  /** The provider's usage object as it was; null when there was none. */
  usageRaw: unknown;
  serviceTier: string | null;
  toolCalls: ToolCall[];
  messages: Message[];
  /** Limits of a subscription that ChatGPT tells in an event of the stream; null elsewhere. */
  rateLimits: unknown;
  /** An error the body reports, also one that came in the middle of a stream. */
  error: { code: string; message: string } | null;
}

/** One server-sent event, or one WebSocket text frame (`event` is null there). */
export interface StreamEvent {
  event: string | null;
  data: string;
}

/** Takes a stream's events one by one and gives the message as a plain reply would have had it. */
export interface StreamFolder {
  push(event: StreamEvent): void;
  /** The first content (text, thinking, tool argument) has come. */
  readonly hasToken: boolean;
  /** The terminal event has come: closing now is a success. */
  readonly isTerminal: boolean;
  /** Events and content of a kind we don't know: kept in the folded reply where possible, and counted. */
  readonly unknownCount: number;
  /** The plain reply so far; `undefined` when nothing usable came. May be called at any time. */
  fold(): unknown;
}

export interface Dialect {
  readonly name: DialectName;
  /** @param body parsed JSON of whatever shape, @param target path and query, from which the endpoint is known */
  readRequest(body: unknown, target: string): RequestFacts;
  /** @param body parsed JSON of a plain reply, or what a folder gave */
  readResponse(body: unknown): ResponseFacts;
  createFolder(): StreamFolder;
}
