// Reads a whole session for its document, page by page.
import type { RequestSummary } from '../../protocol/api.ts';
import type { Turn } from '../../protocol/conversation.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { Translate } from '../translate.ts';
import { conversationMarkdown } from './conversationMarkdown.ts';

const REQUESTS = 1000;
/** Small pages: the extension's thread parses them. */
const TURNS = 50;

export async function readConversation(
  api: ApiClient,
  sessionId: string,
  t: Translate,
  signal: AbortSignal,
): Promise<string> {
  const session = await api.session(sessionId, { limit: REQUESTS }, signal);
  const requests = new Map<string, RequestSummary>();
  for (let page = session; ; ) {
    for (const request of page.requests) requests.set(request.id, request);
    if (page.next_cursor === null) break;
    page = await api.session(sessionId, { limit: REQUESTS, cursor: page.next_cursor }, signal);
  }
  const turns: Turn[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await api.turns(sessionId, { limit: TURNS, cursor: cursor ?? undefined }, signal);
    turns.push(...page.turns);
    cursor = page.next_cursor;
  }
  return conversationMarkdown(session, turns, requests, t);
}
