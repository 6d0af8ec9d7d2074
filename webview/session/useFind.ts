// The state of find within a session: the words, the parts that hold them, and which one is current.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ShownTurn } from './conversation.ts';
import { type FindHit, findHits, nextHit } from './find.ts';

export interface Find {
  isOpen: boolean;
  /** Grows each time the box is asked for. */
  opened: number;
  needle: string;
  hits: FindHit[];
  /** Index of the current hit, -1 for none yet. */
  at: number;
  current: FindHit | null;
  /** Part of the conversation is still being read. */
  isReading: boolean;
  /** @param words what to look for; empty: what was looked for last */
  open: (words: string) => void;
  close: () => void;
  setNeedle: (needle: string) => void;
  go: (step: 1 | -1) => void;
}

export function useFind(shown: readonly ShownTurn[], hasMore: boolean, onClose: () => void): Find {
  const [opened, setOpened] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [needle, setNeedle] = useState('');
  /** By key, since hits move when more of the conversation is read. */
  const [partKey, setPartKey] = useState<string | null>(null);
  const hits = useMemo(() => (isOpen ? findHits(shown, needle) : []), [isOpen, shown, needle]);
  const at = hits.findIndex(hit => hit.partKey === partKey);
  /** Asked for before the conversation was read as far as a hit. */
  const [wanted, setWanted] = useState<1 | -1 | null>(null);
  useEffect(() => {
    if (wanted === null || (hasMore && (hits.length === 0 || wanted === -1))) return;
    setWanted(null);
    setPartKey(hits[nextHit(-1, wanted, hits.length)]?.partKey ?? null);
  }, [wanted, hits, hasMore]);
  return {
    isOpen,
    opened,
    needle,
    hits,
    at,
    current: hits[at] ?? null,
    isReading: hasMore,
    open: words => {
      if (words !== '' && words !== needle) setNeedle(words);
      setOpen(true);
      setOpened(count => count + 1);
    },
    close: () => {
      setOpen(false);
      setPartKey(null);
      setWanted(null);
      onClose();
    },
    setNeedle: next => {
      setNeedle(next);
      setPartKey(null);
      setWanted(null);
    },
    go: step => {
      if (hits.length === 0 && hasMore) setWanted(step);
      else setPartKey(hits[nextHit(at, step, hits.length)]?.partKey ?? null);
    },
  };
}

/** One line that is selected in the page: what one wants to find again. */
export function selectedText(): string {
  const text = getSelection()?.toString().trim() ?? '';
  return text.length <= MAX_SELECTED && !text.includes('\n') ? text : '';
}

const MAX_SELECTED = 200;
