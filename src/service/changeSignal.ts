// Tells listeners the newest value: at once when it matters, else at most 4 times a second.
import type { ServiceSnapshot, Unsubscribe } from './serviceTypes.ts';

const SHORTEST_PAUSE_MS = 250;

export class ChangeSignal<T> {
  readonly #listeners = new Set<(value: T) => void>();
  #pending: { value: T } | undefined;
  #pause: NodeJS.Timeout | undefined;

  subscribe(listener: (value: T) => void): Unsubscribe {
    const entry = (value: T) => listener(value);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** @param isUrgent tell now, whatever was told a moment ago */
  emit(value: T, isUrgent: boolean): void {
    if (this.#pause !== undefined && !isUrgent) {
      this.#pending = { value };
      return;
    }
    this.#tell(value);
  }

  /** Nobody is told any more. */
  dispose(): void {
    clearTimeout(this.#pause);
    this.#listeners.clear();
    this.#pending = undefined;
  }

  #tell(value: T): void {
    clearTimeout(this.#pause);
    this.#pending = undefined;
    this.#pause = setTimeout(() => this.#afterPause(), SHORTEST_PAUSE_MS);
    this.#pause.unref();
    for (const listener of this.#listeners) listener(value);
  }

  #afterPause(): void {
    this.#pause = undefined;
    if (this.#pending !== undefined) this.#tell(this.#pending.value);
  }
}

/** What a person or a client has to know at once; progress and problems may wait a moment. */
export function isUrgentChange(before: ServiceSnapshot, after: ServiceSnapshot): boolean {
  return before.state !== after.state || before.url !== after.url || before.recording !== after.recording;
}
