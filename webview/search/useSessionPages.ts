// Reads the list of sessions page by page, drops answers that came too late, and follows what is recorded.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SessionList, SessionSummary } from '../../src/protocol/api.ts';
import type { SearchProblem } from '../../src/protocol/search.ts';
import type { SearchRoute } from '../navigation.ts';
import { useServices } from '../services.ts';
import { sessionsTarget } from '../target.ts';

const PAGE_SIZE = 50;
/** The most that the API gives at once: a longer list is not read again in the background. */
const MAX_REFRESH = 500;

export interface SessionPages {
  /** Null until the first answer. */
  sessions: SessionSummary[] | null;
  /** Null while the API can't say yet. */
  total: number | null;
  hasMore: boolean;
  /** What of the query was not understood. */
  problems: readonly SearchProblem[];
  error: unknown;
  isLoading: boolean;
  loadMore: () => void;
  retry: () => void;
}

interface Read {
  sessions: SessionSummary[] | null;
  total: number | null;
  cursor: string | null;
  problems: readonly SearchProblem[];
  error: unknown;
}

const NOTHING: Read = { sessions: null, total: null, cursor: null, problems: [], error: null };

/** @param openedAt index of a row that was opened before: the first reading goes as far */
export function useSessionPages(route: SearchRoute, revision: number, openedAt: number): SessionPages {
  const { host, timeZone } = useServices();
  const [read, setRead] = useState<Read>(NOTHING);
  const [isLoading, setLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  /** What is under way: a new question aborts it. */
  const running = useRef<AbortController | null>(null);
  const firstLimit = useRef(Math.min(MAX_REFRESH, Math.max(PAGE_SIZE, openedAt + PAGE_SIZE / 2)));
  const first = sessionsTarget(route, timeZone, { limit: firstLimit.current });

  const ask = useCallback(
    (target: string, use: (answer: SessionList) => void, isQuiet: boolean) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      if (!isQuiet) setLoading(true);
      host
        .get<SessionList>(target, abort.signal)
        .then(use, (error: unknown) => {
          // Cancelled is no error; a background refresh that fails leaves the list as it was.
          if (!abort.signal.aborted && !isQuiet) setRead(old => ({ ...old, error }));
        })
        .finally(() => {
          if (running.current !== abort) return;
          running.current = null;
          setLoading(false);
        });
    },
    [host],
  );

  // An attempt is a reason to read again.
  useEffect(() => {
    ask(first, answer => setRead({ ...pageOf(answer), sessions: answer.sessions }), false);
    return () => running.current?.abort();
  }, [first, attempt, ask]);

  const loaded = read.sessions?.length ?? 0;
  const hasText = route.query.trim() !== '';
  const seen = useRef(revision);
  // A text search is not repeated while one reads its hits: they would move under the eye.
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    if (hasText || loaded > MAX_REFRESH || running.current !== null) return;
    const limit = Math.max(PAGE_SIZE, loaded);
    ask(
      sessionsTarget(route, timeZone, { limit }),
      answer => setRead({ ...pageOf(answer), sessions: answer.sessions }),
      true,
    );
  }, [revision, hasText, loaded, route, timeZone, ask]);

  const { cursor } = read;
  const loadMore = useCallback(() => {
    if (cursor === null || running.current !== null) return;
    ask(
      sessionsTarget(route, timeZone, { limit: PAGE_SIZE, cursor }),
      answer => setRead(old => ({ ...pageOf(answer), sessions: merge(old.sessions ?? [], answer.sessions) })),
      false,
    );
  }, [cursor, route, timeZone, ask]);

  return {
    sessions: read.sessions,
    total: read.total,
    hasMore: cursor !== null,
    problems: read.problems,
    error: read.error,
    isLoading,
    loadMore,
    retry: () => {
      setRead(NOTHING);
      setAttempt(count => count + 1);
    },
  };
}

function pageOf(answer: SessionList): Omit<Read, 'sessions'> {
  return { total: answer.total, cursor: answer.next_cursor, problems: answer.problems ?? [], error: null };
}

/** A session may move between two pages while it is being read: the later state wins, once. */
function merge(old: SessionSummary[], next: SessionSummary[]): SessionSummary[] {
  const fresh = new Map(next.map(session => [session.id, session]));
  const kept = old.map(session => fresh.get(session.id) ?? session);
  const known = new Set(old.map(session => session.id));
  return [...kept, ...next.filter(session => !known.has(session.id))];
}
