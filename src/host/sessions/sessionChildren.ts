// The children of a session: its requests in order, those of each sub-agent below a node of their own. Pure.
import type { RequestSummary } from '../../protocol/api.ts';
import type { RequestNode, ThreadNode, ToolNode } from './nodes.ts';

const MAIN_THREAD = 'main';

/** @param requests of one session, in order of arrival */
export function sessionChildren(requests: readonly RequestSummary[]): (RequestNode | ThreadNode)[] {
  const children: (RequestNode | ThreadNode)[] = [];
  const threads = new Map<string, ThreadNode>();
  const latest = new Map<string, RequestNode>();
  for (const request of requests) {
    const node: RequestNode = { kind: 'request', request, isRetried: false };
    const before = latest.get(request.thread_id);
    if (before !== undefined) before.isRetried = isRetry(before.request, request);
    if (request.is_generation) latest.set(request.thread_id, node);
    if (request.thread_id === MAIN_THREAD) children.push(node);
    else addToThread(threads, children, node);
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
  threads: Map<string, ThreadNode>,
  children: (RequestNode | ThreadNode)[],
  node: RequestNode,
): void {
  const { session_id, thread_id, total_tokens, cost_usd } = node.request;
  let thread = threads.get(thread_id);
  if (thread === undefined) {
    thread = {
      kind: 'thread',
      sessionId: session_id,
      threadId: thread_id,
      title: null,
      requestCount: 0,
      totalTokens: null,
      costUsd: null,
      requests: [],
    };
    threads.set(thread_id, thread);
    children.push(thread);
  }
  thread.requests.push(node);
  thread.requestCount += 1;
  thread.totalTokens = addKnown(thread.totalTokens, total_tokens);
  thread.costUsd = addKnown(thread.costUsd, cost_usd);
}

function addKnown(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}

/** After a failure the same thread asked the same kind of question again. */
function isRetry(failed: RequestSummary, next: RequestSummary): boolean {
  const hasFailed = failed.outcome === 'error' || failed.outcome === 'interrupted';
  return hasFailed && next.is_generation && next.target === failed.target;
}
