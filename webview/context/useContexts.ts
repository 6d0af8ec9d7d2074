// Reads what a session's contexts are made of, page by page, and the last page again when something was recorded.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RequestSummary } from '../../src/protocol/api.ts';
import type { ContextList, ContextTurn, OfferedTool } from '../../src/protocol/context.ts';
import { useServices } from '../services.ts';
import { apiTarget } from '../target.ts';
import { joinTools } from './contextTools.ts';

const PAGE_SIZE = 50;

interface Page {
  cursor: string | null;
  list: ContextList;
}

export interface Contexts {
  /** Null until the first page is there. */
  turns: ContextTurn[] | null;
  tools: OfferedTool[];
  isReading: boolean;
  error: unknown;
  retry: () => void;
}

/** @param requests of the same session: another map means that something changed */
export function useContexts(sessionId: string, requests: ReadonlyMap<string, RequestSummary>): Contexts {
  const { host } = useServices();
  const [pages, setPages] = useState<Page[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [isReading, setReading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(pages);
  latest.current = pages;
  // Another map and another attempt are reasons to read the end again.
  useEffect(() => {
    const abort = new AbortController();
    const read = async () => {
      let known = latest.current.slice(0, -1);
      let cursor = latest.current.at(-1)?.cursor ?? null;
      do {
        const target = apiTarget(`/sessions/${sessionId}/context`, {
          limit: PAGE_SIZE,
          cursor: cursor ?? undefined,
        });
        const list = await host.get<ContextList>(target, abort.signal);
        known = [...known, { cursor, list }];
        setPages(known);
        setError(null);
        cursor = list.next_cursor;
      } while (cursor !== null);
    };
    setReading(true);
    read()
      .catch((cause: unknown) => {
        if (!abort.signal.aborted) setError(cause);
      })
      .finally(() => {
        if (!abort.signal.aborted) setReading(false);
      });
    return () => abort.abort();
  }, [host, sessionId, requests, attempt]);
  return {
    turns: useMemo(() => (pages.length === 0 ? null : pages.flatMap(page => page.list.turns)), [pages]),
    tools: useMemo(() => joinTools(pages.map(page => page.list.tools)), [pages]),
    isReading,
    error,
    retry: () => setAttempt(count => count + 1),
  };
}
