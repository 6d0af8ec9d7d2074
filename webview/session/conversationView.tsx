// The conversation: all turns of a session in one virtual list that follows what is being said.
import { useContext, useEffect, useRef } from 'preact/hooks';
import { FoldContext } from '../components/fold.tsx';
import { focusWhenFree } from '../components/freeFocus.ts';
import { useVirtualizer } from '../components/useVirtualizer.ts';
import { t } from '../strings.ts';
import type { ShownTurn } from './conversation.ts';
import { findPattern, foldsOf } from './find.ts';
import { FindBar } from './findBar.tsx';
import { clearMarks, markMatches, matchRanges } from './findHighlight.ts';
import type { ThreadChoice } from './threads.ts';
import { TurnView } from './turnView.tsx';
import type { Find } from './useFind.ts';

export interface Jump {
  requestId: string;
  /** Tells two jumps to the same turn apart. */
  serial: number;
}

interface Props {
  sessionId: string;
  shown: readonly ShownTurn[];
  retried: ReadonlySet<string>;
  /** By id, without the main conversation. */
  threads: ReadonlyMap<string, ThreadChoice>;
  /** More may be said. */
  isLive: boolean;
  hasMore: boolean;
  loadMore: () => void;
  current: string | null;
  setCurrent: (requestId: string) => void;
  jump: Jump | null;
  find: Find;
}

export function ConversationView(props: Props) {
  const { shown, threads, hasMore, loadMore, jump, find } = props;
  const isFollowed = props.isLive && !hasMore;
  const firstOfMain = shown.findIndex(({ turn }) => !threads.has(turn.thread_id));
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 160,
    getItemKey: index => shown[index]?.turn.request_id ?? index,
    overscan: 3,
    paddingEnd: 16,
    // Who reads at the end stays there when the next turn comes; who reads elsewhere is not moved.
    anchorTo: isFollowed ? 'end' : 'start',
    followOnAppend: isFollowed,
    scrollEndThreshold: 40,
  });
  // The row that opened the session is gone, and the keys with it.
  useEffect(() => focusWhenFree(() => scroller.current?.focus({ preventScroll: true })), []);
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && last >= shown.length - 5) loadMore();
  }, [last, shown.length, hasMore, loadMore]);

  const done = useRef(0);
  useEffect(() => {
    if (jump === null || jump.serial === done.current) return;
    const index = shown.findIndex(({ turn }) => turn.request_id === jump.requestId);
    if (index < 0) return;
    done.current = jump.serial;
    virtualizer.scrollToIndex(index, { align: 'start' });
  }, [jump, shown, virtualizer]);

  useFindMarks(scroller, find, index => virtualizer.scrollToIndex(index, { align: 'center' }));

  return (
    <div class="conversation">
      {find.isOpen ? <FindBar find={find} /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keyboard */}
      <section class="conversation-scroll" ref={scroller} aria-label={t('session.conversation')} tabIndex={0}>
        <div class="virtual-space" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          {rows.map(row => {
            const turn = shown[row.index];
            if (turn === undefined) return null;
            const id = turn.turn.request_id;
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: pointing at a turn is a convenience, j and k do it
              // biome-ignore lint/a11y/useKeyWithClickEvents: as above
              <div
                key={row.key}
                data-index={row.index}
                ref={virtualizer.measureElement}
                class="row"
                style={{ transform: `translateY(${row.start}px)` }}
                onClick={() => props.setCurrent(id)}
              >
                <TurnView
                  shown={turn}
                  number={row.index + 1}
                  isCurrent={id === props.current}
                  isRetried={props.retried.has(id)}
                  thread={threads.get(turn.turn.thread_id) ?? null}
                  sessionId={row.index === firstOfMain ? props.sessionId : null}
                  currentPart={find.current?.partKey ?? null}
                />
              </div>
            );
          })}
        </div>
      </section>
    </div>
  );
}

/** Marks matches while find is open, and brings the current one into sight. */
function useFindMarks(
  scroller: { current: HTMLElement | null },
  find: Find,
  scrollToTurn: (index: number) => void,
): void {
  const folds = useContext(FoldContext);
  const { isOpen, needle, current } = find;
  const partKey = current?.partKey ?? null;

  useEffect(() => {
    const root = scroller.current;
    const pattern = isOpen ? findPattern(needle) : null;
    if (root === null || pattern === null) return;
    const mark = () => markMatches(root, pattern, partKey);
    mark();
    // Rows come and go while one scrolls, and folds open.
    const observer = new MutationObserver(mark);
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      clearMarks();
    };
  }, [scroller, isOpen, needle, partKey]);

  // Only another hit moves the view.
  useEffect(() => {
    const pattern = findPattern(needle);
    if (current === null || pattern === null) return;
    folds.set(foldsOf(current.partKey), true);
    scrollToTurn(current.turnIndex);
    let frame = 0;
    let framesLeft = 30;
    // The row is rendered and its folds open within a few frames; then the match has a place.
    const reveal = () => {
      const root = scroller.current;
      const part = root?.querySelector(`[data-part="${CSS.escape(current.partKey)}"]`);
      const range = part == null ? undefined : matchRanges(part, pattern, 1)[0];
      const box = range?.getBoundingClientRect();
      if (root !== null && box !== undefined && box.height > 0)
        root.scrollTop += box.top - root.getBoundingClientRect().top - root.clientHeight / 3;
      else if (framesLeft-- > 0) frame = requestAnimationFrame(reveal);
    };
    frame = requestAnimationFrame(reveal);
    return () => cancelAnimationFrame(frame);
  }, [current?.partKey]);
}
