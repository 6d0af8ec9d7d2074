// A list of any length that the keyboard walks: one tab stop, the active row named by aria-activedescendant.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useVirtualizer } from './useVirtualizer.ts';

interface Props<T> {
  label: string;
  items: readonly T[];
  itemKey: (item: T) => string;
  estimatePx: number;
  /** Index of the active row, -1 for none. */
  active: number;
  activate: (index: number) => void;
  /** Enter, or a click on a row. */
  open: (item: T, event: MouseEvent | KeyboardEvent) => void;
  render: (item: T, index: number) => ComponentChildren;
  /** Sees every key first; one whose default it prevents goes no further. */
  keyDown?: (event: KeyboardEvent) => void;
  /** Called near the end of the list. */
  reachedEnd?: () => void;
  /** More rows exist than are loaded: their number is unknown. */
  hasMore?: boolean;
  class?: string;
  listRef?: (element: HTMLElement | null) => void;
}

export function VirtualList<T>(props: Props<T>) {
  const { items, active, reachedEnd } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.estimatePx,
    getItemKey: index => {
      const item = items[index];
      return item === undefined ? index : props.itemKey(item);
    },
    overscan: 6,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= items.length - 10) reachedEnd?.();
  }, [last, items.length, reachedEnd]);
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active);
  }, [active, virtualizer]);

  const onKeyDown = (event: KeyboardEvent) => {
    props.keyDown?.(event);
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const item = items[active];
    if (event.key === 'Enter' && item !== undefined) props.open(item, event);
    else {
      const pageRows = Math.max(1, rows.length - 13);
      const next = nextActive(event.key, active, items.length, pageRows);
      if (next === undefined) return;
      props.activate(next);
    }
    event.preventDefault();
  };
  return (
    <div
      class={`virtual-list ${props.class ?? ''}`}
      role="listbox"
      aria-label={props.label}
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      ref={element => {
        scroller.current = element;
        props.listRef?.(element);
      }}
      onKeyDown={onKeyDown}
      onFocus={() => active < 0 && items.length > 0 && props.activate(0)}
    >
      <div class="virtual-space" role="presentation" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {rows.map(row => {
          const item = items[row.index];
          if (item === undefined) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox takes the keys of its rows
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the listbox
            <div
              key={row.key}
              id={`${id}-${row.index}`}
              data-index={row.index}
              ref={virtualizer.measureElement}
              class={row.index === active ? 'row active' : 'row'}
              role="option"
              aria-selected={row.index === active}
              aria-posinset={row.index + 1}
              aria-setsize={props.hasMore === true ? -1 : items.length}
              style={{ transform: `translateY(${row.start}px)` }}
              onClick={event => {
                props.activate(row.index);
                if (!hasSelection()) props.open(item, event);
              }}
            >
              {props.render(item, row.index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Text that was just selected is being read or copied: such a click opens nothing. */
function hasSelection(): boolean {
  return getSelection()?.isCollapsed === false;
}

function nextActive(key: string, at: number, length: number, page: number): number | undefined {
  if (length === 0) return undefined;
  const clamp = (index: number) => Math.min(length - 1, Math.max(0, index));
  if (key === 'ArrowDown') return clamp(at + 1);
  if (key === 'ArrowUp') return clamp(at - 1);
  if (key === 'PageDown') return clamp(at + page);
  if (key === 'PageUp') return clamp(at - page);
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  return undefined;
}
