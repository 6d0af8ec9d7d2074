// Puts sessions into groups by day, workspace, client or model, the live ones first. Pure.
import type { SessionSummary } from '../../protocol/api.ts';
import { type GroupNode, localDate, type SessionNode } from './nodes.ts';

export const GROUPINGS = ['day', 'workspace', 'client', 'model'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const DAY_MS = 86_400_000;

/**
 * Pinned sessions in a group of their own, then groups in the order of their newest session.
 * @param nodes newest first
 * @param hasMore older sessions are not loaded
 */
export function groupSessions(
  nodes: readonly SessionNode[],
  by: Grouping,
  hasMore: boolean,
  nowMs: number,
): GroupNode[] {
  const groups = new Map<string, GroupNode>();
  const pinned = nodes.filter(({ session }) => session.pinned);
  // The pinned ones last: they make no group, so they must not order them either.
  for (const node of [...nodes.filter(({ session }) => !session.pinned), ...pinned]) {
    const key = keyOf(node.session, by);
    let group = groups.get(key);
    if (group === undefined) {
      const isOfInterest = by === 'day' ? isRecent(key, nowMs) : groups.size === 0;
      const isPartial = hasMore && by !== 'day';
      group = { kind: 'group', by, key, sessions: [], pinnedElsewhere: [], isPartial, isOfInterest };
      groups.set(key, group);
    }
    (node.session.pinned ? group.pinnedElsewhere : group.sessions).push(node);
  }
  const list = [...groups.values()].filter(({ sessions }) => sessions.length > 0);
  // Of days only the oldest can lack sessions.
  const oldest = list.at(-1);
  if (oldest !== undefined && hasMore) oldest.isPartial = true;
  if (pinned.length > 0)
    list.unshift({
      kind: 'group',
      by: 'pinned',
      key: '',
      sessions: pinned,
      pinnedElsewhere: [],
      isPartial: false,
      isOfInterest: true,
    });
  for (const group of list) group.sessions = [...group.sessions].sort((a, b) => rank(a) - rank(b));
  return list;
}

function keyOf(session: SessionSummary, by: Grouping): string {
  switch (by) {
    case 'day':
      return localDate(new Date(session.started_at));
    case 'workspace':
      return session.workspace ?? '';
    case 'client':
      return session.client;
    case 'model':
      return session.models[0] ?? '';
  }
}

/** Today and yesterday. */
function isRecent(date: string, nowMs: number): boolean {
  return nowMs - Date.parse(`${date}T00:00:00`) < 2 * DAY_MS;
}

/** What happens now comes first; within a rank the order stays. */
function rank({ session, running }: SessionNode): number {
  if (running !== null) return 0;
  return session.live ? 1 : 2;
}
