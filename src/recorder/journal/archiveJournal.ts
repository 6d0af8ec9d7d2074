// Turns a journal into its archive and back. Killed at any step, exactly one of both is read, and it is whole.
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, LunaRouteError } from '../../protocol/errors.ts';
import { archiveBytes } from './archiveLayout.ts';
import { archivePieces } from './archiveSource.ts';
import { archivePath, journalPath, TEMPORARY_SUFFIX } from './journalPaths.ts';
import { NO_FOLLOW } from './privateFiles.ts';
import { readOn } from './readBytes.ts';
import { splitLines } from './splitLines.ts';

/** What has just been done; fault tests end the process there. */
export type ArchiveStep = 'written' | 'verified' | 'renamed' | 'removed';
export type StepListener = (step: ArchiveStep) => void;

/** A verified archive that waits under its temporary name. */
export interface PreparedArchive {
  file: string;
  /** Of the journal it was made from. */
  size: number;
  mtimeMs: number;
}

/**
 * Compresses a journal beside it and compares what can be read from the result. The journal may grow meanwhile.
 * @returns null when there is nothing to compress
 * @throws LunaRouteError `archive_differs`
 */
export async function prepareArchive(
  dataFolder: string,
  file: string,
  signal: AbortSignal,
  onStep?: StepListener,
): Promise<PreparedArchive | null> {
  const temporary = `${archivePath(dataFolder, file)}${TEMPORARY_SUFFIX}`;
  const journal = await open(journalPath(dataFolder, file), constants.O_RDONLY | NO_FOLLOW);
  try {
    const { size, mtimeMs, isFile } = await factsOf(journal);
    if (size === 0 || !isFile) return null;
    const written = createHash('sha256');
    await writeNew(temporary, async target => {
      const lines = splitLines(hashed(readOn(journal, 0, size), written));
      for await (const piece of archiveBytes(lines, size)) {
        signal.throwIfAborted();
        await target.appendFile(piece);
      }
    });
    onStep?.('written');
    if ((await digestOf(temporary, signal)) !== written.digest('hex'))
      throw new LunaRouteError('archive_differs', `The archive of ${file} does not hold what it should.`);
    onStep?.('verified');
    return { file, size, mtimeMs };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await journal.close();
  }
}

/**
 * Puts a prepared archive in its journal's place. Nobody may write to the journal meanwhile.
 * @returns false when the journal has changed since: then it stays as it is
 */
export async function swapArchive(
  dataFolder: string,
  prepared: PreparedArchive,
  onStep?: StepListener,
): Promise<boolean> {
  const { file, size, mtimeMs } = prepared;
  const archive = archivePath(dataFolder, file);
  const temporary = `${archive}${TEMPORARY_SUFFIX}`;
  const journal = await open(journalPath(dataFolder, file), constants.O_RDONLY | NO_FOLLOW);
  const now = await factsOf(journal).finally(() => journal.close());
  if (now.size !== size || now.mtimeMs !== mtimeMs) {
    await discardArchive(dataFolder, prepared);
    return false;
  }
  await rename(temporary, archive);
  await syncFolder(path.dirname(archive));
  onStep?.('renamed');
  await rm(journalPath(dataFolder, file));
  onStep?.('removed');
  return true;
}

/** Removes a prepared archive that is not wanted any more. */
export async function discardArchive(dataFolder: string, { file }: PreparedArchive): Promise<void> {
  await rm(`${archivePath(dataFolder, file)}${TEMPORARY_SUFFIX}`, { force: true });
}

/**
 * Makes an archive a journal again, which can be continued. One that lost text stays as it is: without that its
 * lines would stand elsewhere than the index says, and nobody would see any more that something is missing.
 * @returns false when there is no archive
 * @throws LunaRouteError `archive_damaged`
 */
export async function thawJournal(dataFolder: string, file: string, onStep?: StepListener): Promise<boolean> {
  const journal = journalPath(dataFolder, file);
  const archiveName = archivePath(dataFolder, file);
  let archive: FileHandle;
  try {
    archive = await open(archiveName, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  const temporary = `${journal}${TEMPORARY_SUFFIX}`;
  try {
    await writeNew(temporary, async target => {
      for await (const piece of wholeText(archive)) await target.appendFile(piece);
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await archive.close();
  }
  onStep?.('written');
  await rename(temporary, journal);
  await syncFolder(path.dirname(journal));
  onStep?.('renamed');
  await rm(archiveName);
  onStep?.('removed');
  return true;
}

/** @throws LunaRouteError `archive_damaged` where text is lost */
async function* wholeText(archive: FileHandle): AsyncGenerator<Buffer, void, void> {
  for await (const piece of archivePieces(archive, 0)) {
    if (Buffer.isBuffer(piece)) yield piece;
    else if (piece.lost === 'text') throw new LunaRouteError('archive_damaged', 'The archive is damaged.');
  }
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function factsOf(handle: FileHandle) {
  const facts = await handle.stat();
  return { size: facts.size, mtimeMs: facts.mtimeMs, isFile: facts.isFile() };
}

/** Creates a file, 0600, and writes it through to the disk. What stood there was left by a process that was killed. */
async function writeNew(name: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  await rm(name, { force: true });
  const handle = await open(name, 'wx', 0o600);
  try {
    await write(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Of all text; empty when anything of the archive can't be read. */
async function digestOf(archive: string, signal: AbortSignal): Promise<string> {
  const handle = await open(archive, constants.O_RDONLY | NO_FOLLOW);
  const hash = createHash('sha256');
  try {
    for await (const piece of archivePieces(handle, 0)) {
      signal.throwIfAborted();
      if (!Buffer.isBuffer(piece)) return '';
      hash.update(piece);
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** So that a power cut can't bring the journal's removal to the disk before the archive's name. */
async function syncFolder(folder: string): Promise<void> {
  // Windows can't open folders; there the file system's own journal keeps the order.
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
