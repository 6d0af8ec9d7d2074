// What an import did, as a person reads it.
import { countOf, formatExactCount } from '../protocol/format.ts';
import type { ImportReport } from '../protocol/import.ts';

export function describeReport(report: ImportReport): string {
  const count = (value: number): string => formatExactCount(value, 'en-US');
  const facts: [number, string][] = [
    [report.requests_known, 'requests were there already'],
    [report.requests_unsettled, 'requests are of the last ten minutes: import them later'],
    [report.requests_too_old, 'requests are older'],
    [report.damaged_lines, 'lines could not be read'],
    [report.foreign_files, 'files are no logs that can be imported'],
  ];
  const lines = [
    `  ${report.is_dry_run ? 'Would import' : 'Imported'} ${countOf(report.requests_added, 'request')}, ` +
      `${countOf(report.sessions_added, 'new session')}, ${count(report.sessions_extended)} with something new`,
    ...facts.filter(([value]) => value > 0).map(([value, text]) => `  ${count(value)} ${text}`),
    ...report.failed_files.map(({ file, message }) => `  ${file}: ${message}`),
  ];
  return lines.join('\n');
}
