// The children of a session: its requests in order, those of each sub-agent below a node of their own. Pure.
import type { RequestSummary } from '../../protocol/api.ts';
import { isRetry } from '../../protocol/retry.ts';
import { MAIN_THREAD, type ThreadSummary } from '../../protocol/thread.ts';
import type { RequestNode, ThreadNode, ToolNode } from './nodes.ts';

/**
 * @param requests of one session, in order of arrival, as far as they are loaded
 * @param summaries of all its threads
 */
export function sessionChildren(
  requests: readonly RequestSummary[],
  summaries: readonly ThreadSummary[],
): (RequestNode | ThreadNode)[] {
  const children: (RequestNode | ThreadNode)[] = [];
  const threads = new Map<string, ThreadNode>();
  const latest = new Map<string, RequestNode>();
  for (const request of requests) {
    const node: RequestNode = { kind: 'request', request, isRetried: false };
    const before = latest.get(request.thread_id);
    if (before !== undefined) before.isRetried = isRetry(before.request, request);
    if (request.is_generation) latest.set(request.thread_id, node);
    if (request.thread_id === MAIN_THREAD) children.push(node);
    else addToThread(node, summaries, threads, children);
  }
  return children;
}

/** The tools that a request's answer called. */
export function requestChildren({ request }: RequestNode): ToolNode[] {
  const calls = new Map(request.tool_calls.map(call => [call.call_id, call]));
  return [...calls.values()].map(call => ({
    kind: 'tool',
    sessionId: request.session_id,
    requestId: request.id,
    call,
  }));
}

function addToThread(
  node: RequestNode,
  summaries: readonly ThreadSummary[],
  threads: Map<string, ThreadNode>,
  children: (RequestNode | ThreadNode)[],
): void {
  const { session_id, thread_id } = node.request;
  let thread = threads.get(thread_id);
  if (thread === undefined) {
    const summary = summaries.find(({ id }) => id === thread_id);
    thread = {
      kind: 'thread',
      sessionId: session_id,
      threadId: thread_id,
      threadKind: summary?.kind ?? 'sub_agent',
      title: summary?.title ?? null,
      requestCount: summary?.request_count ?? 0,
      totalTokens: summary?.total_tokens ?? null,
      costUsd: summary?.cost_usd ?? null,
      requests: [],
    };
    threads.set(thread_id, thread);
    children.push(thread);
  }
  thread.requests.push(node);
}
