// Files and folders that only this machine's user can read, made without following links.
import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, LunaRouteError } from '../../protocol/errors.ts';

/** Windows has no such flag; there a link in the data folder needs rights that only its user has. */
export const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Creates the data folder with its parents, and takes everybody else's rights on it away. */
export async function ensureDataFolder(dataFolder: string): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await chmod(dataFolder, 0o700);
}

/**
 * Creates the folders between `dataFolder` and a file in it, 0700 each.
 * @param file relative, with '/'
 * @throws LunaRouteError `unsafe_folder` when one of them is a link or no folder
 */
export async function ensureFoldersOf(dataFolder: string, file: string): Promise<void> {
  let folder = dataFolder;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of file.split('/').slice(0, -1)) {
    folder = path.join(folder, name);
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if ((await lstat(folder)).isDirectory()) continue;
    throw new LunaRouteError('unsafe_folder', `${folder} is not a folder of LunaRoute's own; remove it.`);
  }
}

/**
 * Opens a file for appending and reading, 0600, never through a link.
 * @throws LunaRouteError `unsafe_file` when it is no regular file
 */
export async function openForAppending(name: string, isNew: boolean): Promise<FileHandle> {
  const create = isNew ? constants.O_CREAT : 0;
  const handle = await open(name, constants.O_RDWR | constants.O_APPEND | create | NO_FOLLOW, 0o600);
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw new LunaRouteError('unsafe_file', `${name} is not a regular file; remove it.`);
    if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) await handle.chmod(0o600);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
