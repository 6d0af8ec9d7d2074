// Draws stacked bars with uPlot, in the colours of the theme.
import uPlot from 'uplot';
import { type Scale, type Series, stack } from './series.ts';

export const CHART_HEIGHT_PX = 180;
/** Where pointer events can't be: nothing is pointed at. */
const NOWHERE = { left: -10, top: -10 };

export interface ChartContent {
  /** From the bottom upwards. */
  series: readonly Series[];
  /** Of the bars, for the axis. */
  labels: readonly string[];
  scale: Scale;
}

export interface Chart {
  canvas: HTMLCanvasElement;
  resize(widthPx: number): void;
  /** Marks the bar at `index`, null for none. */
  point(index: number | null): void;
  destroy(): void;
}

/** @param pointed is told which bar the pointer is over, null for none */
export function drawChart(
  parent: HTMLElement,
  content: ChartContent,
  pointed: (index: number | null) => void,
): Chart {
  const style = getComputedStyle(parent);
  const color = (variable: string) => style.getPropertyValue(variable).trim() || style.color;
  const background = color('--vscode-editor-background');
  const isHighContrast = document.body.classList.contains('vscode-high-contrast');
  // The canvas knows no theme variables: the font is what the page resolved.
  const font = `11px ${style.fontFamily}`;
  const bars = uPlot.paths.bars?.({ size: [0.75, 40] });
  const heights = stack(content.series);
  // The tallest first, so that the lower ones are painted over it; a line of background parts them.
  const painted = content.series.map((series, at) => ({ series, heights: heights[at] ?? [] })).reverse();
  const count = content.labels.length;
  const axis = { stroke: color('--vscode-descriptionForeground'), font, ticks: { show: false } };
  let at: number | null = null;
  const plot = new uPlot(
    {
      width: parent.clientWidth,
      height: CHART_HEIGHT_PX,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [-0.6, count - 0.4] },
        y: { range: (_self, _min, max) => [0, max > 0 ? max * 1.05 : 1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 24,
          space: 64,
          incrs: [1, 2, 3, 5, 7, 10, 14, 30, 60, 90, 180, 365],
          values: (_self, splits) => splits.map(index => content.labels[index] ?? ''),
        },
        {
          ...axis,
          size: 56,
          space: 36,
          // Borders of high contrast themes are too loud for a whole grid.
          grid: {
            stroke: color('--vscode-panel-border'),
            width: 1,
            dash: isHighContrast ? [1, 5] : [],
          },
          values: (_self, splits) => content.scale.axis(splits),
        },
      ],
      series: [
        {},
        ...painted.map(({ series }) => ({
          fill: opaque(color(series.color), background),
          stroke: background,
          width: count > 60 ? 0 : 1 / devicePixelRatio,
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        })),
      ],
      hooks: {
        setCursor: [
          self => {
            const next = self.cursor.idx ?? null;
            if (next === at) return;
            at = next;
            pointed(next);
          },
        ],
      },
    },
    [content.labels.map((_label, index) => index), ...painted.map(item => item.heights)],
    parent,
  );
  return {
    canvas: plot.ctx.canvas,
    resize: width => plot.setSize({ width, height: CHART_HEIGHT_PX }),
    point: index => {
      if (index === at) return;
      at = index;
      plot.setCursor(
        index === null ? NOWHERE : { left: plot.valToPos(index, 'x'), top: CHART_HEIGHT_PX / 2 },
        false,
      );
    },
    destroy: () => plot.destroy(),
  };
}

/** What a translucent colour looks like on the page: bars are painted over each other. */
function opaque(color: string, background: string): string {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) return color;
  for (const fill of [background, color]) {
    context.fillStyle = fill;
    context.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
