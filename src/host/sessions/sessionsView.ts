// The view around the tree: when it is read again, what stands above it, and which welcome it shows.
import * as vscode from 'vscode';
import { formatCost } from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import { SESSIONS_VIEW } from '../ids.ts';
import type { ContextKeys } from '../state/contextKeys.ts';
import { displayState, type ServiceView, UNOPENED_VIEW } from '../state/serviceView.ts';
import { GROUPINGS, type Grouping } from './grouping.ts';
import type { TreeNode } from './nodes.ts';
import type { SessionTree } from './sessionTree.ts';
import { viewMessage } from './viewMessage.ts';

const REFRESH_MS = 1000;
const RUNNING_MS = 1000;
const REPAINT_MS = 60_000;
const GROUPING_KEY = 'sessions.grouping';

export class SessionsView implements vscode.Disposable {
  readonly #tree: SessionTree;
  readonly #keys: ContextKeys;
  readonly #state: vscode.Memento;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #timers: NodeJS.Timeout[];
  #shownKey = '';
  #refreshTimer: NodeJS.Timeout | null = null;
  #isMissed = false;
  #error: string | null = null;
  #hasSessions = false;
  #service: ServiceView = UNOPENED_VIEW;

  constructor(tree: SessionTree, keys: ContextKeys, state: vscode.Memento) {
    this.#tree = tree;
    this.#keys = keys;
    this.#state = state;
    this.#view = vscode.window.createTreeView(SESSIONS_VIEW, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#subscriptions.push(
      this.#view,
      this.#view.onDidChangeVisibility(() => this.#catchUp()),
      tree.onDidLoad(({ hasSessions, error, hasDemo }) => {
        keys.set('hasDemo', hasDemo);
        keys.set('hasSessions', hasSessions);
        this.#hasSessions = hasSessions === true;
        this.#error = error;
        this.#showMessage();
      }),
    );
    this.#timers = [
      setInterval(() => this.#view.visible && tree.repaint(), REPAINT_MS).unref(),
      setInterval(() => this.#view.visible && tree.repaintRunning(), RUNNING_MS).unref(),
    ];
    keys.set('grouping', tree.grouping);
    keys.set('filtered', false);
  }

  /** The grouping of the last time. */
  static groupingOf(state: vscode.Memento): Grouping {
    const kept = state.get<string>(GROUPING_KEY);
    return GROUPINGS.find(grouping => grouping === kept) ?? 'day';
  }

  /** What stands above the tree; for tests. */
  get message(): string {
    return this.#view.message ?? '';
  }

  /** What stands beside the title; for tests. */
  get description(): string {
    return this.#view.description ?? '';
  }

  async groupBy(grouping: Grouping): Promise<void> {
    this.#keys.set('grouping', grouping);
    void this.#state.update(GROUPING_KEY, grouping);
    await this.#tree.groupBy(grouping);
  }

  /** @param filter in the search syntax; empty: everything */
  setFilter(filter: string): void {
    this.#keys.set('filtered', filter !== '');
    this.#tree.setFilter(filter);
    this.#showMessage();
    this.#describe();
  }

  show(view: ServiceView): void {
    const { live, participant } = view;
    this.#service = view;
    this.#showMessage();
    this.#describe();
    this.#tree.liveChanged(live);
    const connection = participant.url === null ? null : `${participant.ownerPid} ${participant.url}`;
    const key = `${connection} ${live?.revision}`;
    if (key === this.#shownKey) return;
    const isSameConnection = connection !== null && this.#shownKey.startsWith(`${connection} `);
    this.#shownKey = key;
    if (connection === null) this.#tree.clear();
    else this.#refreshSoon(isSameConnection ? 'head' : 'all');
  }

  dispose(): void {
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#refreshTimer !== null) clearTimeout(this.#refreshTimer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** At once when the last time is long enough ago, else at the end of the interval; never while hidden. */
  #refreshSoon(what: 'head' | 'all'): void {
    if (what === 'all') this.#tree.forget();
    if (this.#refreshTimer !== null || !this.#view.visible) {
      this.#isMissed = true;
      return;
    }
    this.#isMissed = false;
    this.#tree.refresh('head');
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null;
      if (this.#isMissed) this.#refreshSoon('head');
    }, REFRESH_MS);
  }

  #catchUp(): void {
    if (this.#view.visible && this.#isMissed) this.#refreshSoon('head');
  }

  /** Beside the title: the filter, else what today cost. */
  #describe(): void {
    const { live } = this.#service;
    const today =
      live === null || live.today.request_count === 0
        ? ''
        : vscode.l10n.t('{0} today', formatCost(live.today.cost_usd, live.today.cost_incomplete));
    const { filter } = this.#tree;
    const description = filter === '' ? today : `“${toLabel(filter, 60)}”`;
    if (description !== (this.#view.description ?? '')) this.#view.description = description;
  }

  #showMessage(): void {
    const facts = { error: this.#error, filter: this.#tree.filter, hasSessions: this.#hasSessions };
    const message = viewMessage(displayState(this.#service), this.#service, facts, vscode.l10n.t);
    if (message !== this.message) this.#view.message = message;
  }
}
