// Reads the values of search fields: numbers with a comparison, and days.

export interface NumberFilter {
  op: '>' | '>=' | '<' | '<=' | '=';
  value: number;
}

const NUMBER = /^(>=|<=|>|<|=)?\$?(\d+(?:\.\d+)?|\.\d+)([kmb])?$/i;
const FACTORS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9 };
const DAY = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `>0.5`, `<=10k`, `=3`, `1k..20k` (both ends included); null for anything else. */
export function parseNumbers(text: string): NumberFilter[] | null {
  const range = text.split('..');
  if (range.length === 2) {
    const [low, high] = range.map(end => parseNumber(end));
    if (low?.op !== '=' || high?.op !== '=') return null;
    return [
      { op: '>=', value: low.value },
      { op: '<=', value: high.value },
    ];
  }
  const number = parseNumber(text);
  return number === null ? null : [number];
}

function parseNumber(text: string): NumberFilter | null {
  const match = NUMBER.exec(text);
  if (match === null) return null;
  const [, op, digits = '', unit = ''] = match;
  return {
    op: (op ?? '=') as NumberFilter['op'],
    value: Number(digits) * (FACTORS[unit.toLowerCase()] ?? 1),
  };
}

/** A year, month or day becomes its first day (`2026-11-24`), RFC 3339 stays; null for what is no date. */
export function parseTime(text: string): string | null {
  if (TIME.test(text)) return Number.isNaN(Date.parse(text)) ? null : text;
  const match = DAY.exec(text);
  if (match === null) return null;
  const day = `${match[1]}-${match[2] ?? '01'}-${match[3] ?? '01'}`;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : null;
}
