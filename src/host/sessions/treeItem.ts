// Turns a node into the item that the tree shows.
import * as vscode from 'vscode';
import { COMMANDS, TREE_CONTEXT } from '../ids.ts';
import { nodeId, type TreeNode } from './nodes.ts';
import { groupText, moreText, type NodeText, sessionText } from './nodeText.ts';
import { requestText, threadText, toolText } from './requestText.ts';
import { resumeCommand } from './resumeCommand.ts';

/** Second argument of a command that a row runs: the tree keeps the focus, as VS Code's own lists do. */
export const FROM_ROW = { keepsFocus: true } as const;

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

export function treeItem(node: TreeNode, nowMs: number): vscode.TreeItem {
  const text = textOf(node, nowMs);
  const item = new vscode.TreeItem(text.label, collapsible(node));
  item.id = nodeId(node);
  item.description = text.description;
  item.contextValue = contextValue(node);
  item.accessibilityInformation = { label: text.accessibleText };
  if (text.icon !== null)
    item.iconPath = new vscode.ThemeIcon(
      text.icon,
      text.color === null ? undefined : new vscode.ThemeColor(text.color),
    );
  const command = commandOf(node, text.label);
  if (command !== undefined) item.command = command;
  return item;
}

/** What a click or Enter does; with it, only the twistie and the arrow keys open and close the row. */
function commandOf(node: TreeNode, title: string): vscode.Command | undefined {
  switch (node.kind) {
    case 'session':
      return { command: COMMANDS.openSession, title, arguments: [node, FROM_ROW] };
    case 'request':
      return { command: COMMANDS.showRequest, title, arguments: [node, FROM_ROW] };
    case 'tool': {
      const { sessionId, requestId } = node;
      return {
        command: COMMANDS.showRequest,
        title,
        arguments: [{ kind: 'tool', sessionId, requestId }, FROM_ROW],
      };
    }
    case 'more':
      return { command: COMMANDS.loadMore, title, arguments: [node] };
    default:
      return undefined;
  }
}

/** A plain string: recorded text is never read as Markdown. */
export function treeTooltip(node: TreeNode, nowMs: number): string {
  return textOf(node, nowMs).tooltip();
}

function textOf(node: TreeNode, nowMs: number): NodeText {
  const { language } = vscode.env;
  switch (node.kind) {
    case 'group':
      return groupText(node, new Date(nowMs), vscode.l10n.t, language);
    case 'session':
      return sessionText(node, nowMs, vscode.l10n.t, language);
    case 'thread':
      return threadText(node, vscode.l10n.t);
    case 'request':
      return requestText(node, vscode.l10n.t, language);
    case 'tool':
      return toolText(node, vscode.l10n.t);
    case 'more':
      return moreText(node, vscode.l10n.t);
  }
}

function collapsible(node: TreeNode): vscode.TreeItemCollapsibleState {
  switch (node.kind) {
    case 'group':
      return node.isOfInterest ? Expanded : Collapsed;
    case 'session':
    case 'thread':
      return Collapsed;
    case 'request':
      return node.request.tool_calls.length > 0 ? Collapsed : None;
    default:
      return None;
  }
}

function contextValue(node: TreeNode): string {
  if (node.kind !== 'session') return TREE_CONTEXT[node.kind];
  const { live, pinned } = node.session;
  return [
    TREE_CONTEXT.session,
    live ? 'live' : '',
    pinned ? 'pinned' : 'loose',
    resumeCommand(node.session) === null ? '' : 'resumable',
  ]
    .filter(Boolean)
    .join('.');
}
