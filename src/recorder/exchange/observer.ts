// What live state and metrics see of every exchange, recorded or not.

import type { ToolCall } from '../../protocol/journal.ts';
import type { Quota } from '../../protocol/limits.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { DialectName, Outcome, Provider } from '../../protocol/wire.ts';

/** The exchange's headers have come; over WebSocket a request's `response.create` frame has. */
export interface ExchangeStart {
  requestId: string;
  /** Milliseconds since the epoch. */
  at: number;
  transport: 'http' | 'websocket';
  method: string;
  /** Without its query. */
  path: string;
  provider: Provider;
  dialect: DialectName;
  /** `claude-code`, `codex`, …, `unknown`. */
  client: string;
  workspace: string | null;
}

/** The whole request has been read. */
export interface ExchangeRequest extends ExchangeStart {
  /** Null when the exchange is not recorded. */
  sessionId: string | null;
  model: string | null;
  isGeneration: boolean;
  isStreaming: boolean;
  authKind: 'api_key' | 'oauth' | 'none';
  /** Results of tools that this request brings for the first time. */
  toolResults: readonly {
    callId: string;
    name: string | null;
    isError: boolean;
    durationMs: number | null;
  }[];
}

export interface ExchangeEnd extends ExchangeRequest {
  endedAt: number;
  /** As the answer names it, else as asked for. */
  model: string | null;
  status: number | null;
  outcome: Outcome;
  /** What its headers and events tell about limits. */
  quotas: readonly Quota[];
  error: { code: string; message: string } | null;
  stopReason: string | null;
  usage: Usage;
  /** Null: unknown model, tokens or tier. */
  costUsd: number | null;
  toolCalls: readonly ToolCall[];
  /** Events and content of its stream that are of no kind we know. */
  unknownCount: number;
  durationMs: number;
  timeToFirstByteMs: number | null;
  timeToFirstTokenMs: number | null;
  overheadMs: number | null;
  connectMs: number | null;
  requestWireBytes: number;
  responseWireBytes: number;
  /** The answer came as a stream of events. */
  isEventStream: boolean;
  chunkCount: number;
  /** Milliseconds between the answer's chunks, one fewer than chunks; only of streams, at most 1,000. */
  chunkGapsMs: readonly number[];
  /** A body was not copied whole. */
  isTruncated: boolean;
  isRecorded: boolean;
}

/**
 * Told in this order for each exchange: `started`, `understood`, then `ended` or `dropped`. An exchange that
 * is no request (a WebSocket connection itself, Codex's prewarm) is not told at all.
 */
export interface ExchangeObserver {
  started(exchange: ExchangeStart): void;
  understood(exchange: ExchangeRequest): void;
  ended(exchange: ExchangeEnd): void;
  /** Its copy was given up (queue full): nothing more will be told about it. */
  dropped(requestId: string): void;
}
