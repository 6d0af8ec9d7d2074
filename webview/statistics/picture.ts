// A chart as a PNG that stands for itself: background, title and legend included.
import type { Series } from './series.ts';

const MARGIN = 12;
const LINE = 20;

/** @returns base64 */
export function chartPicture(
  canvas: HTMLCanvasElement,
  texts: { title: string; legend: readonly Pick<Series, 'label' | 'color'>[] },
): string {
  const style = getComputedStyle(document.body);
  const color = (variable: string) => style.getPropertyValue(variable).trim() || style.color;
  const scale = devicePixelRatio;
  const width = canvas.width / scale + 2 * MARGIN;
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (context === null) return '';
  const font = `12px ${style.fontFamily}`;
  context.font = font;
  const places = placeLegend(
    texts.legend.map(({ label }) => context.measureText(label).width),
    width,
  );
  const legendHeight = texts.legend.length === 0 ? 0 : ((places.at(-1)?.line ?? 0) + 1) * LINE;
  const top = MARGIN + LINE + 8;
  const height = top + canvas.height / scale + legendHeight + MARGIN;
  picture.width = Math.round(width * scale);
  picture.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, width, height);
  context.font = `600 ${font}`;
  context.textBaseline = 'middle';
  context.fillStyle = style.color;
  context.fillText(texts.title, MARGIN, MARGIN + LINE / 2);
  context.drawImage(canvas, MARGIN, top, canvas.width / scale, canvas.height / scale);
  context.font = font;
  for (const [index, { label, color: variable }] of texts.legend.entries()) {
    const { left, line } = places[index] ?? { left: MARGIN, line: 0 };
    const middle = top + canvas.height / scale + line * LINE + LINE / 2;
    context.fillStyle = color(variable);
    context.fillRect(left, middle - 4, 8, 8);
    context.fillStyle = style.color;
    context.fillText(label, left + 14, middle);
  }
  return picture.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function placeLegend(widths: readonly number[], width: number): { left: number; line: number }[] {
  let left = MARGIN;
  let line = 0;
  return widths.map(text => {
    if (left > MARGIN && left + text + 14 > width - MARGIN) {
      left = MARGIN;
      line += 1;
    }
    const place = { left, line };
    left += text + 34;
    return place;
  });
}
