// Draws the stacked bars with uPlot, in the colours of the theme.
import uPlot from 'uplot';
import { formatCount } from '../../src/protocol/format.ts';
import { TOKEN_KINDS } from '../tokenKinds.ts';
import { type Bucket, bucketLabel } from './buckets.ts';
import { stackTokens } from './stack.ts';

const HEIGHT_PX = 220;

export interface Chart {
  resize(widthPx: number): void;
  /** Marks the bar at `index`, null for none. */
  point(index: number | null): void;
  destroy(): void;
}

/** @param pointed is told which bar the pointer is over, null for none */
export function drawChart(
  parent: HTMLElement,
  buckets: readonly Bucket[],
  widthPx: number,
  pointed: (index: number | null) => void,
): Chart {
  const style = getComputedStyle(parent);
  const color = (variable: string) => style.getPropertyValue(variable).trim() || style.color;
  // The canvas knows no theme variables: the font is what the page resolved.
  const font = `11px ${style.fontFamily}`;
  const bars = uPlot.paths.bars?.({ size: [0.7, 40] });
  // The tallest first, so that the lower kinds are painted over it.
  const stacks = stackTokens(buckets)
    .map((heights, index) => ({ heights, kind: TOKEN_KINDS[index] }))
    .reverse();
  const axis = { stroke: color('--vscode-descriptionForeground'), font, ticks: { show: false } };
  const plot = new uPlot(
    {
      width: widthPx,
      height: HEIGHT_PX,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [-0.6, buckets.length - 0.4] },
        y: { range: (_self, _min, max) => [0, max > 0 ? max * 1.05 : 1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          space: 64,
          incrs: [1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365],
          values: (_self, splits) => splits.map(index => labelAt(buckets, index)),
        },
        {
          ...axis,
          size: 56,
          grid: { stroke: color('--vscode-panel-border'), width: 1 },
          values: (_self, splits) => splits.map(value => formatCount(value)),
        },
      ],
      series: [
        {},
        ...stacks.map(({ kind }) => ({
          fill: color(kind?.color ?? '--vscode-charts-foreground'),
          width: 0,
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        })),
      ],
      hooks: {
        setCursor: [self => pointed(self.cursor.idx ?? null)],
      },
    },
    [buckets.map((_bucket, index) => index), ...stacks.map(({ heights }) => heights)],
    parent,
  );
  return {
    resize: width => plot.setSize({ width, height: HEIGHT_PX }),
    point: index =>
      plot.setCursor(
        index === null ? { left: -10, top: -10 } : { left: plot.valToPos(index, 'x'), top: HEIGHT_PX / 2 },
      ),
    destroy: () => plot.destroy(),
  };
}

function labelAt(buckets: readonly Bucket[], index: number): string {
  const bucket = buckets[index];
  return bucket === undefined ? '' : bucketLabel(bucket.key);
}
