// The journal's line format: one JSON event a line. Documented with examples in docs/record-format.md.
import * as z from 'zod/mini';
import { DIALECTS, ORIGINS, OUTCOMES, PROVIDERS } from './wire.ts';

/** 2: a body refers to any stretch of an earlier one (`from`), not to its beginning alone. */
export const JOURNAL_FORMAT = 2;

const count = z.nullable(z.number());

const envelope = {
  session_id: z.string(),
  /** Null for events of the session itself. */
  request_id: z.nullable(z.string()),
  /** RFC 3339, UTC, milliseconds: when it happened on the wire. */
  timestamp: z.string(),
};

const headers = z.array(z.tuple([z.string(), z.string()]));

/**
 * Literal text, the ordinal of a block of this session, or `n` parts of request `of`'s body from `from` (0 when
 * it is missing) on, its own references expanded. Joined in order they are the decoded body.
 */
export const bodyPart = z.union([
  z.string(),
  z.number(),
  z.object({ of: z.string(), from: z.optional(z.number()), n: z.number() }),
]);

const bodyFacts = {
  /** Bytes on the wire, before decoding. */
  wire_bytes: z.number(),
  content_encoding: z.nullable(z.string()),
  /** Only the beginning was copied. */
  truncated: z.optional(z.literal(true)),
  /** Why the bytes could not be decoded; they are kept as they were. */
  undecoded: z.optional(z.string()),
};

/** A recorded body: split into blocks, plain text, or bytes that are not UTF-8. */
export const recordedBody = z.union([
  z.object({ ...bodyFacts, parts: z.array(bodyPart) }),
  z.object({ ...bodyFacts, text: z.string() }),
  z.object({ ...bodyFacts, base64: z.string() }),
]);

export const usageSchema = z.object({
  input_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  cache_read_tokens: count,
  cache_write_5m_tokens: count,
  cache_write_1h_tokens: count,
});

export const sessionStarted = z.object({
  type: z.literal('session_started'),
  ...envelope,
  format: z.number(),
  client_session_id: z.nullable(z.string()),
  /** `claude-code`, `codex`, `opencode`, `anthropic-sdk`, `openai-sdk`, …, `unknown`. */
  client: z.string(),
  client_version: z.nullable(z.string()),
  workspace: z.nullable(z.string()),
  /** `recorded` when it is missing. */
  origin: z.optional(z.enum(ORIGINS)),
});

export const sessionTitled = z.object({
  type: z.literal('session_titled'),
  ...envelope,
  title: z.string(),
  /** A title the client asked a model for replaces one taken from the first prompt. */
  source: z.enum(['first_prompt', 'title_request']),
});

/** What the user says of a session. Of each member the latest counts; one that is missing stays as it was. */
export const sessionMarked = z.object({
  type: z.literal('session_marked'),
  ...envelope,
  /** Shown in place of the recorded title; null takes that back. */
  title: z.optional(z.nullable(z.string())),
  /** Retention leaves a pinned session alone. */
  pinned: z.optional(z.boolean()),
  tags: z.optional(z.array(z.string())),
  note: z.optional(z.nullable(z.string())),
});

/** A piece of request body that may be referred to from later requests of the session. */
export const block = z.object({
  type: z.literal('block'),
  ...envelope,
  ordinal: z.number(),
  /** HMAC-SHA-256 of `text` under the data folder's key, 32 hex digits. */
  id: z.string(),
  kind: z.enum(['system', 'tool', 'user', 'assistant', 'tool_result', 'parameter', 'other']),
  text: z.string(),
});

/** The result of an earlier tool call, seen for the first time. */
export const toolResult = z.object({
  call_id: z.string(),
  is_error: z.boolean(),
  /** From the end of the answer that called it to the arrival of this request; null when unknown. */
  duration_ms: count,
});

/** Names under the data folder's key: nothing can be read from them. */
export const historyMark = z.object({
  /** Messages of the history, system prompts left out. */
  length: z.number(),
  /** Of all of them. */
  digest: z.string(),
  /** Of the first thing a person asked; null when there is none. */
  prompt: z.nullable(z.string()),
});

/** A thread beside the main one has begun. */
export const threadStarted = z.object({
  type: z.literal('thread_started'),
  ...envelope,
  thread_id: z.string(),
  parent_thread_id: z.nullable(z.string()),
  kind: z.enum(['sub_agent', 'title', 'conversation']),
  /** What it was asked first. */
  title: z.nullable(z.string()),
});

export const requestEvent = z.object({
  type: z.literal('request'),
  ...envelope,
  thread_id: z.string(),
  parent_thread_id: z.nullable(z.string()),
  transport: z.enum(['http', 'websocket']),
  method: z.string(),
  /** Path and query; query values that may hold a credential are `[redacted]`. */
  target: z.string(),
  dialect: z.enum(DIALECTS),
  provider: z.enum(PROVIDERS),
  upstream: z.string(),
  /** As asked for; the answer's model is in `response`. */
  model: z.nullable(z.string()),
  /** Request of this session whose history this one goes on with; null when there is none. */
  continues: z.optional(z.nullable(z.string())),
  /** The provider's id of the answer that it continues, when that answer is not recorded. */
  unknown_parent: z.optional(z.string()),
  /** By which later requests are recognised as going on with this one; absent without any history. */
  history: z.optional(historyMark),
  is_streaming: z.boolean(),
  /** Whether a person or an agent asked a model (true), or a helper call such as token counting (false). */
  is_generation: z.boolean(),
  /** How the client authenticated; the fingerprint tells keys apart without holding them. */
  auth: z.object({
    kind: z.enum(['api_key', 'oauth', 'none']),
    fingerprint: z.nullable(z.string()),
  }),
  headers,
  tool_results: z.array(toolResult),
  body: recordedBody,
  /** The frame that warmed the connection up for this request: it is no request, but says what this one leaves out. */
  prewarm: z.optional(recordedBody),
});

export const toolCall = z.object({
  call_id: z.string(),
  name: z.string(),
  /** Name of the MCP server, for `mcp__<server>__<tool>` and server-labelled calls. */
  server: z.nullable(z.string()),
  /** Only where the result came with the answer itself: the provider ran the tool. */
  is_error: z.optional(z.boolean()),
});

export const timings = z.object({
  duration_ms: z.number(),
  time_to_first_byte_ms: count,
  time_to_first_token_ms: count,
  proxy_overhead_ms: count,
  connect_ms: count,
});

export const responseEvent = z.object({
  type: z.literal('response'),
  ...envelope,
  /** HTTP status, 101 over WebSocket; null when no answer came. */
  status: z.nullable(z.number()),
  outcome: z.enum(OUTCOMES),
  error: z.nullable(z.object({ code: z.string(), message: z.string() })),
  model: z.nullable(z.string()),
  /** The provider's id of the answer, to which a later `previous_response_id` refers. */
  response_id: z.nullable(z.string()),
  stop_reason: z.nullable(z.string()),
  usage: usageSchema,
  /** The provider's own usage object, last value. */
  usage_raw: z.unknown(),
  service_tier: z.nullable(z.string()),
  tool_calls: z.array(toolCall),
  timings,
  headers,
  /** True when `body` is a stream's message, folded as a plain reply would have had it. */
  folded: z.boolean(),
  body: recordedBody,
  /** Chunks of a stream: milliseconds since the one before, and wire bytes, pairwise flattened. */
  trace: z.nullable(z.array(z.number())),
});

export const finalStats = z.object({
  requests: z.number(),
  errors: z.number(),
  tokens: z.object({ input: count, output: count, thinking: count, total: count }),
  tool_calls: z.array(z.object({ name: z.string(), calls: z.number(), errors: z.number(), mean_ms: count })),
  mean_response_ms: count,
  mean_proxy_overhead_ms: count,
  cost_usd: count,
  cost_incomplete: z.boolean(),
});

/** The session went quiet; a later request may still continue it, and end with another one. */
export const sessionIdle = z.object({
  type: z.literal('session_idle'),
  ...envelope,
  final_stats: finalStats,
});

export const journalEvent = z.discriminatedUnion('type', [
  sessionStarted,
  sessionTitled,
  sessionMarked,
  threadStarted,
  block,
  requestEvent,
  responseEvent,
  sessionIdle,
]);

export type JournalEvent = z.infer<typeof journalEvent>;
export type SessionStarted = z.infer<typeof sessionStarted>;
export type SessionTitled = z.infer<typeof sessionTitled>;
export type SessionMarked = z.infer<typeof sessionMarked>;
export type ThreadStarted = z.infer<typeof threadStarted>;
export type HistoryMark = z.infer<typeof historyMark>;
export type Block = z.infer<typeof block>;
export type BlockKind = Block['kind'];
export type BodyPart = z.infer<typeof bodyPart>;
export type RecordedBody = z.infer<typeof recordedBody>;
export type RequestEvent = z.infer<typeof requestEvent>;
export type ResponseEvent = z.infer<typeof responseEvent>;
export type SessionIdle = z.infer<typeof sessionIdle>;
export type FinalStats = z.infer<typeof finalStats>;
export type ToolCall = z.infer<typeof toolCall>;
export type ToolResult = z.infer<typeof toolResult>;
export type Timings = z.infer<typeof timings>;
