// One session in memory: what the next request of it needs to know of the earlier ones.
import type { Origin } from '../../protocol/wire.ts';
import { BlockLedger } from './blockLedger.ts';
import { SessionStats } from './sessionStats.ts';
import { Threads } from './threads.ts';
import { ToolCallLedger } from './toolCallLedger.ts';
import { Topic } from './topic.ts';

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

export class Session {
  readonly facts: SessionFacts;
  readonly blocks = new BlockLedger();
  readonly threads = new Threads();
  readonly topic = new Topic();
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

  constructor(facts: SessionFacts, lastActivityAt: number) {
    this.facts = facts;
    this.lastActivityAt = lastActivityAt;
  }
}
