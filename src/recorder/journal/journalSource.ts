// Reads the bytes of a journal, whichever form it has: offsets are those of the uncompressed text.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from '../../protocol/errors.ts';
import { ArchiveCache } from './archiveCache.ts';
import { archivePath, journalPath } from './journalPaths.ts';
import { NO_FOLLOW } from './privateFiles.ts';
import { readOn, zstdContent, zstdContentSize } from './zstdFile.ts';

/** `close` it when done. */
export interface JournalSource {
  readonly isArchived: boolean;
  /** Bytes of the uncompressed text. */
  size(): Promise<number>;
  /** All from `offset` on. Of a damaged archive what can be read, then a LunaRouteError `archive_damaged`. */
  chunks(offset: number): AsyncGenerator<Buffer, void, void>;
  /** Fewer than `length` bytes at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * @param file relative to `dataFolder`, with '/'
 * @throws the file system's `ENOENT` when there is neither form
 */
export async function openJournal(dataFolder: string, file: string): Promise<JournalSource> {
  const journal = journalPath(dataFolder, file);
  const known = (await openIfThere(journal)) ?? (await openArchive(dataFolder, file));
  if (known !== null) return 'isArchived' in known ? known : plainSource(known);
  // Between the two looks an archive may have become a journal again.
  return plainSource(await open(journal, constants.O_RDONLY | NO_FOLLOW));
}

async function openArchive(dataFolder: string, file: string): Promise<JournalSource | null> {
  const handle = await openIfThere(archivePath(dataFolder, file));
  return handle === null ? null : archiveSource(handle);
}

async function openIfThere(name: string): Promise<FileHandle | null> {
  try {
    return await open(name, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function plainSource(handle: FileHandle): JournalSource {
  return {
    isArchived: false,
    size: async () => (await handle.stat()).size,
    chunks: offset => readOn(handle, offset),
    read: async (offset, length) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

const cache = new ArchiveCache();

function archiveSource(handle: FileHandle): JournalSource {
  const size = async (): Promise<number> => (await zstdContentSize(handle)) ?? countBytes(handle);
  return {
    isArchived: true,
    size,
    chunks: offset => skip(zstdContent(handle), offset),
    read: async (offset, length) => {
      const whole = await cache.content(handle, size);
      return whole === null ? readPiece(handle, offset, length) : whole.subarray(offset, offset + length);
    },
    close: () => handle.close(),
  };
}

async function* skip(content: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer, void, void> {
  let left = bytes;
  for await (const chunk of content) {
    if (chunk.length > left) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

async function readPiece(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of skip(zstdContent(handle), offset)) {
    pieces.push(chunk);
    bytes += chunk.length;
    if (bytes >= length) break;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** Up to where it can be read. */
async function countBytes(handle: FileHandle): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of zstdContent(handle)) bytes += chunk.length;
  } catch (error) {
    if (errorCode(error) !== 'archive_damaged') throw error;
  }
  return bytes;
}
