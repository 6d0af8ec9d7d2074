// Marks what find or a search found in the conversation, and brings the place into sight.
import { useContext, useEffect, useMemo, useRef } from 'preact/hooks';
import { FoldContext } from '../components/fold.tsx';
import { type FindHit, findPattern, foldsOf } from './find.ts';
import { clearMarks, markMatches, matchRanges } from './findHighlight.ts';
import { wordsPattern } from './foundPlace.ts';
import type { Find } from './useFind.ts';

export interface Found {
  words: readonly string[];
  /** Only this turn is marked. */
  requestId: string;
  /** Null while it is not read, or has none. */
  place: FindHit | null;
}

/** Frames in which a row is rendered, its folds open and all above it is measured. */
const MAX_FRAMES = 60;
const FRAMES_AT_REST = 3;
/** A match this near to the lower edge is out of sight. */
const EDGE_PX = 40;

type Scroller = { current: HTMLElement | null };

/** @param find null while its bar is closed: what a search found is marked then */
export function useMarks(
  scroller: Scroller,
  find: Find | null,
  found: Found | null,
  scrollToTurn: (index: number) => void,
): void {
  const folds = useContext(FoldContext);
  const needle = find?.needle ?? null;
  const words = found?.words;
  const pattern = useMemo(
    () => (needle === null ? wordsPattern(words ?? []) : findPattern(needle)),
    [needle, words],
  );
  const hit = (find === null ? found?.place : find.current) ?? null;
  const partKey = hit?.partKey ?? null;
  const turn = find === null ? (found?.requestId ?? null) : null;

  useEffect(() => {
    const root = scroller.current;
    if (root === null || pattern === null) return;
    const mark = () => {
      const within = turn === null ? root : root.querySelector(`[data-turn="${CSS.escape(turn)}"]`);
      if (within === null) clearMarks();
      else markMatches(within, pattern, partKey);
    };
    mark();
    // Rows come and go while one scrolls, and folds open.
    const observer = new MutationObserver(mark);
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      clearMarks();
    };
  }, [scroller, pattern, partKey, turn]);

  /** Closing find does not lead back to what was found before. */
  const arrived = useRef<string | null>(null);
  // Only another hit moves the view.
  useEffect(() => {
    if (hit === null || pattern === null) return;
    if (find === null && arrived.current === hit.partKey) return;
    if (find === null) arrived.current = hit.partKey;
    folds.set(foldsOf(hit.partKey), true);
    scrollToTurn(hit.turnIndex);
    return reveal(scroller, hit.partKey, pattern, find !== null);
  }, [partKey, find === null]);
}

/** @param isCentred the match is what one looks at; else the head of its turn is left in sight if both have room */
function reveal(scroller: Scroller, partKey: string, pattern: RegExp, isCentred: boolean): () => void {
  let frame = 0;
  let framesLeft = MAX_FRAMES;
  let framesAtRest = 0;
  let top = Number.NaN;
  const look = () => {
    const root = scroller.current;
    const part = root?.querySelector(`[data-part="${CSS.escape(partKey)}"]`);
    const box = part == null ? undefined : matchRanges(part, pattern, 1)[0]?.getBoundingClientRect();
    framesAtRest = box !== undefined && box.height > 0 && box.top === top ? framesAtRest + 1 : 0;
    top = box?.top ?? Number.NaN;
    if (root === null || box === undefined || framesAtRest < FRAMES_AT_REST) {
      if (framesLeft-- > 0) frame = requestAnimationFrame(look);
      return;
    }
    const view = root.getBoundingClientRect();
    if (isCentred || box.bottom > view.bottom - EDGE_PX)
      root.scrollTop += box.top - view.top - view.height / 3;
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}
