// Reads a session with all its requests, and again whenever something was recorded.
import { useMemo } from 'preact/hooks';
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import { useQuery } from '../resource.ts';
import { apiTarget } from '../target.ts';

/** The most that the API gives at once. */
const PAGE_SIZE = 1000;

export interface SessionRead {
  session: SessionDetail | null;
  requests: ReadonlyMap<string, RequestSummary>;
  error: unknown;
  retry: () => void;
}

export function useSession(sessionId: string, revision: number): SessionRead {
  const path = `/sessions/${sessionId}`;
  const read = useQuery<SessionDetail>(
    path,
    async (host, signal) => {
      const session = await host.get<SessionDetail>(apiTarget(path, { limit: PAGE_SIZE }), signal);
      const requests = [...session.requests];
      for (let cursor = session.next_cursor; cursor !== null; ) {
        const page = await host.get<SessionDetail>(apiTarget(path, { limit: PAGE_SIZE, cursor }), signal);
        requests.push(...page.requests);
        cursor = page.next_cursor;
      }
      return { ...session, requests, next_cursor: null };
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
