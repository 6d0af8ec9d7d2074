// Commands behind the panel's and the tree's buttons that open what was recorded as documents, and mark sessions.
import * as vscode from 'vscode';
import type { MarkCommand, PanelDocument } from '../../protocol/panel.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import { COMMANDS } from '../ids.ts';
import type { BodyDocuments } from '../sessions/bodyDocuments.ts';
import type { SessionNode, TreeNode } from '../sessions/nodes.ts';
import { chooseSessions, requestOf } from './chosenSessions.ts';
import type { CommandHandlers } from './register.ts';

/** @param opened called when a session is shown */
export function documentCommands(
  api: ApiClient,
  documents: BodyDocuments,
  opened: () => void,
): CommandHandlers {
  return {
    openConversation: async (node?: TreeNode) => {
      const [session] = await chooseSessions(api, node);
      if (session === undefined) return;
      await documents.show({ kind: 'conversation', sessionId: session.id });
      opened();
    },
    compareWithPrevious: (node?: TreeNode) => {
      const request = requestOf(node);
      return documents.compareWithPrevious(request.session_id, request.id);
    },
    openDocument: (document: PanelDocument) => openDocument(documents, document),
  };
}

/** What a button of the panel asks for. */
function openDocument(documents: BodyDocuments, document: PanelDocument): Promise<unknown> {
  const { kind, session_id: sessionId } = document;
  if (kind === 'conversation') return documents.show({ kind, sessionId });
  const { request_id: requestId } = document;
  return kind === 'changes'
    ? documents.compareWithPrevious(sessionId, requestId)
    : documents.show({ kind, sessionId, requestId });
}

/** Runs a command of the tree on the session that the panel shows; the command itself tells what fails. */
export async function markFromPanel(api: ApiClient, sessionId: string, command: MarkCommand): Promise<void> {
  const session = await api.session(sessionId, { limit: 1 }).catch(() => null);
  if (session === null) return;
  const node: SessionNode = { kind: 'session', session, running: null };
  await vscode.commands.executeCommand(COMMANDS[command], node);
}
