// What the tree of sessions consists of: groups, sessions, threads, requests and tool calls. Pure.
import type { RequestSummary, SessionSummary, ToolCallSummary } from '../../protocol/api.ts';
import type { ThreadKind } from '../../protocol/thread.ts';
import type { Grouping } from './grouping.ts';

export interface GroupNode {
  kind: 'group';
  by: Grouping | 'pinned';
  /** Local date `2026-03-10`, workspace label, client or model; `''` where that is not known. */
  key: string;
  sessions: SessionNode[];
  /** Those of them that stand among the pinned ones instead; they count all the same. */
  pinnedElsewhere: SessionNode[];
  /** More of its sessions may not be loaded yet: its sum is a lower bound. */
  isPartial: boolean;
  /** Among the groups that are open at first. */
  isOfInterest: boolean;
}

/** Requests of a session that run right now. */
export interface Running {
  count: number;
  /** Of the one that has run longest. */
  startedAt: string;
}

export interface SessionNode {
  kind: 'session';
  session: SessionSummary;
  running: Running | null;
}

/** A sub-agent or another conversation of the session, with those of its requests that are loaded. */
export interface ThreadNode {
  kind: 'thread';
  sessionId: string;
  threadId: string;
  threadKind: ThreadKind;
  title: string | null;
  requestCount: number;
  totalTokens: number | null;
  costUsd: number | null;
  requests: RequestNode[];
}

export interface RequestNode {
  kind: 'request';
  request: RequestSummary;
  /** It failed, and its client tried again. */
  isRetried: boolean;
}

export interface ToolNode {
  kind: 'tool';
  sessionId: string;
  requestId: string;
  call: ToolCallSummary;
}

/** Loads the next page: of sessions, or of one session's requests. */
export interface MoreNode {
  kind: 'more';
  sessionId: string | null;
}

export type TreeNode = GroupNode | SessionNode | ThreadNode | RequestNode | ToolNode | MoreNode;

/** `2026-03-10` in the machine's zone. */
export function localDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The same for the same thing across refreshes, so that expansion and selection stay. */
export function nodeId(node: TreeNode): string {
  switch (node.kind) {
    case 'group':
      return `${node.by}/${node.key}`;
    case 'session':
      return `session/${node.session.id}`;
    case 'thread':
      return `thread/${node.sessionId}/${node.threadId}`;
    case 'request':
      return `request/${node.request.session_id}/${node.request.id}`;
    case 'tool':
      return `tool/${node.sessionId}/${node.requestId}/${node.call.call_id}`;
    case 'more':
      return `more/${node.sessionId ?? ''}`;
  }
}

/** Changes whenever the requests of a session may have changed. */
export function sessionStamp(session: SessionSummary): string {
  const { ended_at, live, request_count, error_count, total_tokens, cost_usd, tool_call_count } = session;
  return JSON.stringify([
    ended_at,
    live,
    request_count,
    error_count,
    total_tokens,
    cost_usd,
    tool_call_count,
  ]);
}
