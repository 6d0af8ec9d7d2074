// Atomically replaces a database file: temporary file, fsync, rename; readable by its user only.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * After this returns the file holds all of `content`, also after a power cut; before, all of what it held.
 * @param replace moves the temporary file to its place
 */
export async function writeDatabaseFile(
  file: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  replace: (temporary: string) => Promise<void> | void = temporary => rename(temporary, file),
): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // A left-over of a process that was killed may stand there, even as a link.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
