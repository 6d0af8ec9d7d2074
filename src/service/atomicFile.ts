// Small private files that others may read at any moment: whole or not at all, and only for this user.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import { errorCode } from '../protocol/errors.ts';

const PRIVATE_FILE = 0o600;
/** What file systems without hard links answer. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EXDEV']);
/** What Windows answers while another process has the target open. */
const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);
const BUSY_RETRIES = 20;
const BUSY_WAIT_MS = 25;

/** Replaces the file in one step. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = await writeTemporary(file, text);
  try {
    await renameOver(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

/** Creates the file with its whole content; false when it exists already. Of several creators one gets true. */
export async function createFile(file: string, text: string): Promise<boolean> {
  const temporary = await writeTemporary(file, text);
  try {
    await fs.link(temporary, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(errorCode(error))) throw error;
    return await createInPlace(file, text);
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

/** Still one winner, but a reader may see the file before its content. */
async function createInPlace(file: string, text: string): Promise<boolean> {
  try {
    await fs.writeFile(file, text, { flag: 'wx', mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function writeTemporary(file: string, text: string): Promise<string> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await fs.open(temporary, 'wx', PRIVATE_FILE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++)
    try {
      return await fs.rename(from, to);
    } catch (error) {
      if (process.platform !== 'win32' || !BUSY.has(errorCode(error)) || attempt === BUSY_RETRIES)
        throw error;
      await new Promise(resolve => setTimeout(resolve, BUSY_WAIT_MS));
    }
}
