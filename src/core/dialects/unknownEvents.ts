// Keeps what a folder could not place, within bounds.
import type { JsonRecord } from './json.ts';

/** A hostile stream can't grow the folded reply: later ones are only counted. */
const MAX_KEPT = 100;

export class UnknownEvents {
  #count = 0;
  readonly #kept: unknown[] = [];

  get count(): number {
    return this.#count;
  }

  /** Something unknown that found its place in the reply. */
  note(): void {
    this.#count += 1;
  }

  /** Something unknown that has no place in the reply. */
  keep(event: unknown): void {
    this.#count += 1;
    if (this.#kept.length < MAX_KEPT) this.#kept.push(event);
  }

  /** Adds `unknown_events` to a folded reply when there were any. */
  addTo(reply: JsonRecord): JsonRecord {
    return this.#kept.length === 0 ? reply : { ...reply, unknown_events: [...this.#kept] };
  }
}
