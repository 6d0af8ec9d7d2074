// The view around the tree: when it is read again, what stands above it, and which welcome it shows.
import * as vscode from 'vscode';
import { formatCost } from '../../protocol/format.ts';
import { SESSIONS_VIEW } from '../ids.ts';
import type { ContextKeys } from '../state/contextKeys.ts';
import type { ServiceView } from '../state/serviceView.ts';
import type { TreeNode } from './nodes.ts';
import type { SessionTree } from './sessionTree.ts';

const REFRESH_MS = 1000;
const REPAINT_MS = 60_000;

export class SessionsView implements vscode.Disposable {
  readonly #tree: SessionTree;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #repaint: NodeJS.Timeout;
  #shownKey = '';
  #refreshTimer: NodeJS.Timeout | null = null;
  #isMissed = false;
  #error: string | null = null;
  #rebuild: ServiceView['participant']['rebuild'] = null;

  constructor(tree: SessionTree, keys: ContextKeys) {
    this.#tree = tree;
    this.#view = vscode.window.createTreeView(SESSIONS_VIEW, {
      treeDataProvider: tree,
      showCollapseAll: true,
    });
    this.#subscriptions.push(
      this.#view,
      this.#view.onDidChangeVisibility(() => this.#catchUp()),
      tree.onDidLoad(({ hasSessions, error }) => {
        keys.set('hasSessions', hasSessions);
        this.#error = error;
        this.#showMessage();
      }),
    );
    this.#repaint = setInterval(() => this.#view.visible && tree.repaint(), REPAINT_MS);
    this.#repaint.unref();
  }

  show(view: ServiceView): void {
    const { live, participant } = view;
    this.#rebuild = participant.rebuild;
    this.#showMessage();
    this.#view.description =
      live === null || live.today.request_count === 0
        ? ''
        : vscode.l10n.t('{0} today', formatCost(live.today.cost_usd, live.today.cost_incomplete));
    const connection = participant.url === null ? null : `${participant.ownerPid} ${participant.url}`;
    const key = `${connection} ${live?.revision}`;
    if (key === this.#shownKey) return;
    this.#shownKey = key;
    if (connection === null) this.#tree.clear();
    else this.#refreshSoon();
  }

  dispose(): void {
    clearInterval(this.#repaint);
    if (this.#refreshTimer !== null) clearTimeout(this.#refreshTimer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** At once when the last time is long enough ago, else at the end of the interval; never while hidden. */
  #refreshSoon(): void {
    if (this.#refreshTimer !== null || !this.#view.visible) {
      this.#isMissed = true;
      return;
    }
    this.#isMissed = false;
    this.#tree.refresh();
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null;
      if (this.#isMissed) this.#refreshSoon();
    }, REFRESH_MS);
  }

  #catchUp(): void {
    if (this.#view.visible && this.#isMissed) this.#refreshSoon();
  }

  #showMessage(): void {
    const rebuild = this.#rebuild;
    const message =
      rebuild === null
        ? (this.#error ?? '')
        : vscode.l10n.t('Rebuilding the index: {0} of {1} journals', rebuild.done, rebuild.total);
    if (message !== (this.#view.message ?? '')) this.#view.message = message;
  }
}
