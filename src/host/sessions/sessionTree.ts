// The tree of sessions: reads them lazily over the API and again whenever the index has changed.
import * as vscode from 'vscode';
import type { RequestSummary, SessionSummary } from '../../protocol/api.ts';
import { errorMessage } from '../../protocol/errors.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { groupByDay, type SessionNode, sessionStamp, type TreeNode } from './nodes.ts';
import { PagedList } from './pages.ts';
import { treeItem } from './treeItem.ts';

/** A list that takes longer is shown as failed and read again on the next change, rather than never. */
const READ_TIMEOUT_MS = 30_000;

interface LoadedRequests {
  stamp: string;
  list: PagedList<RequestSummary>;
}

export interface TreeStatus {
  /** Undefined until known. */
  hasSessions: boolean | undefined;
  /** Why the list could not be read. */
  error: string | null;
}

export class SessionTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #api: ApiClient;
  readonly #isConnected: () => boolean;
  readonly #now: () => number;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #loaded = new vscode.EventEmitter<TreeStatus>();
  readonly #disposed = new AbortController();
  readonly #sessions: PagedList<SessionSummary>;
  readonly #requests = new Map<string, LoadedRequests>();
  #isStale = true;
  #reloading: Promise<void> | null = null;
  readonly onDidChangeTreeData = this.#changed.event;
  /** After each reading of the list. */
  readonly onDidLoad = this.#loaded.event;

  constructor(api: ApiClient, isConnected: () => boolean, now: () => number, log: Log) {
    this.#api = api;
    this.#isConnected = isConnected;
    this.#now = now;
    this.#log = log;
    this.#sessions = new PagedList(async (limit, cursor, signal) => {
      const page = await api.sessions({ sort: 'newest', limit, cursor }, signal);
      return { items: page.sessions, cursor: page.next_cursor };
    });
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItem(node, this.#now());
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node === undefined) return this.#days();
    if (node.kind === 'day') return node.sessions;
    if (node.kind === 'session') return this.#requestsOf(node);
    return [];
  }

  /** Reads everything that is shown again. */
  refresh(): void {
    this.#isStale = true;
    this.#changed.fire(undefined);
  }

  /** Shows what is loaded again: relative times have moved on. */
  repaint(): void {
    this.#changed.fire(undefined);
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
    this.#requests.clear();
    this.refresh();
  }

  dispose(): void {
    this.#disposed.abort();
    this.#changed.dispose();
    this.#loaded.dispose();
  }

  async #days(): Promise<TreeNode[]> {
    if (!this.#isConnected()) {
      this.#loaded.fire({ hasSessions: undefined, error: null });
      return [];
    }
    if (this.#isStale && this.#reloading === null)
      this.#reloading = this.#reload().finally(() => {
        this.#reloading = null;
      });
    await this.#reloading;
    const days = groupByDay(this.#sessions.items, this.#sessions.hasMore);
    return this.#sessions.hasMore ? [...days, { kind: 'more', sessionId: null }] : days;
  }

  async #reload(): Promise<void> {
    // A change while reading makes the list stale again.
    this.#isStale = false;
    try {
      await this.#sessions.reload(this.#signal());
      this.#forgetRequests();
      this.#loaded.fire({ hasSessions: this.#sessions.items.length > 0, error: null });
    } catch (error) {
      if (this.#disposed.signal.aborted) return;
      this.#isStale = true;
      this.#log('warn', `The sessions could not be listed: ${errorMessage(error)}`);
      this.#loaded.fire({ hasSessions: this.#sessions.items.length > 0, error: errorMessage(error) });
    }
  }

  async #requestsOf({ session }: SessionNode): Promise<TreeNode[]> {
    const { id } = session;
    const stamp = sessionStamp(session);
    let loaded = this.#requests.get(id);
    if (loaded === undefined) {
      loaded = { stamp: '', list: this.#requestList(id) };
      this.#requests.set(id, loaded);
    }
    if (loaded.stamp !== stamp) {
      await loaded.list.reload(this.#signal());
      loaded.stamp = stamp;
    }
    const nodes: TreeNode[] = loaded.list.items.map(request => ({ kind: 'request', request }));
    return loaded.list.hasMore ? [...nodes, { kind: 'more', sessionId: id }] : nodes;
  }

  #requestList(id: string): PagedList<RequestSummary> {
    return new PagedList(async (limit, cursor, signal) => {
      const page = await this.#api.session(id, { limit, cursor }, signal);
      return { items: page.requests, cursor: page.next_cursor };
    });
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#disposed.signal, AbortSignal.timeout(READ_TIMEOUT_MS)]);
  }

  #forgetRequests(): void {
    const listed = new Set(this.#sessions.items.map(session => session.id));
    for (const id of this.#requests.keys()) if (!listed.has(id)) this.#requests.delete(id);
  }
}
