// Runs asynchronous tasks one after the other.

export class SerialQueue {
  private last: Promise<void> = Promise.resolve();
  private readonly onError: (what: string, error: unknown) => void;

  /** @param onError told about a task that threw; the next one runs all the same */
  constructor(onError: (what: string, error: unknown) => void) {
    this.onError = onError;
  }

  /** Resolves when the task is done, also when it failed. */
  run(what: string, task: () => Promise<void>): Promise<void> {
    this.last = this.last.then(task).catch((error: unknown) => this.onError(what, error));
    return this.last;
  }

  /** Resolves when everything queued so far is done. */
  drained(): Promise<void> {
    return this.last;
  }
}
