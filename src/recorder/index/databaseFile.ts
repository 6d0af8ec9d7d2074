// Atomically replaces a database file: temporary file, checksum, fsync, rename; readable by its user only.
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** SQLite's `user_version`, which nothing else uses: the checksum of all other bytes stands there. */
export const CHECKSUM_OFFSET = 60;
const CHECKSUM_BYTES = 4;

/**
 * After this returns the file holds all of `pieces` and their checksum, also after a power cut; before, all of what it held.
 * @param replace moves the temporary file to its place
 */
export async function writeDatabaseFile(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  replace: (temporary: string) => Promise<void> | void = temporary => rename(temporary, file),
): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // A left-over of a process that was killed may stand there, even as a link.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await writePieces(handle, pieces);
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

async function writePieces(handle: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const sum = new DatabaseChecksum();
  for await (const piece of pieces) {
    sum.add(piece);
    await handle.writeFile(piece);
  }
  if (!sum.isComplete) return;
  const stamp = Buffer.alloc(CHECKSUM_BYTES);
  stamp.writeUInt32BE(sum.value);
  await handle.write(stamp, 0, CHECKSUM_BYTES, CHECKSUM_OFFSET);
}

/** Over the bytes of a database in order. SQLite's own check sees pages that don't fit, but not a number that is another one. */
export class DatabaseChecksum {
  private sum = 0;
  private length = 0;
  private stamped = 0;

  add(piece: Uint8Array): void {
    if (this.length === 0 && piece.length >= CHECKSUM_OFFSET + CHECKSUM_BYTES) {
      this.stamped = new DataView(piece.buffer, piece.byteOffset).getUint32(CHECKSUM_OFFSET);
      this.sum = crc32(piece.subarray(0, CHECKSUM_OFFSET));
      this.sum = crc32(piece.subarray(CHECKSUM_OFFSET + CHECKSUM_BYTES), this.sum);
    } else this.sum = crc32(piece, this.sum);
    this.length += piece.length;
  }

  get value(): number {
    return this.sum;
  }

  /** There was room for a checksum. */
  get isComplete(): boolean {
    return this.length >= CHECKSUM_OFFSET + CHECKSUM_BYTES;
  }

  /** What was read is what was written. */
  get isRight(): boolean {
    return !this.isComplete || this.stamped === this.sum;
  }
}
