// Paints the timeline onto a canvas, in the colours of the theme.
import type { SpanKind, TimeLayout } from './timeScale.ts';

export const LANE_PX = 12;
const BAR_PX = 8;

/** The same colours as in the style sheet's legend. */
const COLORS: Readonly<Record<SpanKind, string>> = {
  waiting: '--vscode-descriptionForeground',
  streaming: '--vscode-charts-purple',
  tools: '--vscode-charts-foreground',
};

export interface StripWindow {
  /** What part of the whole is shown: from `left` on, 1 / `zoom` of it. */
  left: number;
  zoom: number;
}

/** @param current id of the chosen request */
export function drawStrip(
  canvas: HTMLCanvasElement,
  layout: TimeLayout,
  view: StripWindow,
  current: string | null,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const width = canvas.clientWidth;
  const height = layout.lanes * LANE_PX;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name).trim() || style.color;
  const red = color('--vscode-charts-red');
  const x = (ms: number) => (layout.place(ms) - view.left) * view.zoom * width;
  for (const request of layout.requests) {
    const top = request.lane * LANE_PX + (LANE_PX - BAR_PX) / 2;
    if (x(request.spans.at(-1)?.endMs ?? request.endMs) < 0 || x(request.startMs) > width) continue;
    for (const span of request.spans) {
      const [from, to] = [x(span.startMs), x(span.endMs)];
      // Tools are a thin line: nothing crosses the wire meanwhile.
      const thick = span.kind === 'tools' ? 2 : BAR_PX;
      context.fillStyle = request.isFailed && span.kind !== 'tools' ? red : color(COLORS[span.kind]);
      context.globalAlpha = span.kind === 'streaming' || request.isFailed ? 1 : 0.6;
      context.fillRect(from, top + (BAR_PX - thick) / 2, Math.max(1, to - from - 0.5), thick);
    }
    context.globalAlpha = 1;
    // A failure is marked by a full-height stroke as well.
    if (request.isFailed) context.fillRect(x(request.startMs), request.lane * LANE_PX, 2, LANE_PX);
    if (request.id === current) {
      context.strokeStyle = color('--vscode-focusBorder');
      context.lineWidth = 1.5;
      const from = x(request.startMs);
      context.strokeRect(from - 1, top - 1.5, Math.max(4, x(request.endMs) - from + 2), BAR_PX + 3);
    }
  }
}
