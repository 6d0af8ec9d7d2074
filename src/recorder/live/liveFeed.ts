// Tells subscribers the live state: at once, then after changes, at most four times a second for all together.
import type { LiveState } from './liveState.ts';

const INTERVAL_MS = 250;

export class LiveFeed {
  private readonly state: LiveState;
  private readonly listeners = new Set<(snapshot: string) => void>();
  private timer: NodeJS.Timeout | null = null;
  private toldAt = 0;

  constructor(state: LiveState) {
    this.state = state;
    state.listen(() => this.changed());
  }

  /**
   * Calls `listener` with the snapshot as JSON on one line, once before this returns.
   * @returns ends the subscription
   */
  subscribe(listener: (snapshot: string) => void): () => void {
    this.listeners.add(listener);
    listener(JSON.stringify(this.state.snapshot()));
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stopTimer();
    };
  }

  private changed(): void {
    if (this.listeners.size === 0 || this.timer !== null) return;
    const waitMs = Math.max(0, this.toldAt + INTERVAL_MS - performance.now());
    this.timer = setTimeout(() => this.tell(), waitMs);
  }

  private tell(): void {
    this.timer = null;
    this.toldAt = performance.now();
    const snapshot = JSON.stringify(this.state.snapshot());
    for (const listener of this.listeners) listener(snapshot);
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
