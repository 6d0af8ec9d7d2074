// Moves a data folder: copies it, compares every file, lets the caller adopt the new one, and only then removes the old.
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, errorMessage, LunaRouteError } from '../protocol/errors.ts';
import { prepareDataFolder } from './dataFolder.ts';
import { holdDataFolder } from './holdDataFolder.ts';
import { isRecordName } from './recordedNames.ts';
import type { Log } from './serviceTypes.ts';

export interface MoveOptions {
  from: string;
  /** Missing or empty. */
  to: string;
  version: string;
  log: Log;
  signal: AbortSignal;
  onProgress(progress: { doneBytes: number; totalBytes: number }): void;
  /** Makes the new folder the one in use, e.g. in the settings. After this there is no way back. */
  adopt(): Promise<void>;
}

interface RecordedFile {
  /** Relative, with the system's separator. */
  name: string;
  bytes: number;
}

/** Windows has no such flag. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const TEMPORARY = /\.tmp$/;

/**
 * Nobody may run on the old folder; while this runs nobody can begin to. Cancelled or failed before `adopt`, the old folder
 * is as it was and the new one is empty.
 * @throws LunaRouteError `data_folder_in_use`, `data_folder_not_empty`, `data_folder_nested`, `copy_differs`
 */
export async function moveDataFolder(options: MoveOptions): Promise<void> {
  const from = await fs.realpath(options.from);
  await prepareMove(from, options.to);
  const lease = await holdDataFolder({ ...options, dataFolder: from });
  try {
    const files = await listRecord(from);
    try {
      await copyAll(files, from, options);
      await options.adopt();
    } catch (error) {
      await removeRecord(options.to);
      throw error;
    }
    await removeOld(from, options.log);
  } finally {
    await lease.release();
  }
}

/**
 * Makes the new folder, or takes an empty one. What stands against it is told without stopping anything.
 * @throws LunaRouteError `data_folder_not_empty`, `data_folder_nested`, and what `prepareDataFolder` throws
 */
export async function prepareMove(inUse: string, to: string): Promise<void> {
  const from = await fs.realpath(inUse);
  refuseNested(from, path.resolve(to));
  await prepareDataFolder(to);
  // Links on the way may lead back.
  const target = await fs.realpath(to);
  refuseNested(from, target);
  if ((await fs.readdir(target)).length > 0)
    throw new LunaRouteError('data_folder_not_empty', `${to} is not empty. Choose a new or an empty folder.`);
}

function refuseNested(from: string, to: string): void {
  const isInside = (folder: string, other: string): boolean =>
    `${folder}${path.sep}`.startsWith(`${other}${path.sep}`);
  if (isInside(to, from) || isInside(from, to))
    throw new LunaRouteError(
      'data_folder_nested',
      `${to} and the folder in use lie within each other. Choose another.`,
    );
}

async function listRecord(from: string): Promise<RecordedFile[]> {
  const files: RecordedFile[] = [];
  const visit = async (name: string): Promise<void> => {
    const facts = await fs.lstat(path.join(from, name)).catch(orNull);
    if (facts?.isDirectory()) {
      for (const child of (await fs.readdir(path.join(from, name))).sort())
        await visit(path.join(name, child));
    } else if (facts?.isFile() && !TEMPORARY.test(name)) files.push({ name, bytes: facts.size });
  };
  for (const name of (await fs.readdir(from)).filter(isRecordName).sort()) await visit(name);
  return files;
}

async function copyAll(files: readonly RecordedFile[], from: string, options: MoveOptions): Promise<void> {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  options.onProgress({ doneBytes, totalBytes });
  for (const { name, bytes } of files) {
    options.signal.throwIfAborted();
    const target = path.join(options.to, name);
    await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const source = await copyFile(path.join(from, name), target, options.signal);
    if (source !== (await digestOf(target)))
      throw new LunaRouteError(
        'copy_differs',
        `${name} could not be copied without change. Nothing was moved.`,
      );
    doneBytes += bytes;
    options.onProgress({ doneBytes, totalBytes });
  }
}

/** @returns digest of what was read */
async function copyFile(from: string, to: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const source = await fs.open(from, constants.O_RDONLY | NO_FOLLOW);
  let target: FileHandle | null = null;
  try {
    target = await fs.open(to, 'wx', 0o600);
    for await (const chunk of source.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      hash.update(chunk);
      await target.appendFile(chunk);
    }
    // Journals keep their time: retention and compression go by it.
    const { atime, mtime } = await source.stat();
    await target.utimes(atime, mtime);
    await target.sync();
  } finally {
    await source.close();
    await target?.close();
  }
  return hash.digest('hex');
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The new folder is in use by now: what can't be removed is told, and harms nobody. */
async function removeOld(from: string, log: Log): Promise<void> {
  try {
    await removeRecord(from);
  } catch (error) {
    log('warn', `Parts of the old data folder ${from} could not be removed: ${errorMessage(error)}`);
  }
}

async function removeRecord(folder: string): Promise<void> {
  for (const name of (await fs.readdir(folder)).filter(isRecordName))
    await fs.rm(path.join(folder, name), { recursive: true, force: true });
}

function orNull(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}
