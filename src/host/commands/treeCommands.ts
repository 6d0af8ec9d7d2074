// Commands in the title of the view: filter, grouping, paging.
import * as vscode from 'vscode';
import type { Grouping } from '../sessions/grouping.ts';
import type { MoreNode } from '../sessions/nodes.ts';
import type { SessionsView } from '../sessions/sessionsView.ts';
import type { SessionTree } from '../sessions/sessionTree.ts';
import type { CommandHandlers } from './register.ts';

export function treeCommands(tree: SessionTree, view: SessionsView): CommandHandlers {
  const groupBy = (grouping: Grouping) => () => view.groupBy(grouping);
  return {
    filterSessions: async (text?: unknown) => {
      const filter = typeof text === 'string' ? text : await askFilter(tree.filter);
      if (filter !== undefined) view.setFilter(filter.trim());
    },
    clearFilter: () => view.setFilter(''),
    groupByDay: groupBy('day'),
    groupByWorkspace: groupBy('workspace'),
    groupByClient: groupBy('client'),
    groupByModel: groupBy('model'),
    refreshSessions: () => tree.refresh(),
    loadMore: (node: MoreNode) => tree.loadMore(node.sessionId),
  };
}

function askFilter(current: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Sessions'),
    placeHolder: vscode.l10n.t('Words, or client:codex  model:claude-*  status:error  cost:>0.5  tag:word'),
    prompt: vscode.l10n.t('Empty: all sessions.'),
    value: current,
  });
}
