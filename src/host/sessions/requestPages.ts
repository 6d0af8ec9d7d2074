// All requests of a session in order, page by page, as far as somebody reads on.
import type { RequestSummary } from '../../protocol/api.ts';
import type { ApiClient } from '../../service/apiClient.ts';

const PAGE = 1000;

export async function* requestsOf(
  api: Pick<ApiClient, 'session'>,
  sessionId: string,
  signal?: AbortSignal,
): AsyncGenerator<RequestSummary> {
  let cursor: string | undefined;
  do {
    const page = await api.session(sessionId, { limit: PAGE, cursor }, signal);
    yield* page.requests;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
