// Reads a session's conversation page by page, and again where something was recorded since.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RequestSummary, TurnList } from '../../src/protocol/api.ts';
import type { Turn } from '../../src/protocol/conversation.ts';
import { useServices } from '../services.ts';
import { apiTarget } from '../target.ts';
import { joinPages, stalePages, type TurnPage, turnPage } from './turnPages.ts';

const PAGE_SIZE = 50;

export interface Turns {
  /** Null until the first page is there. */
  turns: Turn[] | null;
  hasMore: boolean;
  error: unknown;
  loadMore: () => void;
  /** Reads on until `isEnough` holds or the conversation ends. */
  loadUntil: (isEnough: (turns: Turn[]) => boolean) => void;
  retry: () => void;
}

/** @param requests of the same session: another map means that something changed. */
export function useTurns(sessionId: string, requests: ReadonlyMap<string, RequestSummary>): Turns {
  const { host } = useServices();
  const [pages, setPages] = useState<TurnPage[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(pages);
  latest.current = pages;
  const isEnough = useRef<(turns: Turn[]) => boolean>(() => true);
  const abort = useRef(new AbortController());
  /** Reads run one after the other, so that pages are replaced in order. */
  const queue = useRef<Promise<void>>(Promise.resolve());

  const isReadingOn = useRef(false);
  const enqueue = useCallback((work: (signal: AbortSignal) => Promise<void>) => {
    const { signal } = abort.current;
    queue.current = queue.current.then(async () => {
      if (signal.aborted) return;
      try {
        await work(signal);
      } catch (cause) {
        if (!signal.aborted) setError(cause);
      }
    });
  }, []);

  const read = useCallback(
    async (cursor: string | undefined, signal: AbortSignal): Promise<TurnPage> => {
      const target = apiTarget(`/sessions/${sessionId}/turns`, { limit: PAGE_SIZE, cursor });
      return turnPage(cursor, await host.get<TurnList>(target, signal));
    },
    [host, sessionId],
  );

  const replace = useCallback((next: TurnPage[]) => {
    latest.current = next;
    setPages(next);
    setError(null);
  }, []);

  const readOn = useCallback(
    async (signal: AbortSignal): Promise<void> => {
      const last = latest.current.at(-1);
      if (last !== undefined && last.next === null) return;
      const page = await read(last?.next ?? undefined, signal);
      replace([...latest.current, page]);
      if (!isEnough.current(joinPages(latest.current))) await readOn(signal);
    },
    [read, replace],
  );

  const queueReadOn = useCallback(() => {
    if (isReadingOn.current) return;
    isReadingOn.current = true;
    enqueue(signal =>
      readOn(signal).finally(() => {
        isReadingOn.current = false;
      }),
    );
  }, [enqueue, readOn]);

  // An attempt is a reason to start again.
  useEffect(() => {
    abort.current = new AbortController();
    const { current } = abort;
    replace([]);
    isReadingOn.current = false;
    queueReadOn();
    return () => current.abort();
  }, [queueReadOn, replace, attempt]);

  const before = useRef(requests);
  useEffect(() => {
    const old = before.current;
    before.current = requests;
    if (old === requests || old.size === 0) return;
    enqueue(async signal => {
      for (const index of stalePages(latest.current, old, requests)) {
        const stale = latest.current[index];
        if (stale !== undefined) replace(latest.current.with(index, await read(stale.cursor, signal)));
      }
    });
  }, [requests, enqueue, read, replace]);

  return {
    turns: useMemo(() => (pages.length === 0 ? null : joinPages(pages)), [pages]),
    hasMore: pages.at(-1)?.next !== null,
    error,
    loadMore: queueReadOn,
    loadUntil: useCallback(
      enough => {
        isEnough.current = enough;
        if (!enough(joinPages(latest.current))) queueReadOn();
      },
      [queueReadOn],
    ),
    retry: () => setAttempt(count => count + 1),
  };
}
