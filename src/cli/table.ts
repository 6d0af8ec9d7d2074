// Rows as aligned columns of plain text.
import { toLabel } from '../protocol/label.ts';

const GAP = '  ';
const MAX_CELL = 80;

export interface Column<Row> {
  title: string;
  /** Numbers stand right. */
  isRight?: boolean;
  cell(row: Row): string;
}

/** Cells are hostile text: control characters, which could steer the terminal, are removed. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const texts = rows.map(row => columns.map(({ cell }) => toLabel(cell(row), MAX_CELL)));
  const lines = [columns.map(({ title }) => title), ...texts];
  const widths = columns.map((_, index) => Math.max(...lines.map(line => line[index]?.length ?? 0)));
  return lines
    .map(line => line.map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.isRight)).join(GAP))
    .map(line => line.trimEnd())
    .join('\n');
}

function pad(text: string, width: number, isRight = false): string {
  return isRight ? text.padStart(width) : text.padEnd(width);
}
