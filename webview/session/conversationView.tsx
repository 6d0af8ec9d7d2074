// The conversation: all turns of a session in one virtual list that follows what is being said.
import { useEffect, useRef } from 'preact/hooks';
import { focusWhenFree } from '../components/freeFocus.ts';
import { useVirtualizer } from '../components/useVirtualizer.ts';
import { t } from '../strings.ts';
import type { ShownTurn } from './conversation.ts';
import { FindBar } from './findBar.tsx';
import type { ThreadChoice } from './threads.ts';
import { TurnView } from './turnView.tsx';
import type { Find } from './useFind.ts';
import { type Found, useMarks } from './useMarks.ts';

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
  /** What a search found in the current turn. */
  found: Found | null;
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

  useMarks(scroller, find.isOpen ? find : null, props.found, index =>
    virtualizer.scrollToIndex(index, { align: find.isOpen ? 'center' : 'start' }),
  );

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
                  currentPart={find.current?.partKey ?? props.found?.place?.partKey ?? null}
                />
              </div>
            );
          })}
        </div>
      </section>
    </div>
  );
}
