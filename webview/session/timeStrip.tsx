// The session over time: one bar a request, zoomed by keys, wheel and buttons; a slider to the keyboard and to readers.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RequestSummary } from '../../src/protocol/api.ts';
import { formatClock, formatDuration } from '../../src/protocol/format.ts';
import { IconButton } from '../components/iconButton.tsx';
import { describeOutcome } from '../labels.ts';
import { useNow } from '../services.ts';
import { plural, type StringKey, t } from '../strings.ts';
import { useThemeVersion } from '../theme.ts';
import { drawStrip, LANE_PX, type StripWindow } from './drawStrip.ts';
import { layOutTime, type SpanKind, spentMs, type TimedRequest, type TimeLayout } from './timeScale.ts';

interface Props {
  requests: readonly RequestSummary[];
  current: string | null;
  select: (requestId: string) => void;
}

const MAX_ZOOM = 256;
const WORDS: readonly (readonly [SpanKind, StringKey])[] = [
  ['waiting', 'strip.waited'],
  ['streaming', 'strip.streamed'],
  ['tools', 'strip.ran'],
];
const LEGEND = ['waiting', 'streaming', 'tools', 'failed'] as const;

export function TimeStrip({ requests, current, select }: Props) {
  const now = useNow();
  const layout = useMemo(() => layOutTime(requests, now), [requests, now]);
  const at = requests.findIndex(request => request.id === current);
  const [view, setView] = useState<StripWindow>({ left: 0, zoom: 1 });
  const canvas = useRef<HTMLCanvasElement>(null);
  useDrawing(canvas, layout, view, current);
  const middle = () => {
    const timed = layout.requests[at];
    return timed === undefined
      ? view.left + 0.5 / view.zoom
      : layout.place((timed.startMs + timed.endMs) / 2);
  };
  const zoomBy = (factor: number, around = middle()) => setView(old => zoomed(old, factor, around));
  const showAll = () => setView({ left: 0, zoom: 1 });
  const choose = (index: number) => {
    const timed = layout.requests[Math.min(requests.length - 1, Math.max(0, index))];
    if (timed === undefined) return;
    setView(old => revealed(old, layout.place(timed.startMs)));
    select(timed.id);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowRight: () => choose(at + 1),
    ArrowLeft: () => choose(at < 0 ? 0 : at - 1),
    Home: () => choose(0),
    End: () => choose(requests.length - 1),
    '+': () => zoomBy(2),
    '=': () => zoomBy(2),
    '-': () => zoomBy(0.5),
    '0': showAll,
  };
  const fraction = (event: MouseEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    return box === undefined ? 0 : view.left + (event.clientX - box.left) / box.width / view.zoom;
  };
  return (
    <div class="time-strip">
      <div
        class="time-track"
        role="slider"
        tabIndex={0}
        aria-label={t('strip.label')}
        aria-valuemin={0}
        aria-valuemax={requests.length}
        aria-valuenow={at + 1}
        aria-valuetext={valueText(requests, layout, at)}
        title={at < 0 ? undefined : valueText(requests, layout, at)}
        onKeyDown={event => {
          const run = event.altKey || event.ctrlKey || event.metaKey ? undefined : keys[event.key];
          if (run === undefined) return;
          event.preventDefault();
          run();
        }}
        onClick={event => {
          const box = event.currentTarget.getBoundingClientRect();
          const nearest = nearestTo(layout, fraction(event), Math.floor((event.clientY - box.top) / LANE_PX));
          if (nearest !== null) select(nearest.id);
        }}
        onWheel={event => {
          if (!event.ctrlKey && view.zoom === 1) return;
          event.preventDefault();
          if (event.ctrlKey) zoomBy(event.deltaY < 0 ? 1.5 : 1 / 1.5, fraction(event));
          else setView(old => moved(old, (event.deltaX + event.deltaY) / 1000 / old.zoom));
        }}
      >
        <canvas ref={canvas} style={{ height: `${layout.lanes * LANE_PX}px` }} />
      </div>
      <div class="strip-legend">
        {LEGEND.map(kind => (
          <span key={kind} class={`legend-${kind}`}>
            {t(`strip.${kind}`)}
          </span>
        ))}
        <span class="strip-buttons">
          <IconButton icon="zoom-in" label={t('strip.zoomIn')} click={() => zoomBy(2)} />
          <IconButton icon="zoom-out" label={t('strip.zoomOut')} click={() => zoomBy(0.5)} />
          <IconButton icon="screen-full" label={t('strip.zoomAll')} click={showAll} />
        </span>
      </div>
    </div>
  );
}

function useDrawing(
  canvas: { current: HTMLCanvasElement | null },
  layout: TimeLayout,
  view: StripWindow,
  current: string | null,
): void {
  const theme = useThemeVersion();
  // The theme is a reason to draw again.
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const draw = () => drawStrip(element, layout, view, current);
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    draw();
    return () => observer.disconnect();
  }, [canvas, layout, view, current, theme]);
}

function clamped(left: number, zoom: number): StripWindow {
  return { zoom, left: Math.min(1 - 1 / zoom, Math.max(0, left)) };
}

function zoomed({ left, zoom }: StripWindow, factor: number, around: number): StripWindow {
  const next = Math.min(MAX_ZOOM, Math.max(1, zoom * factor));
  const offset = Math.min(1, Math.max(0, (around - left) * zoom));
  return clamped(around - offset / next, next);
}

function moved({ left, zoom }: StripWindow, by: number): StripWindow {
  return clamped(left + by, zoom);
}

/** Moves the window only when the place is outside of it. */
function revealed(view: StripWindow, place: number): StripWindow {
  const isSeen = place >= view.left && place <= view.left + 1 / view.zoom;
  return isSeen ? view : clamped(place - 0.5 / view.zoom, view.zoom);
}

function nearestTo(layout: TimeLayout, place: number, lane: number): TimedRequest | null {
  let best: TimedRequest | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const request of layout.requests) {
    const [from, to] = [layout.place(request.startMs), layout.place(request.endMs)];
    const away = Math.max(0, from - place, place - to) + (request.lane === lane ? 0 : 1);
    if (away >= least) continue;
    [best, least] = [request, away];
  }
  return best;
}

function valueText(requests: readonly RequestSummary[], layout: TimeLayout, at: number): string {
  const [request, timed] = [requests[at], layout.requests[at]];
  if (request === undefined || timed === undefined)
    return t('strip.none', plural('requests', requests.length));
  const spent = WORDS.flatMap(([kind, words]) => {
    const ms = spentMs(timed, kind);
    return ms === null ? [] : [t(words, formatDuration(ms))];
  });
  return [
    t('strip.position', at + 1, requests.length),
    formatClock(request.started_at),
    describeOutcome(request).label,
    ...spent,
  ].join(' · ');
}
