// Runs imports for the API: one at a time, after the index knows everything that is recorded.
import { LunaRouteError } from '../../protocol/errors.ts';
import type { ImportBody, ImportProgress, ImportReport } from '../../protocol/import.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { type ImportEnvironment, ImportRun } from './importRun.ts';

export interface ImporterOptions extends Omit<ImportEnvironment, 'fileOf' | 'sessionOfResponse'> {
  /** Null when it could not be opened. */
  index: RecordIndex | null;
  /** Resolves when the index has read what earlier processes wrote. */
  untilCaughtUp(): Promise<void>;
}

export class Importer {
  private readonly options: ImporterOptions;
  private isRunning = false;

  constructor(options: ImporterOptions) {
    this.options = options;
  }

  /** @throws LunaRouteError `import_running`, `not_found`, `not_writable` */
  async run(
    body: ImportBody,
    tell: (progress: ImportProgress) => Promise<void>,
    signal: AbortSignal,
  ): Promise<ImportReport> {
    const { index, untilCaughtUp, ...environment } = this.options;
    if (index === null)
      throw new LunaRouteError('recorder_unavailable', 'Without an index nothing can be imported.');
    if (this.isRunning) throw new LunaRouteError('import_running', 'An import is running already.');
    this.isRunning = true;
    try {
      await untilCaughtUp();
      signal.throwIfAborted();
      const run = new ImportRun(body, {
        ...environment,
        fileOf: id => index.fileOf(id),
        sessionOfResponse: responseId => sessionOfResponse(index, responseId),
      });
      return await run.run(tell, signal);
    } finally {
      this.isRunning = false;
    }
  }
}

function sessionOfResponse({ database }: RecordIndex, responseId: string): string | null {
  const row = database.get<{ id: string }>(
    'SELECT s.id FROM requests r JOIN sessions s ON s.key = r.session WHERE r.response_id = ? LIMIT 1',
    [responseId],
  );
  return row?.id ?? null;
}
