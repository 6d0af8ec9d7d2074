// An exchange as another program's log tells it, before it is written into a journal of ours.
import type { BodySegment } from '../../core/body/splitBody.ts';
import type { ToolCall, ToolResult } from '../../protocol/journal.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { DialectName, Outcome, Provider } from '../../protocol/wire.ts';

/** Who speaks in a log, and where. */
export interface LogSession {
  /** Makes the session's id: the same for the same session, whichever log tells of it. */
  key: string;
  clientSessionId: string | null;
  client: string;
  clientVersion: string | null;
  workspace: string | null;
}

export interface LogExchange {
  /** Makes the request's id: the same whenever the log is read. */
  key: string;
  threadId: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  dialect: DialectName;
  provider: Provider;
  upstream: string;
  target: string;
  isStreaming: boolean;
  requestHeaders: [string, string][];
  model: string | null;
  /**
   * What the body adds to the one before it in its thread, or all of it. Its end (`tail`) is not shared with the
   * next one's.
   */
  body: { isContinued: boolean; segments: readonly BodySegment[]; tail: string };
  firstPrompt: string | null;
  toolResults: ToolResult[];
  answer: {
    status: number | null;
    outcome: Outcome;
    error: { code: string; message: string } | null;
    model: string | null;
    responseId: string | null;
    stopReason: string | null;
    usage: Usage;
    usageRaw: unknown;
    serviceTier: string | null;
    toolCalls: ToolCall[];
    durationMs: number;
    firstTokenMs: number | null;
    overheadMs: number | null;
    headers: [string, string][];
    /** JSON of the message. */
    text: string;
  };
}

/** Where a log's exchanges go, in the log's order. */
export interface LogSink {
  /**
   * Takes an exchange.
   * @returns false when it is not in the imported journal, so that a later body can't go on from it
   */
  exchange(session: LogSession, exchange: LogExchange): Promise<boolean>;
  title(session: LogSession, title: string, at: number): void;
}

/** Reads the lines of one log. */
export interface LogReader {
  /** @returns whether the line is one of this kind of log */
  line(value: Record<string, unknown>): Promise<boolean>;
  /** The log has ended. */
  end(): Promise<void>;
}
