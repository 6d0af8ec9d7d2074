// Commands that open something: search, statistics, a session, a request and the documents of its bodies.

import type { ApiClient } from '../../service/apiClient.ts';
import type { Panel } from '../panel/panel.ts';
import type { BodyDocuments, BodySide } from '../sessions/bodyDocuments.ts';
import type { RequestNode, ToolNode, TreeNode } from '../sessions/nodes.ts';
import { chooseSessions } from './chosenSessions.ts';
import type { CommandHandlers } from './register.ts';

export interface SessionCommandServices {
  api: ApiClient;
  panel: Panel;
  documents: BodyDocuments;
  /** A session is shown. */
  opened(): void;
}

const STATISTICS_DAYS = 7;

export function sessionCommands({ api, panel, documents, opened }: SessionCommandServices): CommandHandlers {
  const showBody = (node: RequestNode, side: BodySide) =>
    documents.open(node.request.session_id, node.request.id, side);
  const openSession = async (node?: TreeNode, how?: unknown) => {
    const [session] = await chooseSessions(api, node);
    if (session === undefined) return;
    panel.show({ page: 'session', session_id: session.id, request_id: null }, keepsFocus(how));
    opened();
  };
  return {
    searchSessions: () => panel.show('search'),
    movePanelToSideBar: () => panel.moveTo('sideBar'),
    movePanelToEditor: () => panel.moveTo('editor'),
    showStatistics: () => panel.show({ page: 'statistics', days: STATISTICS_DAYS }),
    openSession,
    showRequest: (node: RequestNode | ToolNode, how?: unknown) => {
      const [session_id, request_id] =
        node.kind === 'tool' ? [node.sessionId, node.requestId] : [node.request.session_id, node.request.id];
      panel.show({ page: 'session', session_id, request_id }, keepsFocus(how));
      opened();
    },
    showRequestBody: (node: RequestNode) => showBody(node, 'request'),
    showResponseBody: (node: RequestNode) => showBody(node, 'response'),
  };
}

/** A menu passes what is selected instead. */
function keepsFocus(how: unknown): boolean {
  return typeof how === 'object' && how !== null && 'keepsFocus' in how;
}
