// Commands on sessions and requests: search, open, delete, and the documents of their bodies.
import * as vscode from 'vscode';
import type { SessionSummary } from '../../protocol/api.ts';
import { toLabel } from '../../protocol/label.ts';
import { DEFAULT_ROUTE } from '../../protocol/panel.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { Panel } from '../panel/panel.ts';
import type { BodyDocuments, BodySide } from '../sessions/bodyDocuments.ts';
import type { MoreNode, RequestNode, SessionNode, TreeNode } from '../sessions/nodes.ts';
import { sessionText } from '../sessions/nodeText.ts';
import type { SessionTree } from '../sessions/sessionTree.ts';
import type { CommandHandlers } from './register.ts';

export interface SessionCommandServices {
  api: ApiClient;
  panel: Panel;
  tree: SessionTree;
  documents: BodyDocuments;
  now(): number;
}

const STATISTICS_DAYS = 7;
const PICKED_SESSIONS = 200;

export function sessionCommands(services: SessionCommandServices): CommandHandlers {
  const { panel, tree, documents } = services;
  const showBody = (node: RequestNode, side: BodySide) =>
    documents.open(node.request.session_id, node.request.id, side);
  const openSession = async (node?: TreeNode) => {
    const session = await chosenSession(services, node);
    if (session !== undefined) panel.show({ page: 'session', session_id: session.id, request_id: null });
  };
  return {
    searchSessions: () => panel.show(DEFAULT_ROUTE),
    showStatistics: () => panel.show({ page: 'statistics', days: STATISTICS_DAYS }),
    openSession,
    deleteSession: (node?: TreeNode) => deleteSession(services, node),
    refreshSessions: () => tree.refresh(),
    loadMore: (node: MoreNode) => tree.loadMore(node.sessionId),
    showRequest: ({ request }: RequestNode) =>
      panel.show({ page: 'session', session_id: request.session_id, request_id: request.id }),
    showRequestBody: (node: RequestNode) => showBody(node, 'request'),
    showResponseBody: (node: RequestNode) => showBody(node, 'response'),
  };
}

async function deleteSession(services: SessionCommandServices, node?: TreeNode): Promise<void> {
  const { t } = vscode.l10n;
  const session = await chosenSession(services, node);
  if (session === undefined) return;
  const { label } = sessionText(toNode(session), services.now(), t, vscode.env.language);
  const remove = t('Delete');
  const detail = t(
    "Its recording, archive and index entries are removed from this machine. This can't be undone.",
  );
  const message = t('Delete the session “{0}”?', toLabel(label, 80));
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) !== remove) return;
  await services.api.deleteSession(session.id);
  services.tree.refresh();
}

/** The session a menu was opened on, or one picked from a list. */
async function chosenSession(
  services: SessionCommandServices,
  node: TreeNode | undefined,
): Promise<SessionSummary | undefined> {
  if (node?.kind === 'session') return (node satisfies SessionNode).session;
  const { t } = vscode.l10n;
  const picked = await vscode.window.showQuickPick(sessionItems(services), {
    title: t('LunaRoute: Open Session'),
    placeHolder: t('Type to filter by title, client or model'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.session;
}

async function sessionItems(services: SessionCommandServices) {
  const { sessions } = await services.api.sessions({ sort: 'newest', limit: PICKED_SESSIONS });
  return sessions.map(session => {
    const text = sessionText(toNode(session), services.now(), vscode.l10n.t, vscode.env.language);
    const detail = session.models.map(model => toLabel(model, 60)).join(', ');
    return { label: text.label, description: text.description, detail, session };
  });
}

function toNode(session: SessionSummary): SessionNode {
  return { kind: 'session', session };
}
