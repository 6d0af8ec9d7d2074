// Makes the data folder private and refuses one in which links could lead writes elsewhere.
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, LunaRouteError } from '../protocol/errors.ts';

/** A network folder whose server is gone keeps whoever asks waiting, without an end of its own. */
const LIMIT_MS = 15_000;
const OURS = ['token', 'lease.json', 'index.sqlite', 'sessions', 'text'];

/**
 * Creates the folder (0700), or checks and tightens an existing one.
 * @throws LunaRouteError `data_folder_unsafe` (foreign owner, symbolic links), `data_folder_unusable`
 */
export async function prepareDataFolder(folder: string): Promise<void> {
  try {
    const tooLate = `The data folder ${folder} gives no answer. Look after the disk or network it lies on, or choose another one.`;
    await withinLimit(prepare(folder), LIMIT_MS, () => unusable(tooLate));
  } catch (error) {
    throw folderTrouble(folder, error);
  }
}

async function prepare(folder: string): Promise<void> {
  await makeFolder(path.resolve(folder));
  await checkOwner(folder);
  // VS Code creates its storage folders for everyone to read.
  if (process.platform !== 'win32') await fs.chmod(folder, 0o700);
  for (const name of OURS) await refuseLink(path.join(folder, name));
}

/**
 * Folder by folder: Node's `recursive` goes on for ever where a folder in an existing one is answered with ENOENT,
 * as `/proc` does, and can't be stopped.
 */
async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; !(await isFolder(at)); at = path.dirname(at)) {
    // A drive that is not there.
    if (at === path.dirname(at)) break;
    missing.unshift(at);
  }
  for (const next of missing)
    await fs.mkdir(next, { mode: 0o700 }).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
}

/** False when there is nothing. @throws for what is no folder */
async function isFolder(file: string): Promise<boolean> {
  const stat = await fs.stat(file).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (stat === null || stat.isDirectory()) return stat !== null;
  throw unusable(`The data folder can't be used: ${file} is a file. Choose another one.`);
}

/** Gives up after `limitMs`; what goes on is left to itself. */
export async function withinLimit<T>(
  work: Promise<T>,
  limitMs: number,
  tooLate: () => LunaRouteError,
): Promise<T> {
  const done = new AbortController();
  const limit = delay(limitMs, null, { signal: done.signal }).then(() => {
    throw tooLate();
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    done.abort();
    // Whichever loses has nobody left to hear it.
    work.catch(() => undefined);
    limit.catch(() => undefined);
  }
}

async function checkOwner(folder: string): Promise<void> {
  const me = process.getuid?.();
  const { uid } = await fs.stat(folder);
  if (me === undefined || me === 0 || uid === me) return;
  throw unsafe(`The data folder ${folder} belongs to another user. Choose another one.`);
}

async function refuseLink(file: string): Promise<void> {
  const stat = await fs.lstat(file).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (stat?.isSymbolicLink())
    throw unsafe(`${file} is a symbolic link; remove it, or choose another data folder.`);
}

function unusable(message: string): LunaRouteError {
  return new LunaRouteError('data_folder_unusable', message);
}

function unsafe(message: string): LunaRouteError {
  return new LunaRouteError('data_folder_unsafe', message);
}

/** What fails with a system error while a folder is being taken into use is the folder: full, read-only, gone. */
export function folderTrouble(dataFolder: string, error: unknown): unknown {
  if (error instanceof LunaRouteError) return error;
  const message = `The data folder ${dataFolder} can't be used (${errorCode(error)}). Choose another one.`;
  return new LunaRouteError('data_folder_unusable', message, { cause: error });
}
