// Reads bytes of an open file: a piece at a position, or all of it piece by piece.
import type { FileHandle } from 'node:fs/promises';

const READ_BYTES = 256 * 1024;

/** Fewer than `length` bytes at the end of the file. */
export async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, offset);
  return buffer.subarray(0, bytesRead);
}

/** The bytes of a file from `offset` on, up to `end` where that is given; the handle stays open. */
export async function* readOn(
  handle: FileHandle,
  offset: number,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, void, void> {
  for (let position = offset; position < end; ) {
    const chunk = Buffer.allocUnsafe(READ_BYTES);
    const length = Math.min(READ_BYTES, end - position);
    const { bytesRead } = await handle.read(chunk, 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}
