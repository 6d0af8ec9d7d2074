// The threads of a session as a person tells them apart, and which failed requests were asked again. Pure.
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { isRetry } from '../../src/protocol/retry.ts';
import type { ThreadKind, ThreadSummary } from '../../src/protocol/thread.ts';
import { t } from '../strings.ts';

export interface ThreadChoice {
  id: string;
  kind: ThreadKind;
  /** One of its own among the threads of the session. */
  name: string;
}

/** In order of their first request: the main conversation, then each sub-agent by its title or number. */
export function threadChoices(session: SessionDetail): ThreadChoice[] {
  const uses = new Map<string, number>();
  return session.threads.map(thread => {
    const name = nameOf(thread);
    const nth = (uses.get(name) ?? 0) + 1;
    uses.set(name, nth);
    return { id: thread.id, kind: thread.kind, name: nth === 1 ? name : t('thread.nth', name, nth) };
  });
}

export function threadIcon(kind: ThreadKind): string {
  return kind === 'title' ? 'tag' : 'type-hierarchy-sub';
}

function nameOf({ kind, title }: ThreadSummary): string {
  if (kind === 'main') return t('thread.main');
  if (kind === 'title') return t('thread.title');
  const label = toLabel(title ?? '', 60);
  return label === '' ? t(kind === 'sub_agent' ? 'thread.subAgent' : 'thread.conversation') : label;
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
