// Which sessions or request a command is about: what a menu was opened on, what is selected, or one picked from a list.
import * as vscode from 'vscode';
import type { SessionSummary } from '../../protocol/api.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import { toLabel } from '../../protocol/label.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { RequestNode, TreeNode } from '../sessions/nodes.ts';
import { sessionText } from '../sessions/nodeText.ts';

const PICKED_SESSIONS = 200;

/** A menu passes the node it was opened on, and all selected ones when that is among them. */
export function sessionsOf(node?: TreeNode, selected?: readonly TreeNode[]): SessionSummary[] {
  const nodes = selected !== undefined && selected.length > 0 ? selected : node === undefined ? [] : [node];
  return nodes.flatMap(each => (each.kind === 'session' ? [each.session] : []));
}

/** Those a menu was opened on, or one picked from a list; empty when the list was left. */
export async function chooseSessions(
  api: ApiClient,
  node?: TreeNode,
  selected?: readonly TreeNode[],
): Promise<SessionSummary[]> {
  const given = sessionsOf(node, selected);
  if (given.length > 0) return given;
  const picked = await pickSession(api);
  return picked === undefined ? [] : [picked];
}

/** @throws LunaRouteError when a keybinding ran the command on something else */
export function requestOf(node?: TreeNode): RequestNode['request'] {
  if (node?.kind === 'request') return node.request;
  throw new LunaRouteError('no_request', vscode.l10n.t('Select a request in the Sessions view first.'));
}

async function pickSession(api: ApiClient): Promise<SessionSummary | undefined> {
  const { t } = vscode.l10n;
  const picked = await vscode.window.showQuickPick(sessionItems(api), {
    title: t('LunaRoute: Choose Session'),
    placeHolder: t('Type to filter by title, client or model'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.session;
}

async function sessionItems(api: ApiClient) {
  const { sessions } = await api.sessions({ sort: 'newest', limit: PICKED_SESSIONS });
  return sessions.map(session => {
    const text = sessionText({ session, running: null }, Date.now(), vscode.l10n.t, vscode.env.language);
    const detail = session.models.map(model => toLabel(model, 60)).join(', ');
    const label = session.title === null ? text.label : toLabel(session.title, 100);
    return { label, description: text.description, detail, session };
  });
}
