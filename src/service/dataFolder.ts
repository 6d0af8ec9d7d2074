// Makes the data folder private and refuses one in which links could lead writes elsewhere.
import fs from 'node:fs/promises';
import path from 'node:path';
import { errorCode, LunaRouteError } from '../protocol/errors.ts';

const OURS = ['token', 'lease.json', 'index.sqlite', 'sessions', 'text'];

/**
 * Creates the folder (0700), or checks and tightens an existing one.
 * @throws LunaRouteError `data_folder_unsafe` (foreign owner, symbolic links), `data_folder_unusable`
 */
export async function prepareDataFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    await checkOwner(folder);
    // VS Code creates its storage folders for everyone to read.
    if (process.platform !== 'win32') await fs.chmod(folder, 0o700);
    for (const name of OURS) await refuseLink(path.join(folder, name));
  } catch (error) {
    throw folderTrouble(folder, error);
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

function unsafe(message: string): LunaRouteError {
  return new LunaRouteError('data_folder_unsafe', message);
}

/** What fails with a system error while a folder is being taken into use is the folder: full, read-only, gone. */
export function folderTrouble(dataFolder: string, error: unknown): unknown {
  if (error instanceof LunaRouteError) return error;
  const message = `The data folder ${dataFolder} can't be used (${errorCode(error)}). Choose another one.`;
  return new LunaRouteError('data_folder_unusable', message, { cause: error });
}
