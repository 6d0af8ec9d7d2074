// Shapes of the HTTP API (docs/api.md): what every consumer, curl or view, gets and may ask.
import * as z from 'zod/mini';
import type { Turn } from './conversation.ts';
import type { ContextUse, Quota } from './limits.ts';
import type { TaskProgress } from './retention.ts';
import type { SearchProblem, Snippet } from './search.ts';
import { STATS_GROUPS, STATS_INCLUDE_LIST, STATS_SPLITS, type StatsRow } from './stats.ts';
import type { ThreadSummary } from './thread.ts';
import type { TokenFields } from './usage.ts';
import { type DialectName, ORIGINS, type Origin, type Outcome, type Provider, TAG } from './wire.ts';
import type { RecorderProblem, RecordingState, ServiceState } from './workers.ts';

export interface ApiErrorBody {
  error: { code: string; message: string };
}

export interface CostFields {
  /** Sum of what is known; null if none is. */
  cost_usd: number | null;
  cost_incomplete: boolean;
}

export interface SessionSummary extends TokenFields, CostFields {
  id: string;
  client_session_id: string | null;
  client: string;
  client_version: string | null;
  workspace: string | null;
  origin: Origin;
  /** The user's own, else the recorded one. */
  title: string | null;
  /** Retention leaves it alone. */
  pinned: boolean;
  tags: string[];
  note: string | null;
  started_at: string;
  /** Time of the last event. */
  ended_at: string;
  /** A request is in flight or was within the idle time. */
  live: boolean;
  models: string[];
  providers: Provider[];
  request_count: number;
  error_count: number;
  tool_call_count: number;
  /** Only in answers to a text search. */
  snippets?: Snippet[];
}

export interface ToolCallSummary {
  call_id: string;
  name: string;
  server: string | null;
  /** Null until the result came. */
  is_error: boolean | null;
  duration_ms: number | null;
}

export interface RequestSummary extends TokenFields {
  id: string;
  session_id: string;
  thread_id: string;
  parent_thread_id: string | null;
  started_at: string;
  transport: 'http' | 'websocket';
  method: string;
  target: string;
  dialect: DialectName;
  provider: Provider;
  model: string | null;
  /** HTTP; 101 over WebSocket; null when no answer came or has come yet. */
  status: number | null;
  /** Null while in flight. */
  outcome: Outcome | null;
  error: { code: string; message: string } | null;
  is_generation: boolean;
  /** The request before it that its history starts with, or that `previous_response_id` names. */
  continues: string | null;
  /** It continues an answer by its id that is not recorded: what came before is not known. */
  is_parent_unknown: boolean;
  stop_reason: string | null;
  /** As the provider served it: `standard`, `priority`, `batch`, `flex`, … */
  service_tier: string | null;
  /** Null: unknown model or usage. Subscription traffic is priced as the API would be (`is_api_equivalent`). */
  cost_usd: number | null;
  is_api_equivalent: boolean;
  /** Which prices `cost_usd` was computed with; null when it is null. */
  price_table: string | null;
  duration_ms: number | null;
  time_to_first_byte_ms: number | null;
  time_to_first_token_ms: number | null;
  /** From the first token to the end of a stream. */
  output_tokens_per_second: number | null;
  /** Between the chunks of a stream; null for plain replies and fewer than two gaps. */
  chunk_gap_p50_ms: number | null;
  chunk_gap_p95_ms: number | null;
  chunk_gap_p99_ms: number | null;
  proxy_overhead_ms: number | null;
  tool_calls: ToolCallSummary[];
}

export interface RecordedMessage {
  headers: [string, string][];
  body: {
    /** Decoded text, or base64 of what is not UTF-8. */
    encoding: 'utf8' | 'base64';
    content: string;
    wire_bytes: number;
    content_encoding: string | null;
    is_truncated: boolean;
    undecoded: string | null;
  };
}

export interface RequestDetail extends RequestSummary {
  request: RecordedMessage;
  /** Null while in flight, and when nothing came. `is_folded`: a stream's message as a plain reply. */
  response: (RecordedMessage & { is_folded: boolean }) | null;
}

export interface SessionList {
  sessions: SessionSummary[];
  next_cursor: string | null;
  /** Null while not all text shards were read. */
  total: number | null;
  /** Only in answers to a text search. */
  problems?: SearchProblem[];
}

export interface SessionDetail extends SessionSummary {
  /** All of the session, in order of their first request. */
  threads: ThreadSummary[];
  requests: RequestSummary[];
  next_cursor: string | null;
}

/** `GET /sessions/{id}/turns`: the conversation, paged. */
export interface TurnList {
  turns: Turn[];
  next_cursor: string | null;
}

export interface Totals extends TokenFields, CostFields {
  request_count: number;
  error_count: number;
  session_count: number;
  tool_call_count: number;
}

/** An exchange that runs right now. */
export interface ActiveRequest {
  request_id: string;
  session_id: string | null;
  started_at: string;
  model: string | null;
  client: string;
}

/** `GET /events`: one complete snapshot, at once and then on change, at most 4 a second. */
export interface LiveSnapshot {
  version: string;
  state: ServiceState;
  url: string;
  pid: number;
  recording: RecordingState;
  problem: RecorderProblem | null;
  rebuild: { done: number; total: number } | null;
  /** Grows with every change of the index: a view that saw another number reads its list again. */
  revision: number;
  /** Local day of the machine that records. */
  today: Totals;
  today_by_model: StatsRow[];
  /** Only demo sessions are recorded, so that the sums of today are theirs. */
  today_is_demo: boolean;
  active: ActiveRequest[];
  active_count: number;
  /** Requests of this process that were not recorded, because too much waited to be written or the disk did not take them. */
  dropped_count: number;
  /** Lines of journals that this process found unreadable: each is lost, and nothing else. */
  damaged_line_count: number;
  queued_bytes: number;
  /** Windows that have not been reset since. */
  quotas: Quota[];
  /** Of the session that was answered last. */
  context: ContextUse | null;
  /** Journals, archives, index and text on the disk; null until it was counted. */
  size_bytes: number | null;
  task: TaskProgress | null;
}

export interface Health {
  name: 'lunaroute';
  version: string;
  state: ServiceState;
  recording: RecordingState;
}

const optionalCount = z.optional(z.coerce.number().check(z.int(), z.nonnegative()));
const optionalText = z.optional(z.string().check(z.maxLength(1000)));
/** RFC 3339, or a date (`2026-11-24`), read in `tz`. */
const optionalTime = z.optional(
  z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/)),
);
const optionalFlag = z.optional(
  z.pipe(
    z.enum(['true', 'false']),
    z.transform(text => text === 'true'),
  ),
);

const filters = {
  days: z.optional(z.coerce.number().check(z.int(), z.positive(), z.maximum(36_500))),
  from: optionalTime,
  to: optionalTime,
  /** IANA name; default: the machine's. */
  tz: optionalText,
  /** Exact, or a prefix with `*` at the end. */
  model: optionalText,
  provider: optionalText,
  client: optionalText,
  workspace: optionalText,
  tool: optionalText,
  /** True: sessions without a failed request; false: with one. */
  success: optionalFlag,
};

export const SESSION_SORTS = ['newest', 'oldest', 'cost', 'tokens', 'requests', 'relevance'] as const;

export const sessionFilters = {
  ...filters,
  text_search: optionalText,
  /** Exact. */
  tag: optionalText,
  pinned: optionalFlag,
  origin: z.optional(z.enum(ORIGINS)),
  min_total_tokens: optionalCount,
  max_total_tokens: optionalCount,
  min_cost: z.optional(z.coerce.number().check(z.nonnegative())),
};

/** Query of `GET /sessions`; an unknown key is an error that names it. */
export const sessionQuery = z.strictObject({
  ...sessionFilters,
  sort: z.optional(z.enum(SESSION_SORTS)),
  limit: z.optional(z.coerce.number().check(z.int(), z.positive(), z.maximum(500))),
  cursor: optionalText,
});

/** Body of `PATCH /sessions/{id}`: what is missing stays as it is. */
export const sessionMarks = z
  .strictObject({
    title: z.optional(z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(200)))),
    pinned: z.optional(z.boolean()),
    tags: z.optional(z.array(z.string().check(z.trim(), z.regex(TAG))).check(z.maxLength(32))),
    note: z.optional(z.nullable(z.string().check(z.maxLength(10_000)))),
  })
  .check(z.refine(marks => Object.keys(marks).length > 0, { error: 'names nothing to change' }));

export const pageQuery = z.strictObject({
  limit: z.optional(z.coerce.number().check(z.int(), z.positive(), z.maximum(1000))),
  cursor: optionalText,
});

/** Query of `GET /stats`. */
export const statsQuery = z.strictObject({
  ...filters,
  /** Absent: all but demo sessions, unless there are no others. */
  origin: z.optional(z.enum(ORIGINS)),
  /** `auto`: hours to months, as fits the range; the answer's `group_by` tells. */
  by: z.optional(z.enum([...STATS_GROUPS, 'auto'])),
  /** Of what rows by time have the parts. */
  split: z.optional(z.enum(STATS_SPLITS)),
  /** Names of parts that are not in every answer, with commas between them. */
  include: z.optional(z.string().check(z.regex(STATS_INCLUDE_LIST))),
});

export type SessionQuery = z.infer<typeof sessionQuery>;
export type SessionMarks = z.infer<typeof sessionMarks>;
export type PageQuery = z.infer<typeof pageQuery>;
export type StatsQuery = z.infer<typeof statsQuery>;
