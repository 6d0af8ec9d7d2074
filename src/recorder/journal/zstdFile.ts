// Zstandard as archives use it: one frame with a long window that knows its size and has a checksum.
import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { LunaRouteError } from '../../protocol/errors.ts';

/** Node before 22.15 has none: journals are then left as they are. */
export const HAS_ZSTD = typeof zlib.createZstdCompress === 'function';

const LEVEL = 9;
/** 32 MB: what is repeated that far back is found, and no reader needs more memory for it. */
const WINDOW_LOG = 25;
/** Of frames that others wrote; the command line tool takes as much by default. */
const MAX_WINDOW_LOG = 27;
const READ_BYTES = 256 * 1024;
const MAGIC = 0xfd2fb528;
const MAX_HEADER_BYTES = 18;

/** @param size of all that `content` gives, in bytes */
export function zstdCompressed(
  content: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<Buffer, void, void> {
  const compressor = zlib.createZstdCompress({
    pledgedSrcSize: size,
    params: {
      [zlib.constants.ZSTD_c_compressionLevel]: LEVEL,
      [zlib.constants.ZSTD_c_enableLongDistanceMatching]: 1,
      [zlib.constants.ZSTD_c_windowLog]: WINDOW_LOG,
      [zlib.constants.ZSTD_c_checksumFlag]: 1,
    },
  });
  return through(compressor, content);
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

async function* through(
  transform: Transform,
  content: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, void> {
  // What goes wrong is thrown to whoever reads the result.
  pipeline(Readable.from(content), transform, () => undefined);
  try {
    yield* transform as AsyncIterable<Buffer>;
  } finally {
    transform.destroy();
  }
}

/**
 * What is in an archive, in pieces; the handle stays open.
 * @throws LunaRouteError `archive_damaged` behind the last piece that could be read
 */
export async function* zstdContent(handle: FileHandle): AsyncGenerator<Buffer, void, void> {
  if (!HAS_ZSTD) throw new LunaRouteError('archive_damaged', 'This Node.js has no Zstandard.');
  const decompressor = zlib.createZstdDecompress({
    chunkSize: READ_BYTES,
    params: { [zlib.constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
  });
  try {
    yield* through(decompressor, readOn(handle, 0));
  } catch (cause) {
    throw new LunaRouteError('archive_damaged', 'The archive is damaged.', { cause });
  }
}

/** Bytes of the content as the frame's header tells (RFC 8878, 3.1.1.1); null when it does not. */
export async function zstdContentSize(handle: FileHandle): Promise<number | null> {
  const header = Buffer.alloc(MAX_HEADER_BYTES);
  const { bytesRead } = await handle.read(header, 0, MAX_HEADER_BYTES, 0);
  if (bytesRead < MAX_HEADER_BYTES || header.readUInt32LE(0) !== MAGIC) return null;
  const descriptor = header.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 0x03] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment ? header.readUInt8(at) : null;
    case 1:
      return header.readUInt16LE(at) + 256;
    case 2:
      return header.readUInt32LE(at);
    default:
      return Number(header.readBigUInt64LE(at));
  }
}
