// Reads a whole session for its document, page by page.
import type { RequestSummary } from '../../protocol/api.ts';
import type { Turn } from '../../protocol/conversation.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { Translate } from '../translate.ts';
import { conversationMarkdown } from './conversationMarkdown.ts';
import { requestsOf } from './requestPages.ts';

/** Small pages: the extension's thread parses them. */
const TURNS = 50;

export async function readConversation(
  api: ApiClient,
  sessionId: string,
  t: Translate,
  signal: AbortSignal,
): Promise<string> {
  const session = await api.session(sessionId, { limit: 1 }, signal);
  const requests = new Map<string, RequestSummary>();
  for await (const request of requestsOf(api, sessionId, signal)) requests.set(request.id, request);
  const turns: Turn[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await api.turns(sessionId, { limit: TURNS, cursor: cursor ?? undefined }, signal);
    turns.push(...page.turns);
    cursor = page.next_cursor;
  }
  return conversationMarkdown(session, turns, requests, t);
}
