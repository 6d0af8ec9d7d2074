// Follows a session's conversation: its turns as far as they are read, and again where something was recorded since.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RequestSummary, TurnList } from '../../src/protocol/api.ts';
import type { Turn } from '../../src/protocol/conversation.ts';
import { useServices } from '../services.ts';
import { apiTarget } from '../target.ts';
import { joinPages, type TurnPage, turnPage } from './turnPages.ts';
import { TurnReader } from './turnReader.ts';

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
  // An attempt is a reason to start again.
  const reader = useMemo(
    () =>
      new TurnReader({
        async read(cursor, signal) {
          const target = apiTarget(`/sessions/${sessionId}/turns`, { limit: PAGE_SIZE, cursor });
          return turnPage(cursor, await host.get<TurnList>(target, signal));
        },
        show(next) {
          setPages(next);
          setError(null);
        },
        fail: setError,
      }),
    [host, sessionId, attempt],
  );
  useEffect(() => {
    setPages([]);
    setError(null);
    reader.readOn();
    return () => reader.stop();
  }, [reader]);

  const before = useRef(requests);
  useEffect(() => {
    const old = before.current;
    before.current = requests;
    if (old !== requests && old.size > 0) reader.refresh(old, requests);
  }, [requests, reader]);

  return {
    turns: useMemo(() => (pages.length === 0 ? null : joinPages(pages)), [pages]),
    hasMore: pages.at(-1)?.next !== null,
    error,
    loadMore: useCallback(() => reader.readOn(), [reader]),
    loadUntil: useCallback(isEnough => reader.readUntil(isEnough), [reader]),
    retry: () => setAttempt(count => count + 1),
  };
}
