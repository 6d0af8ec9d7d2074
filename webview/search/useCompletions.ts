// Which completions are offered at the caret, and which of them is the active one.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Facets } from '../../src/protocol/search.ts';
import { useServices } from '../services.ts';
import { apiTarget } from '../target.ts';
import { type Completion, completionsFor } from './completions.ts';
import { type TermAtCaret, termAt } from './querySyntax.ts';

export interface Completions {
  items: readonly Completion[];
  /** -1: none, Enter searches. */
  at: number;
  isOpen: boolean;
  term: TermAtCaret;
  /** Looks at the caret again. @param isAsked the user wants them, whatever stands there */
  update: (isAsked: boolean) => void;
  move: (by: 1 | -1) => void;
  close: () => void;
}

const NOWHERE: TermAtCaret = { start: 0, end: 0, isNegated: false, field: null, typed: '' };

export function useCompletions(input: { current: HTMLInputElement | null }): Completions {
  const { now, timeZone } = useServices();
  const [term, setTerm] = useState<TermAtCaret | null>(null);
  const [at, setAt] = useState(-1);
  const facets = useAllFacets(term?.field !== null && term !== null);
  const items = useMemo(
    () => (term === null ? [] : completionsFor(term, facets, { ms: now.get(), timeZone })),
    [term, facets, now, timeZone],
  );
  return {
    items,
    at: Math.min(at, items.length - 1),
    isOpen: items.length > 0,
    term: term ?? NOWHERE,
    update: isAsked => {
      const element = input.current;
      const caret = element?.selectionStart ?? 0;
      setTerm(element === null ? null : termAt(element.value, caret));
      setAt(isAsked ? 0 : -1);
    },
    // Around the end, as the editor's own suggestions: what is active stays so until the list is closed.
    move: by =>
      setAt(old =>
        old < 0 && by < 0
          ? items.length - 1
          : (Math.min(old, items.length - 1) + by + items.length) % items.length,
      ),
    close: () => setTerm(null),
  };
}

/** Values of everything that is recorded; asked for once, when a value is to be completed. */
function useAllFacets(isWanted: boolean): Facets | null {
  const { host, timeZone } = useServices();
  const [facets, setFacets] = useState<Facets | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    const abort = new AbortController();
    // Without them the box works all the same.
    host.get<Facets>(apiTarget('/facets', { tz: timeZone, limit: 200 }), abort.signal).then(
      answer => abort.signal.aborted || setFacets(answer),
      () => undefined,
    );
    return () => abort.abort();
  }, [host, timeZone, isWanted]);
  return facets;
}
