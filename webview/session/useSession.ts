// Reads a session with all its requests, and again whenever something was recorded.
import { useMemo, useRef } from 'preact/hooks';
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import { useQuery } from '../resource.ts';
import { apiTarget } from '../target.ts';

/** The most that the API gives at once. */
const PAGE_SIZE = 1000;

/** Whatever happens to a session, one of these changes. */
const MOVING = [
  'ended_at',
  'live',
  'title',
  'pinned',
  'note',
  'request_count',
  'error_count',
  'tool_call_count',
  'total_tokens',
  'cost_usd',
] as const satisfies readonly (keyof SessionDetail)[];

export interface SessionRead {
  session: SessionDetail | null;
  requests: ReadonlyMap<string, RequestSummary>;
  error: unknown;
  retry: () => void;
}

/** `sessionId` stays the same for the life of the component. */
export function useSession(sessionId: string, revision: number): SessionRead {
  const path = `/sessions/${sessionId}`;
  const latest = useRef<SessionDetail | null>(null);
  const read = useQuery<SessionDetail>(
    path,
    async (host, signal) => {
      // Most of what is recorded belongs to other sessions: one small answer tells whether this one moved.
      const known = latest.current;
      if (known !== null) {
        const now = await host.get<SessionDetail>(apiTarget(path, { limit: 1 }), signal);
        if (MOVING.every(field => now[field] === known[field])) return known;
      }
      const session = await host.get<SessionDetail>(apiTarget(path, { limit: PAGE_SIZE }), signal);
      const requests = [...session.requests];
      for (let cursor = session.next_cursor; cursor !== null; ) {
        const page = await host.get<SessionDetail>(apiTarget(path, { limit: PAGE_SIZE, cursor }), signal);
        requests.push(...page.requests);
        cursor = page.next_cursor;
      }
      latest.current = { ...session, requests, next_cursor: null };
      return latest.current;
    },
    revision,
  );
  const { data } = read;
  const requests = useMemo(
    () => new Map((data?.requests ?? []).map(request => [request.id, request])),
    [data],
  );
  return { session: data, requests, error: read.error, retry: read.retry };
}
