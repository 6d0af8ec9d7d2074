// The threads of a session as a person tells them apart, and which failed requests were asked again. Pure.
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { isRetry } from '../../src/protocol/retry.ts';
import { t } from '../strings.ts';

export interface ThreadChoice {
  id: string;
  name: string;
}

/** In order of their first request: the main conversation, then each sub-agent by its title or number. */
export function threadChoices(session: SessionDetail): ThreadChoice[] {
  let number = 0;
  return session.threads.map(thread => {
    if (thread.parent_id === null && thread.id === 'main') return { id: thread.id, name: t('thread.main') };
    number += 1;
    const title = toLabel(thread.title ?? '', 60);
    return { id: thread.id, name: title === '' ? t('thread.untitled', number) : title };
  });
}

/** Ids of failed requests after which the same thread asked the same again. */
export function retriedRequests(requests: readonly RequestSummary[]): Set<string> {
  const retried = new Set<string>();
  const newest = new Map<string, RequestSummary>();
  for (const request of requests) {
    if (!request.is_generation) continue;
    const before = newest.get(request.thread_id);
    if (before !== undefined && isRetry(before, request)) retried.add(before.id);
    newest.set(request.thread_id, request);
  }
  return retried;
}
