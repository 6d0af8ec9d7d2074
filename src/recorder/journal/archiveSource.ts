// Reads the text of an archive: damage costs the frames it lies in, and the others keep their places.
import type { FileHandle } from 'node:fs/promises';
import { errorCode } from '../../protocol/errors.ts';
import { ArchiveCache, type KnownArchive, MAX_TEXT_BYTES } from './archiveCache.ts';
import { type ArchiveFrame, readHead } from './archiveLayout.ts';
import type { JournalSource, LostText } from './journalSource.ts';
import { decompressFrame, frameText, HAS_ZSTD } from './zstdCodec.ts';
import { readFrameHeader } from './zstdFrames.ts';

const cache = new ArchiveCache();

export function archiveSource(handle: FileHandle): JournalSource {
  let archive: Promise<KnownArchive> | null = null;
  return {
    isArchived: true,
    size: () => sizeOf(handle),
    pieces: offset => archivePieces(handle, offset),
    read: async (offset, length) => {
      archive ??= cache.locate(handle);
      return read(handle, await archive, offset, length);
    },
    close: () => handle.close(),
  };
}

/** Bytes of the text as the archive's beginning tells; null when that is damaged. */
export async function toldSize(handle: FileHandle): Promise<number | null> {
  return (await readHead(handle)) ?? (await readFrameHeader(handle, 0))?.textBytes ?? null;
}

/** All text from `offset` on, and in its place what can't be read; the handle stays open. */
export async function* archivePieces(
  handle: FileHandle,
  offset: number,
): AsyncGenerator<Buffer | LostText, void, void> {
  if (!HAS_ZSTD) {
    yield { lost: 'text', bytes: Math.max(0, (await sizeOf(handle)) - offset) };
    return;
  }
  const { frames, isTableDamaged, isOneFrame } = await cache.locate(handle);
  for (const frame of frames) {
    const skip = Math.max(0, offset - frame.textAt);
    if (skip > 0 && skip >= frame.textBytes) continue;
    if (isOneFrame) yield* streamed(handle, frame, skip);
    else {
      const text = await decompressFrame(handle, frame, frame.textBytes);
      yield text === null ? { lost: 'text', bytes: frame.textBytes - skip } : text.subarray(skip);
    }
  }
  if (isTableDamaged) yield { lost: 'table', bytes: 0 };
}

/** What comes before the damage can be read. */
async function* streamed(
  handle: FileHandle,
  frame: ArchiveFrame,
  skip: number,
): AsyncGenerator<Buffer | LostText, void, void> {
  let read = 0;
  try {
    for await (const piece of frameText(handle, frame)) {
      const unwanted = Math.max(0, skip - read);
      read += piece.length;
      if (unwanted < piece.length) yield piece.subarray(unwanted);
    }
  } catch (error) {
    if (errorCode(error) !== 'archive_damaged') throw error;
    yield { lost: 'text', bytes: Math.max(0, frame.textBytes - Math.max(read, skip)) };
  }
}

async function sizeOf(handle: FileHandle): Promise<number> {
  return (await readHead(handle)) ?? (await cache.locate(handle)).textBytes;
}

async function read(
  handle: FileHandle,
  archive: KnownArchive,
  offset: number,
  length: number,
): Promise<Buffer | null> {
  const texts: Buffer[] = [];
  for (const frame of archive.frames) {
    const from = Math.max(offset - frame.textAt, 0);
    const to = Math.min(offset + length - frame.textAt, frame.textBytes);
    if (from >= to) continue;
    const text =
      archive.isOneFrame && frame.textBytes > MAX_TEXT_BYTES
        ? await readThrough(handle, frame, from, to)
        : (await cache.text(handle, archive, frame))?.subarray(from, to);
    if (text === undefined) return null;
    texts.push(text);
  }
  return Buffer.concat(texts);
}

async function readThrough(
  handle: FileHandle,
  frame: ArchiveFrame,
  from: number,
  to: number,
): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of streamed(handle, frame, from)) {
    if (!Buffer.isBuffer(piece)) return undefined;
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= to - from) break;
  }
  return Buffer.concat(pieces).subarray(0, to - from);
}
