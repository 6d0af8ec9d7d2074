// A table of values: one tab stop, arrows walk the rows, Ctrl+C copies the active row with exact values.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useServices } from '../services.ts';
import type { Shown } from '../values.ts';
import { useVirtualizer } from './useVirtualizer.ts';
import { Value } from './value.tsx';

export interface Column<T> {
  key: string;
  title: string;
  /** Numbers stand right, so that their digits align. */
  isNumber?: boolean;
  widthPx: number;
  value: (row: T) => Shown;
  /** Stands before the value: an icon, a bar. */
  before?: (row: T) => ComponentChildren;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** Key of the selected row; with `select`, rows can be chosen. */
  selected?: string | null;
  select?: (row: T) => void;
}

/** Height of a row, as in VS Code's lists; the style sheet says the same. */
const ROW_PX = 24;

export function DataTable<T>(props: Props<T>) {
  const { host } = useServices();
  const { columns, rows, select } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
  });
  const shown = virtualizer.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const focusRow = (index: number) => {
    if (index < 0 || index >= rows.length) return;
    setActive(index);
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    if (row === undefined) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && getSelection()?.isCollapsed !== false)
      host.copy(columns.map(column => column.value(row).exact).join('\t'));
    else if (event.key === 'ArrowDown') focusRow(active + 1);
    else if (event.key === 'ArrowUp') focusRow(active - 1);
    else if (event.key === 'Home') focusRow(0);
    else if (event.key === 'End') focusRow(rows.length - 1);
    else if (event.key === 'Enter' && select !== undefined) select(row);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the rows inside
    <div class="table-scroll" ref={scroller} onKeyDown={onKeyDown}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows are walked by keyboard */}
      <table class="data-table" role="grid" aria-label={props.label} aria-rowcount={rows.length + 1}>
        <colgroup>
          {columns.map(column => (
            <col key={column.key} style={{ width: `${column.widthPx}px` }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.key} scope="col" class={column.isNumber === true ? 'number' : ''}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer heightPx={above} columns={columns.length} />
          {shown.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = props.rowKey(row);
            return (
              <tr
                key={key}
                data-index={index}
                tabIndex={index === active ? 0 : -1}
                aria-rowindex={index + 2}
                aria-selected={select === undefined ? undefined : key === props.selected}
                class={select === undefined ? '' : 'selectable'}
                onFocus={() => setActive(index)}
                onClick={() => select?.(row)}
              >
                {columns.map(column => (
                  <td key={column.key} class={column.isNumber === true ? 'number' : ''}>
                    {column.before?.(row)}
                    <Value value={column.value(row)} />
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer heightPx={below} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows out of sight. */
function Spacer(props: { heightPx: number; columns: number }) {
  if (props.heightPx <= 0) return null;
  return (
    <tr class="spacer">
      <td colSpan={props.columns} style={{ height: `${props.heightPx}px` }} />
    </tr>
  );
}
