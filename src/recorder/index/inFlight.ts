// Which requests of this process still wait for their answer's line in the journal.
import type { PlacedEvent } from '../journal/position.ts';

export class InFlight {
  /** Request id → session id. */
  private readonly requests = new Map<string, string>();

  note(events: readonly PlacedEvent[]): void {
    for (const { event } of events) {
      if (event.request_id === null) continue;
      if (event.type === 'request') this.requests.set(event.request_id, event.session_id);
      else if (event.type === 'response') this.requests.delete(event.request_id);
    }
  }

  has(requestId: string): boolean {
    return this.requests.has(requestId);
  }

  requestIds(): string[] {
    return [...this.requests.keys()];
  }

  isSessionBusy(sessionId: string): boolean {
    for (const id of this.requests.values()) if (id === sessionId) return true;
    return false;
  }
}
