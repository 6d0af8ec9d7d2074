// Reads the answer of `POST /import`: lines of progress, then a report or an error.
import type { Readable } from 'node:stream';
import { LunaRouteError } from '../protocol/errors.ts';
import type { ImportLine, ImportProgress, ImportReport } from '../protocol/import.ts';

/** @throws LunaRouteError what went wrong there, or `import_broken` when the answer ends before its report */
export async function readImport(
  answer: Readable,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  let rest = '';
  let report: ImportReport | null = null;
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = `${rest}${chunk as string}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as ImportLine;
      if (line.type === 'progress') onProgress(line);
      else if (line.type === 'report') report = line;
      else throw new LunaRouteError(line.error.code, line.error.message);
    }
  }
  if (report !== null) return report;
  const message = 'The import broke off; what it had written stays, and it can be repeated.';
  throw new LunaRouteError('import_broken', message);
}
