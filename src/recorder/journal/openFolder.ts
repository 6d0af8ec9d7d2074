// Opens the data folder for writing, or goes on without it for now.
import { errorMessage } from '../../protocol/errors.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import { ensureDataFolder } from './privateFiles.ts';
import { isFolderTrouble, openSalt, type Salt, temporarySalt } from './salt.ts';

/** The salt of the folder, or one for this process while the folder can't be used: the journal reports that. */
export async function openFolder(
  dataFolder: string,
  log: (level: LogLevel, message: string) => void,
): Promise<Salt> {
  try {
    await ensureDataFolder(dataFolder);
    return await openSalt(dataFolder);
  } catch (error) {
    if (!isFolderTrouble(error)) throw error;
    log('error', `The data folder can't be used yet: ${errorMessage(error)}`);
    return temporarySalt();
  }
}
