// Stacked bars that pointer and arrow keys read out; the legend switches kinds off, Enter opens what is behind a bar.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useServices } from '../services.ts';
import { type Store, useStore } from '../store.ts';
import { plural, t } from '../strings.ts';
import { useThemeVersion } from '../theme.ts';
import { type Chart, drawChart } from './drawChart.ts';
import type { Scale, Series } from './series.ts';

interface Props {
  /** Says what the bars are, for screen readers. */
  label: string;
  labels: readonly string[];
  /** In full, for what is pointed at. */
  titles: readonly string[];
  /** From the bottom upwards. */
  series: readonly Series[];
  scale: Scale;
  /** Keys of the series that are switched off. */
  hidden: readonly string[];
  toggle: (key: string) => void;
  /** Which bar is pointed at: charts that share it point together. */
  cursor: Store<number | null>;
  /** Opens what is behind a bar. */
  open?: (index: number) => void;
  canvasRef: (canvas: HTMLCanvasElement | null) => void;
}

export function BarChart(props: Props) {
  const { labels, series, scale, hidden, cursor, open, canvasRef } = props;
  const { announce } = useServices();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const pointed = useStore(cursor);
  const theme = useThemeVersion();
  const shown = useMemo(() => series.filter(({ key }) => !hidden.includes(key)), [series, hidden]);

  // Another theme has other colours.
  useEffect(() => {
    const parent = box.current;
    if (parent === null) return;
    const drawn = drawChart(parent, { series: shown, labels, scale }, index => cursor.set(index));
    drawn.point(cursor.get());
    chart.current = drawn;
    canvasRef(drawn.canvas);
    const observer = new ResizeObserver(() => drawn.resize(parent.clientWidth));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      canvasRef(null);
      drawn.destroy();
      chart.current = null;
    };
  }, [shown, labels, scale, theme, cursor, canvasRef]);
  useEffect(() => chart.current?.point(pointed), [pointed]);

  const readOut = (index: number) => {
    cursor.set(index);
    const values = shown.map(({ label, values: of }) => `${label} ${scale.exact(of[index] ?? 0)}`);
    announce([props.titles[index] ?? '', ...values].join(', '));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextBar(event.key, pointed, labels.length);
    if (next !== null) readOut(next);
    else if (event.key === 'Enter' && pointed !== null && open !== undefined) open(pointed);
    else if (event.key === 'Escape' && pointed !== null) cursor.set(null);
    else return;
    event.preventDefault();
  };
  const isPointed = pointed !== null && pointed < labels.length;
  return (
    <div class="chart">
      <div
        class={open === undefined ? 'chart-canvas' : 'chart-canvas opens'}
        ref={box}
        role="img"
        aria-label={t('chart.label', props.label, plural('bars', labels.length))}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the bars out
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => cursor.set(null)}
        onClick={() => pointed !== null && open?.(pointed)}
      />
      <div class="chart-legend">
        <span class="chart-when">
          {isPointed ? props.titles[pointed] : t(open === undefined ? 'chart.hint' : 'chart.openHint')}
        </span>
        {series.map(item => (
          <LegendEntry
            key={item.key}
            series={item}
            value={isPointed ? scale.exact(item.values[pointed] ?? 0) : ''}
            isHidden={hidden.includes(item.key)}
            toggle={series.length > 1 ? props.toggle : null}
          />
        ))}
      </div>
    </div>
  );
}

function LegendEntry(props: {
  series: Series;
  value: string;
  isHidden: boolean;
  /** Null: there is nothing to choose from. */
  toggle: ((key: string) => void) | null;
}) {
  const { series, value, isHidden, toggle } = props;
  const content = (
    <>
      <span class="swatch" style={{ '--swatch': `var(${series.color})` }} />
      <span class="legend-label">{series.label}</span>
      <span class="legend-value">{value}</span>
    </>
  );
  if (toggle === null) return <span class="legend-entry">{content}</span>;
  return (
    <button
      type="button"
      class="legend-entry"
      aria-pressed={!isHidden}
      title={t(isHidden ? 'chart.show' : 'chart.hide', series.label)}
      onClick={() => toggle(series.key)}
    >
      {content}
    </button>
  );
}

function nextBar(key: string, at: number | null, count: number): number | null {
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key === 'ArrowRight') return at === null ? 0 : Math.min(count - 1, at + 1);
  if (key === 'ArrowLeft') return at === null ? count - 1 : Math.max(0, at - 1);
  return null;
}
