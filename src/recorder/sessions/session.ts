// One session in memory: what the next request of it needs to know of the earlier ones.
import { compareHistory, type HistoryDigest } from '../../core/identity/conversation.ts';
import type { Origin } from '../../protocol/wire.ts';
import { BlockLedger } from './blockLedger.ts';
import { SessionStats } from './sessionStats.ts';
import { ToolCallLedger } from './toolCallLedger.ts';

export interface SessionFacts {
  /** 16 hex digits, ours. */
  id: string;
  /** Relative to the data folder, with '/'. */
  file: string;
  client: string;
  clientVersion: string | null;
  clientSessionId: string | null;
  workspace: string | null;
  origin: Origin;
}

export const MAIN_THREAD = 'main';
/** Conversations of one session that a later request may continue. */
const KEPT_HISTORIES = 8;

export class Session {
  readonly facts: SessionFacts;
  readonly blocks = new BlockLedger();
  readonly toolCalls = new ToolCallLedger();
  readonly stats = new SessionStats();
  /** `session_started` stands in the journal, or waits to be written. */
  isStarted = false;
  title: 'none' | 'first_prompt' | 'title_request' = 'none';
  /** Milliseconds since the epoch. */
  lastActivityAt: number;
  inFlightCount = 0;
  /** Something was journalled since the last `session_idle`. */
  hasNews = false;
  private histories: { digest: HistoryDigest; at: number }[] = [];

  constructor(facts: SessionFacts, lastActivityAt: number) {
    this.facts = facts;
    this.lastActivityAt = lastActivityAt;
  }

  /** Whether a request with this history goes on with a conversation of this session. */
  isContinuedBy(later: HistoryDigest, at: number, repeatWithinMs: number): boolean {
    return this.histories.some(earlier => {
      const relation = compareHistory(later, earlier.digest);
      // The same once more is a retry soon after, and somebody who starts again much later.
      return relation === 'continues' || (relation === 'repeats' && at - earlier.at <= repeatWithinMs);
    });
  }

  keepHistory(digest: HistoryDigest, at: number): void {
    if (digest.length === 0) return;
    // What this one continues needs no entry of its own any more.
    const others = this.histories.filter(
      ({ digest: earlier }) => compareHistory(digest, earlier) === 'unrelated',
    );
    this.histories = [...others, { digest, at }].slice(-KEPT_HISTORIES);
  }
}
