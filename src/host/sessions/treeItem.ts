// Turns a node into the item that the tree shows.
import * as vscode from 'vscode';
import { COMMANDS, TREE_CONTEXT } from '../ids.ts';
import { nodeId, type TreeNode } from './nodes.ts';
import { dayText, moreText, type NodeText, requestText, sessionText } from './nodeText.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

export function treeItem(node: TreeNode, nowMs: number): vscode.TreeItem {
  const text = textOf(node, nowMs);
  const item = new vscode.TreeItem(text.label, collapsible(node, nowMs));
  item.id = nodeId(node);
  item.description = text.description;
  // A plain string: recorded text is never read as Markdown.
  item.tooltip = text.tooltip;
  item.contextValue = contextValue(node);
  item.accessibilityInformation = { label: text.accessibleText };
  if (text.icon !== null)
    item.iconPath = new vscode.ThemeIcon(
      text.icon,
      text.color === null ? undefined : new vscode.ThemeColor(text.color),
    );
  if (node.kind === 'request')
    item.command = { command: COMMANDS.showRequest, title: text.label, arguments: [node] };
  if (node.kind === 'more')
    item.command = { command: COMMANDS.loadMore, title: text.label, arguments: [node] };
  return item;
}

function textOf(node: TreeNode, nowMs: number): NodeText {
  const { language } = vscode.env;
  switch (node.kind) {
    case 'day':
      return dayText(node, new Date(nowMs), vscode.l10n.t, language);
    case 'session':
      return sessionText(node, nowMs, vscode.l10n.t, language);
    case 'request':
      return requestText(node, vscode.l10n.t, language);
    case 'more':
      return moreText(node, vscode.l10n.t);
  }
}

function collapsible(node: TreeNode, nowMs: number): vscode.TreeItemCollapsibleState {
  if (node.kind === 'session') return Collapsed;
  if (node.kind !== 'day') return None;
  // What is of interest now is open: today and yesterday.
  return nowMs - Date.parse(`${node.date}T00:00:00`) < 2 * 86_400_000 ? Expanded : Collapsed;
}

function contextValue(node: TreeNode): string {
  return node.kind === 'session' && node.session.live ? TREE_CONTEXT.liveSession : TREE_CONTEXT[node.kind];
}
