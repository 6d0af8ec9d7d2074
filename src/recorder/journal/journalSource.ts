// Reads the bytes of a journal, whichever form it has: offsets are those of the uncompressed text.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from '../../protocol/errors.ts';
import { archiveSource } from './archiveSource.ts';
import { archivePath, journalPath } from './journalPaths.ts';
import { NO_FOLLOW } from './privateFiles.ts';
import { readAt, readOn } from './readBytes.ts';

/** In place of text that can't be read; `table`: what tells where the text is, which could be read without it. */
export interface LostText {
  lost: 'text' | 'table';
  bytes: number;
}

/** `close` it when done. */
export interface JournalSource {
  readonly isArchived: boolean;
  /** Bytes of the uncompressed text, readable or not. */
  size(): Promise<number>;
  /** All from `offset` on. */
  pieces(offset: number): AsyncGenerator<Buffer | LostText, void, void>;
  /** Fewer than `length` bytes at the end; null when any of them can't be read. */
  read(offset: number, length: number): Promise<Buffer | null>;
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
    pieces: offset => readOn(handle, offset),
    read: (offset, length) => readAt(handle, offset, length),
    close: () => handle.close(),
  };
}
