// The table at the end of `npm test`, and its last line.
import type { SuiteResult } from './suites.ts';

/** The table of all suites, closed by `N passed, N failed` alone on a line. */
export function renderSummary(results: readonly SuiteResult[]): string {
  const width = Math.max(...results.map(result => result.name.length));
  const rows = results.map(result => renderRow(result, width));
  const total = (key: 'passed' | 'failed' | 'skipped') =>
    results.reduce((sum, result) => sum + result[key], 0);
  const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : '';
  return [...rows, '', `${total('passed')} passed, ${total('failed')} failed${skipped}`].join('\n');
}

function renderRow(
  { name, passed, failed, skipped, durationMs, problem }: SuiteResult,
  width: number,
): string {
  const sign = failed === 0 ? '✔' : '✖';
  const seconds = `${(durationMs / 1000).toFixed(1)} s`.padStart(8);
  const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed`;
  const notes = [skipped > 0 ? `${skipped} skipped` : '', problem ?? ''].filter(note => note !== '');
  return `${sign} ${name.padEnd(width)} ${counts} ${seconds}  ${notes.join(', ')}`.trimEnd();
}
