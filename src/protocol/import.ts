// `POST /import`: what is asked, and the lines that the answer consists of.
import * as z from 'zod/mini';

/** Body of `POST /import`. */
export const importBody = z.strictObject({
  /** Absolute path of a folder or of one log, on the machine that records. */
  path: z.string().check(z.minLength(1), z.maxLength(4096)),
  /** Only what happened from then on: a date (UTC), or an RFC 3339 time. */
  since: z.optional(
    z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/)),
  ),
  /** Count only, write nothing. */
  dry_run: z.optional(z.boolean()),
});

export type ImportBody = z.infer<typeof importBody>;

export interface ImportProgress {
  type: 'progress';
  files_done: number;
  files_total: number;
  bytes_done: number;
  bytes_total: number;
  requests_added: number;
}

export interface ImportReport {
  type: 'report';
  is_dry_run: boolean;
  files: number;
  /** Logs of no kind that we know. */
  foreign_files: number;
  /** Sessions that were not in the record before, or got requests that it lacked. */
  sessions_added: number;
  sessions_extended: number;
  requests_added: number;
  /** Requests that were there already: imported before, or recorded. */
  requests_known: number;
  /** Too recent: they may still go on, and are left for the next time. */
  requests_unsettled: number;
  /** Older than asked for. */
  requests_too_old: number;
  /** Lines that are no JSON, or too long. */
  damaged_lines: number;
  /** Files that could not be read to their end, with the reason. */
  failed_files: { file: string; message: string }[];
}

export interface ImportFailure {
  type: 'error';
  error: { code: string; message: string };
}

/** One line of the answer: progress at most four times a second, then a report or an error. */
export type ImportLine = ImportProgress | ImportReport | ImportFailure;
