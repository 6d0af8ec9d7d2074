// The tree of sessions: reads them lazily over the API and again whenever the index has changed.
import * as vscode from 'vscode';
import type { LiveSnapshot, RequestSummary, SessionSummary } from '../../protocol/api.ts';
import { errorMessage } from '../../protocol/errors.ts';
import type { ThreadSummary } from '../../protocol/thread.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { type Grouping, groupSessions } from './grouping.ts';
import { type SessionNode, sessionStamp, type TreeNode } from './nodes.ts';
import { FIRST_PAGE, PagedList } from './pages.ts';
import { requestChildren, sessionChildren } from './sessionChildren.ts';
import { SessionNodes } from './sessionNodes.ts';
import { treeItem, treeTooltip } from './treeItem.ts';
import { whenReady } from './whenReady.ts';

/** A list that takes longer is shown as failed and read again on the next change, rather than never. */
const READ_TIMEOUT_MS = 30_000;
/** Live sessions behind the first page are read one by one, no more than these. */
const MOST_READ_ALONE = 20;
const MOST_PINNED = 100;

interface LoadedRequests {
  stamp: string;
  list: PagedList<RequestSummary>;
  threads: readonly ThreadSummary[];
}

export interface TreeStatus {
  /** Undefined until known. */
  hasSessions: boolean | undefined;
  /** Why the list could not be read. */
  error: string | null;
  hasDemo: boolean;
}

export interface SessionTreeOptions {
  api: ApiClient;
  isConnected(): boolean;
  now(): number;
  log: Log;
  grouping: Grouping;
}

export class SessionTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #options: SessionTreeOptions;
  readonly #changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly #loaded = new vscode.EventEmitter<TreeStatus>();
  readonly #disposed = new AbortController();
  readonly #sessions: PagedList<SessionSummary>;
  readonly #nodes = new SessionNodes();
  readonly #requests = new Map<string, LoadedRequests>();
  #grouping: Grouping;
  #filter = '';
  #pinned: readonly SessionSummary[] = [];
  #staleness: 'fresh' | 'head' | 'all' = 'all';
  #reloading: Promise<void> | null = null;
  readonly onDidChangeTreeData = this.#changed.event;
  /** After each reading of the list. */
  readonly onDidLoad = this.#loaded.event;

  constructor(options: SessionTreeOptions) {
    this.#options = options;
    this.#grouping = options.grouping;
    this.#sessions = new PagedList(async (limit, cursor, signal) => {
      const query = { sort: 'newest', text_search: this.#textSearch(), limit, cursor };
      const page = await options.api.sessions(query, signal);
      return { items: page.sessions, cursor: page.next_cursor, total: page.total };
    });
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  /** In the search syntax; empty: everything. */
  get filter(): string {
    return this.#filter;
  }

  /** Sessions that are loaded. */
  get loadedCount(): number {
    return this.#sessions.items.length;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItem(node, this.#options.now());
  }

  /** Tooltips are made for what is pointed at: a tree of thousands needs few of them. */
  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    item.tooltip = treeTooltip(node, this.#options.now());
    return item;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.#groups();
      case 'group':
        return node.sessions;
      case 'session':
        return this.#requestsOf(node);
      case 'thread':
        return node.requests;
      case 'request':
        return requestChildren(node);
      default:
        return [];
    }
  }

  /** Everything is read again with the next refresh: another owner may have another index. */
  forget(): void {
    this.#staleness = 'all';
  }

  /** Reads what is shown again: everything, or what the index may have changed. */
  refresh(what: 'all' | 'head' = 'all'): void {
    if (this.#staleness !== 'all') this.#staleness = what;
    this.#changed.fire(undefined);
  }

  /** Shows what is loaded again: relative times have moved on. */
  repaint(): void {
    this.#changed.fire(undefined);
  }

  /** Shows the rows again whose requests run: their time goes on. */
  repaintRunning(): void {
    const nodes = this.#nodes.running();
    if (nodes.length > 0) this.#changed.fire(nodes);
  }

  liveChanged(live: LiveSnapshot | null): void {
    const changed = this.#nodes.liveChanged(live);
    if (changed.length > 0) this.#changed.fire(changed);
  }

  groupBy(grouping: Grouping): Promise<void> {
    this.#grouping = grouping;
    this.repaint();
    // A day is whole after few sessions, other groups are not.
    if (grouping !== 'day' && this.loadedCount <= FIRST_PAGE) return this.loadMore(null);
    return Promise.resolve();
  }

  setFilter(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#sessions.clear();
    this.#pinned = [];
    this.refresh();
  }

  /** @param sessionId whose requests to read on, null for sessions */
  async loadMore(sessionId: string | null): Promise<void> {
    const list = sessionId === null ? this.#sessions : this.#requests.get(sessionId)?.list;
    await list?.loadMore(this.#signal());
    this.#changed.fire(undefined);
  }

  /** Forgets what was loaded, when nothing answers any more. */
  clear(): void {
    this.#sessions.clear();
    this.#pinned = [];
    this.#nodes.clear();
    this.#requests.clear();
    this.refresh();
  }

  dispose(): void {
    this.#disposed.abort();
    this.#changed.dispose();
    this.#loaded.dispose();
  }

  async #groups(): Promise<TreeNode[]> {
    if (!this.#options.isConnected()) {
      this.#loaded.fire({ hasSessions: undefined, error: null, hasDemo: false });
      return [];
    }
    // What became stale during a reading is not in it.
    await this.#reloading;
    if (this.#staleness !== 'fresh')
      this.#reloading ??= this.#reload().finally(() => {
        this.#reloading = null;
      });
    await this.#reloading;
    const { items, hasMore } = this.#sessions;
    const nodes = this.#nodes.show([...this.#pinned, ...items.filter(session => !session.pinned)]);
    const groups = groupSessions(nodes, this.#grouping, hasMore, this.#options.now());
    return hasMore ? [...groups, { kind: 'more', sessionId: null }] : groups;
  }

  async #reload(): Promise<void> {
    // A change while reading makes the list stale again.
    const what = this.#staleness;
    this.#staleness = 'fresh';
    try {
      if (what === 'head') await this.#reloadHead();
      else await whenReady(() => this.#sessions.reload(this.#signal()), this.#disposed.signal);
      this.#pinned = await this.#readPinned();
      this.#forgetRequests();
      this.#loaded.fire(this.#status(null));
    } catch (error) {
      if (this.#disposed.signal.aborted) return;
      this.#staleness = 'all';
      this.#options.log('warn', `The sessions could not be listed: ${errorMessage(error)}`);
      this.#loaded.fire(this.#status(errorMessage(error)));
    }
  }

  /** However old: they stand first. */
  async #readPinned(): Promise<readonly SessionSummary[]> {
    const query = { pinned: true, sort: 'newest', limit: MOST_PINNED, text_search: this.#textSearch() };
    return (await this.#options.api.sessions(query, this.#signal())).sessions;
  }

  #textSearch(): string | undefined {
    return this.#filter === '' ? undefined : this.#filter;
  }

  /** What changes is among the newest sessions, or is live. */
  async #reloadHead(): Promise<void> {
    const before = this.#sessions.items;
    await this.#sessions.reloadHead(idOf, this.#signal());
    const same = new Set(before);
    const alone = this.#sessions.items.filter(session => session.live && same.has(session));
    for (const { id } of alone.slice(0, MOST_READ_ALONE)) {
      const {
        requests: _requests,
        threads: _threads,
        next_cursor: _cursor,
        ...session
      } = await this.#options.api.session(id, { limit: 1 }, this.#signal());
      this.#sessions.replace(session, idOf);
    }
  }

  async #requestsOf({ session }: SessionNode): Promise<TreeNode[]> {
    const { id } = session;
    const stamp = sessionStamp(session);
    let loaded = this.#requests.get(id);
    if (loaded === undefined) {
      loaded = this.#requestList(id);
      this.#requests.set(id, loaded);
    }
    if (loaded.stamp !== stamp) {
      await loaded.list.reload(this.#signal());
      loaded.stamp = stamp;
    }
    const nodes: TreeNode[] = sessionChildren(loaded.list.items, loaded.threads);
    return loaded.list.hasMore ? [...nodes, { kind: 'more', sessionId: id }] : nodes;
  }

  #requestList(id: string): LoadedRequests {
    const loaded: LoadedRequests = {
      stamp: '',
      threads: [],
      list: new PagedList(async (limit, cursor, signal) => {
        const page = await this.#options.api.session(id, { limit, cursor }, signal);
        loaded.threads = page.threads;
        return { items: page.requests, cursor: page.next_cursor };
      }),
    };
    return loaded;
  }

  #status(error: string | null): TreeStatus {
    const sessions = [...this.#pinned, ...this.#sessions.items];
    const hasDemo = sessions.some(({ origin }) => origin === 'demo');
    return { hasSessions: sessions.length > 0, error, hasDemo };
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#disposed.signal, AbortSignal.timeout(READ_TIMEOUT_MS)]);
  }

  #forgetRequests(): void {
    const listed = new Set([...this.#pinned, ...this.#sessions.items].map(session => session.id));
    for (const id of this.#requests.keys()) if (!listed.has(id)) this.#requests.delete(id);
  }
}

function idOf(session: SessionSummary): string {
  return session.id;
}
