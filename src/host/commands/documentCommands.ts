// Commands that open what was recorded as documents: a conversation as Markdown, the change of a context.
import type { PanelDocument } from '../../protocol/panel.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { BodyDocuments } from '../sessions/bodyDocuments.ts';
import type { TreeNode } from '../sessions/nodes.ts';
import { chooseSessions, requestOf } from './chosenSessions.ts';
import type { CommandHandlers } from './register.ts';

export function documentCommands(api: ApiClient, documents: BodyDocuments): CommandHandlers {
  return {
    openConversation: async (node?: TreeNode) => {
      const [session] = await chooseSessions(api, node);
      if (session !== undefined) await documents.show({ kind: 'conversation', sessionId: session.id });
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
