// Where a journal lies: `….jsonl`, or cold `….jsonl.zst`. While both are there, the first is the truth.
import { rm } from 'node:fs/promises';
import path from 'node:path';

export const ARCHIVE_SUFFIX = '.zst';
/** What a process that was killed in the middle of its work leaves behind. */
export const TEMPORARY_SUFFIX = '.tmp';

/** @param file relative to `dataFolder`, with '/' */
export function journalPath(dataFolder: string, file: string): string {
  return path.join(dataFolder, ...file.split('/'));
}

export function archivePath(dataFolder: string, file: string): string {
  return `${journalPath(dataFolder, file)}${ARCHIVE_SUFFIX}`;
}

/** Removes a journal in all its forms. Cut off anywhere, it can be repeated. */
export async function removeJournalFiles(dataFolder: string, file: string): Promise<void> {
  const journal = journalPath(dataFolder, file);
  const archive = archivePath(dataFolder, file);
  for (const name of [`${archive}${TEMPORARY_SUFFIX}`, `${journal}${TEMPORARY_SUFFIX}`]) {
    await rm(name, { force: true });
  }
  // The journal last: an archive that is out of date must not become the truth.
  await rm(archive, { force: true });
  await rm(journal, { force: true });
}
