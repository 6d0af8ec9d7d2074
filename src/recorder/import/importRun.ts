// One import: goes through the logs of a folder, keeps out what is recorded already, and counts.
import { basename } from 'node:path';
import { isRecord } from '../../core/dialects/json.ts';
import { errorMessage } from '../../protocol/errors.ts';
import type { ImportBody, ImportProgress, ImportReport } from '../../protocol/import.ts';
import { ClaudeLog } from './claudeLog.ts';
import { findLogs, type LogFile } from './findLogs.ts';
import { ImportedJournal, type ImportedJournalOptions, idOf } from './importedJournal.ts';
import type { LogExchange, LogReader, LogSession, LogSink } from './logExchange.ts';
import { readLogLines } from './readLogLines.ts';
import { RustLog } from './rustLog.ts';

export interface ImportEnvironment extends ImportedJournalOptions {
  /** Our id of the session in which an answer stands already. */
  sessionOfResponse(responseId: string): string | null;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What is younger may still go on, or be on its way into the journal of what we recorded ourselves. */
const SETTLED_MS = 10 * 60_000;
const MAX_FAILED_FILES = 20;

export class ImportRun implements LogSink {
  private readonly body: ImportBody;
  private readonly environment: ImportEnvironment;
  private readonly sinceMs: number;
  private readonly report: ImportReport;
  private journal: { key: string; journal: ImportedJournal } | null = null;
  /** Answers and requests of this import: several logs may tell of the same. */
  private readonly seen = new Set<string>();
  private readonly titles = new Map<string, { title: string; at: number }>();
  private readonly touched = new Map<string, 'added' | 'extended'>();

  constructor(body: ImportBody, environment: ImportEnvironment) {
    this.body = body;
    this.environment = environment;
    this.sinceMs = body.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(body.since);
    this.report = {
      ...{ type: 'report', is_dry_run: body.dry_run === true, files: 0, foreign_files: 0, sessions_added: 0 },
      ...{ sessions_extended: 0, requests_added: 0, requests_known: 0, requests_unsettled: 0 },
      ...{ requests_too_old: 0, damaged_lines: 0, failed_files: [] },
    };
  }

  /**
   * Imports everything below the folder. What was written before an abort or an error stays, and is known the next time.
   * @param tell told of the progress between two pieces of a log
   */
  async run(tell: (progress: ImportProgress) => Promise<void>, signal: AbortSignal): Promise<ImportReport> {
    const logs = await findLogs(this.body.path, signal);
    const bytesTotal = logs.reduce((sum, { size }) => sum + size, 0);
    let bytesDone = 0;
    for (const [at, log] of logs.entries()) {
      const progress = (bytesRead: number) =>
        tell({
          ...{ type: 'progress', files_done: at, files_total: logs.length, bytes_total: bytesTotal },
          ...{ bytes_done: bytesDone + bytesRead, requests_added: this.report.requests_added },
        });
      await this.importLog(log, progress, signal);
      bytesDone += log.size;
    }
    await this.closeJournal();
    for (const how of this.touched.values())
      if (how === 'added') this.report.sessions_added++;
      else this.report.sessions_extended++;
    return this.report;
  }

  async exchange(session: LogSession, exchange: LogExchange): Promise<boolean> {
    const { report } = this;
    if (!Number.isFinite(exchange.startedAt) || !Number.isFinite(exchange.endedAt)) {
      report.damaged_lines++;
      return false;
    }
    if (exchange.endedAt < this.sinceMs) {
      report.requests_too_old++;
      return false;
    }
    if (exchange.endedAt > this.environment.now() - SETTLED_MS) {
      report.requests_unsettled++;
      return false;
    }
    const { journal } = this;
    const target = journal?.key === session.key ? journal.journal : await this.openJournal(session);
    if (target.has(exchange)) {
      report.requests_known++;
      if (this.body.dry_run !== true) target.skip(exchange);
      return true;
    }
    if (this.isKnownElsewhere(exchange)) {
      report.requests_known++;
      target.forgetThread(exchange.threadId);
      return false;
    }
    if (this.body.dry_run !== true) await target.add(exchange);
    report.requests_added++;
    this.touched.set(target.id, target.isOld ? 'extended' : 'added');
    return true;
  }

  /** The last one counts; it is written when the session's log has been read. */
  title(session: LogSession, title: string, at: number): void {
    this.titles.set(session.key, { title, at });
  }

  private async importLog(
    log: LogFile,
    progress: (bytesRead: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    this.report.files++;
    // A log that was not written to since holds nothing from then on.
    if (log.mtimeMs < this.sinceMs) return;
    const readers: LogReader[] = [new ClaudeLog(this), new RustLog(this)];
    let isKnown = false;
    try {
      for await (const { text, bytesRead, isUnfinished } of readLogLines(log.path, signal)) {
        signal.throwIfAborted();
        const value = text === null ? undefined : parse(text);
        if (isRecord(value)) isKnown = (await takeLine(readers, value)) || isKnown;
        else if (!isUnfinished) this.report.damaged_lines++;
        await progress(bytesRead);
      }
      for (const reader of readers) await reader.end();
    } catch (error) {
      if (signal.aborted || !isFileTrouble(error)) throw error;
      if (this.report.failed_files.length < MAX_FAILED_FILES)
        this.report.failed_files.push({ file: basename(log.path), message: errorMessage(error) });
    }
    if (!isKnown && log.size > 0) this.report.foreign_files++;
  }

  /** Recorded by ourselves, or imported from another log. */
  private isKnownElsewhere({ key, answer: { responseId } }: LogExchange): boolean {
    const ids = [idOf(key), ...(responseId === null ? [] : [`answer ${responseId}`])];
    const isSeen = ids.some(id => this.seen.has(id));
    for (const id of ids) this.seen.add(id);
    return isSeen || (responseId !== null && this.environment.sessionOfResponse(responseId) !== null);
  }

  private async openJournal(session: LogSession): Promise<ImportedJournal> {
    await this.closeJournal();
    const journal = await ImportedJournal.open(session, this.environment);
    this.journal = { key: session.key, journal };
    return journal;
  }

  private async closeJournal(): Promise<void> {
    const { journal: open } = this;
    this.journal = null;
    if (open === null || this.body.dry_run === true) return;
    const named = this.titles.get(open.key);
    if (named !== undefined) open.journal.nameIt(named.title, named.at);
    await open.journal.finish();
  }
}

async function takeLine(readers: readonly LogReader[], value: Record<string, unknown>): Promise<boolean> {
  for (const reader of readers) if (await reader.line(value)) return true;
  return false;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Trouble of one log, which keeps nobody from the others. */
function isFileTrouble(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
