// A list of the API read page by page, and read again as far as it was when something changed.

/** At most this many at once; the API allows more, but a tree shows one screen first. */
export const PAGE_SIZE = 100;

export interface Page<T> {
  items: T[];
  cursor: string | null;
}

/** @param read gives one page of at most `limit` items from `cursor`, undefined for the first */
export type ReadPage<T> = (
  limit: number,
  cursor: string | undefined,
  signal: AbortSignal,
) => Promise<Page<T>>;

export class PagedList<T> {
  readonly #read: ReadPage<T>;
  #items: readonly T[] = [];
  #cursor: string | null = null;

  constructor(read: ReadPage<T>) {
    this.#read = read;
  }

  get items(): readonly T[] {
    return this.#items;
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  /** Reads the list again, as many items as are loaded, at least one page. */
  async reload(signal: AbortSignal): Promise<void> {
    const wanted = Math.max(PAGE_SIZE, this.#items.length);
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#read(PAGE_SIZE, cursor, signal);
      items.push(...page.items);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined && items.length < wanted);
    this.#items = items;
    this.#cursor = cursor ?? null;
  }

  async loadMore(signal: AbortSignal): Promise<void> {
    if (this.#cursor === null) return;
    const page = await this.#read(PAGE_SIZE, this.#cursor, signal);
    this.#items = [...this.#items, ...page.items];
    this.#cursor = page.cursor;
  }

  clear(): void {
    this.#items = [];
    this.#cursor = null;
  }
}
