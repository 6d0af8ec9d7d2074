// What exchanges share while they are put together from captured messages.

import type { NameText } from '../../core/identity/conversation.ts';
import type { Origin } from '../../protocol/wire.ts';
import type { Salt } from '../journal/salt.ts';
import type { ExchangeLedger } from './exchangeLedger.ts';
import type { ExchangeObserver } from './observer.ts';

export interface ExchangeContext {
  ledger: ExchangeLedger;
  observer: ExchangeObserver;
  salt: Salt;
  /** What the exchanges are recorded as. */
  origin: Origin;
  /** For what the journal says of a conversation's texts. */
  nameOf: NameText;
  /** 16 hex digits, for requests over WebSocket: the gateway names the connection only. */
  newId(): string;
  /**
   * Tasks run one after the other, so that what a request says is known before its answer is written, and
   * sessions are read back by one request only. Resolves when the task is done; it never rejects.
   */
  enqueue(what: string, task: () => Promise<void>): Promise<void>;
  /** Something could not be understood; what was captured is recorded as it came. Texts without content. */
  reportFailure(what: string, error: unknown): void;
  /** Captured bytes are no longer held. */
  release(bytes: number): void;
}
