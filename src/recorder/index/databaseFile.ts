// Reads and atomically replaces a database file: temporary file, fsync, rename; readable by its user only.
import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../protocol/errors.ts';
import { NO_FOLLOW } from '../journal/privateFiles.ts';

/** Null when there is no such file; any other trouble (a link, no right to read) is thrown. */
export async function readDatabaseFile(file: string): Promise<Uint8Array | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | NO_FOLLOW);
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** After this returns the file holds all of `bytes`, also after a power cut; before, all of what it held. */
export async function writeDatabaseFile(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // A left-over of a process that was killed may stand there, even as a link.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
