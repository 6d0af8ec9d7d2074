// Reads and atomically replaces a database file: checksum, temporary file, fsync, rename; readable by its user only.
import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { errorCode, LunaRouteError } from '../../protocol/errors.ts';
import { NO_FOLLOW } from '../journal/privateFiles.ts';

/** SQLite's `user_version`, which nothing else uses: the checksum of all other bytes stands there. */
const CHECKSUM_OFFSET = 60;
const CHECKSUM_BYTES = 4;

/** Null when there is no such file, `damaged_file` when it is not what was written; any other trouble (a link, no right to read) is thrown. */
export async function readDatabaseFile(file: string): Promise<Uint8Array | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | NO_FOLLOW);
    try {
      const bytes = await handle.readFile();
      verify(bytes, file);
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The checksum is put into `bytes`. After this returns the file holds all of them, also after a power cut; before, all of what it held. */
export async function writeDatabaseFile(file: string, bytes: Uint8Array): Promise<void> {
  stamp(bytes);
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

function stamp(bytes: Uint8Array): void {
  if (bytes.length >= CHECKSUM_OFFSET + CHECKSUM_BYTES) {
    viewOf(bytes).setUint32(CHECKSUM_OFFSET, checksumOf(bytes));
  }
}

/** SQLite's own check sees pages that don't fit together, but not a number that is another one. */
function verify(bytes: Uint8Array, file: string): void {
  if (bytes.length < CHECKSUM_OFFSET + CHECKSUM_BYTES) return;
  if (viewOf(bytes).getUint32(CHECKSUM_OFFSET) === checksumOf(bytes)) return;
  throw new LunaRouteError('damaged_file', `${path.basename(file)} is damaged`);
}

function checksumOf(bytes: Uint8Array): number {
  const before = crc32(bytes.subarray(0, CHECKSUM_OFFSET));
  return crc32(bytes.subarray(CHECKSUM_OFFSET + CHECKSUM_BYTES), before);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
