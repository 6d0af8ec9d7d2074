// A list of the API read page by page, and read again as far as it was when something changed.

/** The first page is one screen; the API allows this many more at once. */
export const FIRST_PAGE = 100;
export const NEXT_PAGE = 500;

export interface Page<T> {
  items: T[];
  cursor: string | null;
  /** Items of the whole list; null when the API can't tell. */
  total?: number | null;
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
  #total: number | null = null;

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
    const wanted = Math.max(FIRST_PAGE, this.#items.length);
    const items: T[] = [];
    let cursor: string | undefined;
    let total: number | null = null;
    do {
      const page = await this.#read(items.length === 0 ? FIRST_PAGE : NEXT_PAGE, cursor, signal);
      items.push(...page.items);
      total = page.total ?? null;
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined && items.length < wanted);
    this.#items = items;
    this.#cursor = cursor ?? null;
    this.#total = total;
  }

  /**
   * Reads the first page only and puts it over the beginning of what is loaded. Where the two don't meet, or the
   * number of all items says that something is missing behind it, everything is read again.
   */
  async reloadHead(idOf: (item: T) => string, signal: AbortSignal): Promise<void> {
    if (this.#items.length <= FIRST_PAGE) return this.reload(signal);
    const page = await this.#read(FIRST_PAGE, undefined, signal);
    const last = page.items.at(-1);
    const at = last === undefined ? -1 : this.#items.findIndex(item => idOf(item) === idOf(last));
    const expected = this.#total === null ? null : this.#total - (at + 1) + page.items.length;
    if (at === -1 || expected !== (page.total ?? null)) return this.reload(signal);
    this.#items = [...page.items, ...this.#items.slice(at + 1)];
    this.#total = expected;
  }

  /** Puts a newer reading of one item in its place. */
  replace(item: T, idOf: (item: T) => string): void {
    const id = idOf(item);
    this.#items = this.#items.map(before => (idOf(before) === id ? item : before));
  }

  async loadMore(signal: AbortSignal): Promise<void> {
    if (this.#cursor === null) return;
    const page = await this.#read(NEXT_PAGE, this.#cursor, signal);
    this.#items = [...this.#items, ...page.items];
    this.#cursor = page.cursor;
    this.#total = page.total ?? this.#total;
  }

  clear(): void {
    this.#items = [];
    this.#cursor = null;
    this.#total = null;
  }
}
