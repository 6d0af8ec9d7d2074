// Reads a conversation page by page, one after the other, as far as somebody wants, and again what may have changed.
import type { RequestSummary } from '../../src/protocol/api.ts';
import type { Turn } from '../../src/protocol/conversation.ts';
import { joinPages, stalePages, type TurnPage } from './turnPages.ts';

export interface TurnReaderOptions {
  /** Undefined is the first page. */
  read(cursor: string | undefined, signal: AbortSignal): Promise<TurnPage>;
  show(pages: TurnPage[]): void;
  fail(error: unknown): void;
}

type IsEnough = (turns: Turn[]) => boolean;

export class TurnReader {
  readonly #options: TurnReaderOptions;
  readonly #stopped = new AbortController();
  #pages: TurnPage[] = [];
  #isEnough: IsEnough = () => true;
  #isReadingOn = false;
  /** Reads run one after the other, so that pages are replaced in order. */
  #queue = Promise.resolve();

  constructor(options: TurnReaderOptions) {
    this.#options = options;
  }

  /** Reads the next page, and on until what was wanted last is there. */
  readOn(): void {
    if (this.#isReadingOn) return;
    this.#isReadingOn = true;
    this.#enqueue(() => this.#readPages());
  }

  /** Reads on until `isEnough` holds or the conversation ends. */
  readUntil(isEnough: IsEnough): void {
    this.#isEnough = isEnough;
    if (!isEnough(joinPages(this.#pages))) this.readOn();
  }

  /** Reads again the pages that may have changed since. */
  refresh(before: ReadonlyMap<string, RequestSummary>, after: ReadonlyMap<string, RequestSummary>): void {
    this.#enqueue(async () => {
      for (const index of stalePages(this.#pages, before, after)) {
        const stale = this.#pages[index];
        if (stale !== undefined) this.#show(this.#pages.with(index, await this.#read(stale.cursor)));
      }
    });
  }

  /** Nothing is shown or reported afterwards. */
  stop(): void {
    this.#stopped.abort();
  }

  async #readPages(): Promise<void> {
    try {
      do {
        const last = this.#pages.at(-1);
        if (last?.next === null) return;
        this.#show([...this.#pages, await this.#read(last?.next)]);
      } while (!this.#isEnough(joinPages(this.#pages)));
    } finally {
      // At once after the last look at what is wanted: whoever wants more from now on begins anew.
      this.#isReadingOn = false;
    }
  }

  async #read(cursor: string | undefined): Promise<TurnPage> {
    const { signal } = this.#stopped;
    const page = await this.#options.read(cursor, signal);
    signal.throwIfAborted();
    return page;
  }

  #show(pages: TurnPage[]): void {
    this.#pages = pages;
    this.#options.show(pages);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#stopped.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        if (!this.#stopped.signal.aborted) this.#options.fail(error);
      }
    });
  }
}
