// The heat map as a picture, for those who save it.
import { type HeatMeasure, type HeatRow, heatSize, heatValue, weekdayName } from './heat.ts';

const CELL = 24;
const NAMES = 48;

export function drawHeatMap(rows: readonly HeatRow[], measure: HeatMeasure): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = (NAMES + 24 * CELL) * devicePixelRatio;
  canvas.height = (rows.length + 1) * CELL * devicePixelRatio;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const style = getComputedStyle(document.body);
  const max = Math.max(...rows.flatMap(row => row.cells.map(cell => heatValue(cell, measure))));
  context.scale(devicePixelRatio, devicePixelRatio);
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = 'middle';
  for (const [line, row] of rows.entries()) {
    context.fillStyle = style.color;
    context.fillText(weekdayName(row.weekday, 'short'), 0, (line + 0.5) * CELL);
    context.fillStyle = style.getPropertyValue('--vscode-progressBar-background').trim() || style.color;
    for (const [hour, cell] of row.cells.entries()) {
      const side = heatSize(heatValue(cell, measure), max) * (CELL - 4);
      const inset = (CELL - side) / 2;
      context.fillRect(NAMES + hour * CELL + inset, line * CELL + inset, side, side);
    }
  }
  context.fillStyle = style.color;
  for (let hour = 0; hour < 24; hour += 6)
    context.fillText(String(hour), NAMES + hour * CELL + 4, (rows.length + 0.5) * CELL);
  return canvas;
}
