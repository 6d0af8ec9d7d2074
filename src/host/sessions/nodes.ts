// What the tree of sessions consists of: days, their sessions, and the requests of a session. Pure.
import type { RequestSummary, SessionSummary } from '../../protocol/api.ts';

export interface DayNode {
  kind: 'day';
  /** Local date, `2026-03-10`. */
  date: string;
  sessions: SessionNode[];
  /** Older sessions of this day may not be loaded yet: its sum is a lower bound. */
  isPartial: boolean;
}

export interface SessionNode {
  kind: 'session';
  session: SessionSummary;
}

export interface RequestNode {
  kind: 'request';
  request: RequestSummary;
}

/** Loads the next page: of sessions, or of one session's requests. */
export interface MoreNode {
  kind: 'more';
  sessionId: string | null;
}

export type TreeNode = DayNode | SessionNode | RequestNode | MoreNode;

/** Groups sessions, newest first, by the local day of their start. */
export function groupByDay(sessions: readonly SessionSummary[], hasMore: boolean): DayNode[] {
  const days = new Map<string, DayNode>();
  // A session that moved between two pages comes twice; ids in a tree must not.
  for (const session of new Map(sessions.map(session => [session.id, session])).values()) {
    const date = localDate(new Date(session.started_at));
    let day = days.get(date);
    if (day === undefined) {
      day = { kind: 'day', date, sessions: [], isPartial: false };
      days.set(date, day);
    }
    day.sessions.push({ kind: 'session', session });
  }
  const list = [...days.values()];
  const oldest = list.at(-1);
  if (oldest !== undefined) oldest.isPartial = hasMore;
  return list;
}

/** `2026-03-10` in the machine's zone. */
export function localDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The same for the same thing across refreshes, so that expansion and selection stay. */
export function nodeId(node: TreeNode): string {
  switch (node.kind) {
    case 'day':
      return `day/${node.date}`;
    case 'session':
      return `session/${node.session.id}`;
    case 'request':
      return `request/${node.request.session_id}/${node.request.id}`;
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
