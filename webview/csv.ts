// Writes a table as CSV (RFC 4180) that spreadsheets show as it is, whatever was recorded. Pure.
/** A cell that begins so would be taken for a formula; plain numbers are none. */
const FORMULA = /^\s*[=+\-@|%\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

export function toCsv(lines: readonly (readonly string[])[]): string {
  return lines.map(line => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}
