// The proxied exchanges in flight, so that a stop can wait for them and cut what is left.

export interface Cuttable {
  /** Ends the exchange at once, on both sides. */
  abort(): void;
}

export class Exchanges {
  readonly #active = new Set<Cuttable>();
  readonly #idleWaiters = new Set<() => void>();

  add(exchange: Cuttable): void {
    this.#active.add(exchange);
  }

  delete(exchange: Cuttable): void {
    this.#active.delete(exchange);
    for (const wake of [...this.#idleWaiters]) wake();
  }

  /** Waits until the exchanges of this moment have ended, and cuts those that have not within `graceMs`. */
  drain(graceMs: number): Promise<void> {
    const draining = new Set(this.#active);
    return new Promise(resolve => {
      const isDone = () => ![...draining].some(exchange => this.#active.has(exchange));
      const finish = () => {
        clearTimeout(timer);
        this.#idleWaiters.delete(check);
        resolve();
      };
      const check = () => {
        if (isDone()) finish();
      };
      const timer = setTimeout(() => {
        for (const exchange of draining) if (this.#active.has(exchange)) exchange.abort();
        finish();
      }, graceMs);
      this.#idleWaiters.add(check);
      check();
    });
  }
}
