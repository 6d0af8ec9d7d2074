// Holds back what comes while the proxy starts: a client whose proxy moved here a moment ago must not be refused.

/** The start is over sooner; should it never end, whoever waits is refused as if nothing had been started. */
const LONGEST_HOLD_MS = 10_000;

export class StartGate {
  #waiting: (() => void)[] | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** From now on `pass` waits for `open`. */
  close(): void {
    this.#waiting ??= [];
    this.#timer ??= setTimeout(() => this.open(), LONGEST_HOLD_MS);
  }

  /** It is decided whether requests are proxied. */
  open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const goOn of waiting) goOn();
  }

  /** Calls `goOn` at once, or when that is decided. */
  pass(goOn: () => void): void {
    if (this.#waiting === null) goOn();
    else this.#waiting.push(goOn);
  }
}
