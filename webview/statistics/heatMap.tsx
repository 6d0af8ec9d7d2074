// When work happens: a cell an hour of the week, fuller by colour and by size; arrows walk it.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { HeatMapCell } from '../../src/protocol/stats.ts';
import { plural, t } from '../strings.ts';
import { costOf, count, tokens } from '../values.ts';
import { drawHeatMap } from './drawHeatMap.ts';
import { type HeatMeasure, type HeatRow, heatRows, heatSize, heatValue, weekdayName } from './heat.ts';

interface Props {
  label: string;
  cells: readonly HeatMapCell[];
  measure: HeatMeasure;
  canvasRef: (canvas: HTMLCanvasElement | null) => void;
}

export function HeatMap({ label, cells, measure, canvasRef }: Props) {
  const rows = useMemo(() => heatRows(cells), [cells]);
  const [pointed, setPointed] = useState<{ weekday: number; hour: number } | null>(null);
  const [active, setActive] = useState({ weekday: 1, hour: 9 });
  const grid = useRef<HTMLDivElement>(null);
  const max = Math.max(...cells.map(cell => heatValue(cell, measure)));

  // What is saved as a picture is drawn when it is asked for.
  useEffect(() => {
    canvasRef(drawHeatMap(rows, measure));
    return () => canvasRef(null);
  }, [rows, measure, canvasRef]);

  const onKeyDown = (event: KeyboardEvent) => {
    // From where the focus is: a second key may come before the first is rendered.
    const [weekday = active.weekday, hour = active.hour] = focusedCell(event.target);
    const next = nextCell(event.key, { weekday, hour });
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    setPointed(next);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.weekday}-${next.hour}"]`)?.focus();
  };
  return (
    <div class="heat">
      {/* biome-ignore lint/a11y/useSemanticElements: rows of boxes, not of texts */}
      <div
        class="heat-grid"
        role="grid"
        aria-label={label}
        tabIndex={-1}
        ref={grid}
        onKeyDown={onKeyDown}
        onMouseLeave={() => setPointed(null)}
        onBlur={() => setPointed(null)}
      >
        {rows.map(row => (
          <WeekdayRow key={row.weekday} {...{ row, measure, max, active, setActive, setPointed }} />
        ))}
        <div class="heat-row" role="presentation" aria-hidden="true">
          <span />
          {Array.from({ length: 24 }, (_, hour) => (
            <span key={hour} class="heat-hour">
              {hour % 6 === 0 ? hour : ''}
            </span>
          ))}
        </div>
      </div>
      <div class="chart-legend">
        <span class="heat-when">{pointed === null ? t('heat.hint') : cellText(rows, pointed)}</span>
      </div>
    </div>
  );
}

interface RowProps {
  row: HeatRow;
  measure: HeatMeasure;
  max: number;
  active: { weekday: number; hour: number };
  setActive: (cell: { weekday: number; hour: number }) => void;
  setPointed: (cell: { weekday: number; hour: number }) => void;
}

function WeekdayRow({ row, measure, max, active, setActive, setPointed }: RowProps) {
  const { weekday } = row;
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    <div class="heat-row" role="row" tabIndex={-1}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <span class="heat-day" role="rowheader" tabIndex={-1} aria-label={weekdayName(weekday, 'long')}>
        {weekdayName(weekday, 'short')}
      </span>
      {row.cells.map((cell, hour) => {
        const size = heatSize(heatValue(cell, measure), max);
        const isActive = active.weekday === weekday && active.hour === hour;
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          <span
            key={hour}
            class="heat-cell"
            role="gridcell"
            data-cell={`${weekday}-${hour}`}
            tabIndex={isActive ? 0 : -1}
            aria-label={describe(cell, weekday, hour)}
            onMouseEnter={() => setPointed({ weekday, hour })}
            onFocus={() => {
              setActive({ weekday, hour });
              setPointed({ weekday, hour });
            }}
          >
            <span class={size === 0 ? 'heat-none' : 'heat-box'} style={{ '--heat': String(size) }} />
          </span>
        );
      })}
    </div>
  );
}

function cellText(rows: readonly HeatRow[], at: { weekday: number; hour: number }): string {
  return describe(rows[at.weekday - 1]?.cells[at.hour] ?? null, at.weekday, at.hour);
}

function describe(cell: HeatMapCell | null, weekday: number, hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const when = `${weekdayName(weekday, 'long')} ${two(hour)}:00–${two((hour + 1) % 24)}:00`;
  if (cell === null) return t('heat.nothing', when);
  return t(
    'heat.cell',
    when,
    plural('requests', cell.request_count, count(cell.request_count).text),
    plural('tokens', cell.total_tokens ?? 0, tokens(cell.total_tokens).text),
    costOf(cell).text,
  );
}

/** Weekday and hour; empty where no cell has the focus. */
function focusedCell(target: EventTarget | null): number[] {
  const cell = target instanceof HTMLElement ? target.dataset.cell : undefined;
  return cell === undefined ? [] : cell.split('-').map(Number);
}

function nextCell(key: string, { weekday, hour }: { weekday: number; hour: number }) {
  if (key === 'ArrowRight') return { weekday, hour: Math.min(23, hour + 1) };
  if (key === 'ArrowLeft') return { weekday, hour: Math.max(0, hour - 1) };
  if (key === 'ArrowDown') return { weekday: Math.min(7, weekday + 1), hour };
  if (key === 'ArrowUp') return { weekday: Math.max(1, weekday - 1), hour };
  if (key === 'Home') return { weekday, hour: 0 };
  if (key === 'End') return { weekday, hour: 23 };
  return null;
}
