// Zstandard from node:zlib, one frame at a time: its decompressors end with the first frame and are silent about the rest.
import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { LunaRouteError } from '../../protocol/errors.ts';
import { readAt, readOn } from './readBytes.ts';

/** Node before 22.15 has none: journals are then left as they are. */
export const HAS_ZSTD = typeof zlib.createZstdCompress === 'function';

export const NO_ZSTD = 'This Node.js has no Zstandard (22.15 or newer has).';

const LEVEL = 9;
/** 128 MB, for frames that others wrote; the command line tool takes as much by default. */
const MAX_WINDOW_LOG = 27;
/** What was decompressed before an error is lost up to about as much. */
const CHUNK_BYTES = 64 * 1024;

/** Where a frame lies in its file. */
export interface FrameSpan {
  at: number;
  bytes: number;
}

/** One frame that knows its size and has a checksum. */
export function compressFrame(text: Buffer): Promise<Buffer> {
  const params = {
    [zlib.constants.ZSTD_c_compressionLevel]: LEVEL,
    [zlib.constants.ZSTD_c_checksumFlag]: 1,
  };
  // Without the pledge Node writes frames that don't tell their size.
  return promisify(zlib.zstdCompress)(text, { pledgedSrcSize: text.length, params });
}

/** All of a frame's text, compared with its checksum; null when it is damaged or not `textBytes` long. */
export async function decompressFrame(
  handle: FileHandle,
  { at, bytes }: FrameSpan,
  textBytes: number,
): Promise<Buffer | null> {
  if (!HAS_ZSTD) return null;
  const frame = await readAt(handle, at, bytes);
  const options = {
    // A size that is damaged must not be believed with memory.
    chunkSize: Math.min(Math.max(textBytes, 64), CHUNK_BYTES),
    maxOutputLength: Math.max(textBytes, 1),
    params: { [zlib.constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
  };
  try {
    // A small one is decompressed in less time than it takes to ask another thread for it.
    const isSmall = textBytes <= CHUNK_BYTES;
    const text = isSmall
      ? zlib.zstdDecompressSync(frame, options)
      : await promisify(zlib.zstdDecompress)(frame, options);
    return text.length === textBytes ? text : null;
  } catch {
    // Whatever is wrong with the bytes: the caller tells that they are lost.
    return null;
  }
}

/**
 * A frame's text in pieces, for frames of any size; what comes before an error may be damaged as well.
 * @throws LunaRouteError `archive_damaged` behind the last piece that could be read
 */
export async function* frameText(
  handle: FileHandle,
  { at, bytes }: FrameSpan,
): AsyncGenerator<Buffer, void, void> {
  if (!HAS_ZSTD) throw new LunaRouteError('archive_damaged', NO_ZSTD);
  const decompressor = zlib.createZstdDecompress({
    chunkSize: CHUNK_BYTES,
    params: { [zlib.constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
  });
  // What goes wrong is thrown to whoever reads the result.
  pipeline(Readable.from(readOn(handle, at, at + bytes)), decompressor, () => undefined);
  try {
    yield* decompressor as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new LunaRouteError('archive_damaged', 'The archive is damaged.', { cause });
  } finally {
    decompressor.destroy();
  }
}
