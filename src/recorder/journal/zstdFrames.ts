// Finds the frames of a Zstandard file by what stands in it (RFC 8878, 3.1), also behind damage.
import type { FileHandle } from 'node:fs/promises';
import { readAt, readOn } from './readBytes.ts';
import type { FrameSpan } from './zstdCodec.ts';

/** Text, or what is in its place; `null` text: its size is not known. */
export interface FoundFrame extends FrameSpan {
  textBytes: number | null;
}

export interface FoundFrames {
  frames: FoundFrame[];
  /** Nothing but frames was found. */
  isClean: boolean;
  /** `table`: a seek table, whatever it says; `cut`: in the middle of the last frame. */
  end: 'frame' | 'table' | 'cut';
}

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const MAX_HEADER_BYTES = 18;
const BLOCK_HEADER_BYTES = 3;
const MAX_BLOCK_BYTES = 128 * 1024;
const CHECKSUM_BYTES = 4;
const RLE = 1;
const RESERVED = 3;
/** The last four bits are free. */
export const SKIPPABLE_MAGIC = 0x184d2a50;
export const SEEK_TABLE_MAGIC = 0x184d2a5e;
const TABLE_MAGIC_BYTES = Buffer.from([0x5e, 0x2a, 0x4d, 0x18]);

interface FrameHeader {
  bytes: number;
  /** Of the text; null when the frame does not tell. */
  textBytes: number | null;
  hasChecksum: boolean;
}

/** @returns null when no frame of data begins here */
export async function readFrameHeader(handle: FileHandle, frameAt: number): Promise<FrameHeader | null> {
  // Zeros stand for what a short frame lacks.
  const start = Buffer.concat([await readAt(handle, frameAt, MAX_HEADER_BYTES)], MAX_HEADER_BYTES);
  if (!start.subarray(0, 4).equals(MAGIC)) return null;
  const descriptor = start.readUInt8(4);
  if ((descriptor & 0x08) !== 0) return null;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const hasChecksum = (descriptor & 0x04) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 0x03] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment
        ? { bytes: at + 1, textBytes: start.readUInt8(at), hasChecksum }
        : { bytes: at, textBytes: null, hasChecksum };
    case 1:
      return { bytes: at + 2, textBytes: start.readUInt16LE(at) + 256, hasChecksum };
    case 2:
      return { bytes: at + 4, textBytes: start.readUInt32LE(at), hasChecksum };
    default:
      return { bytes: at + 8, textBytes: Number(start.readBigUInt64LE(at)), hasChecksum };
  }
}

/**
 * All frames with data, in order. What is between two of them and is none counts as a frame: it was one before it
 * was damaged.
 * @param isWhole decides whether a frame that nothing known follows can be decompressed
 */
export async function findFrames(
  handle: FileHandle,
  fileBytes: number,
  isWhole: (frame: FrameSpan) => Promise<boolean>,
): Promise<FoundFrames> {
  const found: FoundFrames = { frames: [], isClean: true, end: 'frame' };
  for (let at = 0; at < fileBytes; ) {
    const skippable = await skippableFrame(handle, at, fileBytes);
    if (skippable !== null) {
      found.end = skippable.isTable ? 'table' : 'frame';
      at += skippable.bytes;
      continue;
    }
    const header = await readFrameHeader(handle, at);
    const bytes = header === null ? null : await walkBlocks(handle, at, header, fileBytes);
    const isFrame =
      bytes !== null && ((await isBorder(handle, at + bytes, fileBytes)) || (await isWhole({ at, bytes })));
    const end = isFrame ? at + bytes : await nextMagic(handle, at + 1, fileBytes);
    found.end = !isFrame && end === fileBytes ? 'cut' : 'frame';
    found.isClean &&= isFrame;
    found.frames.push({ at, bytes: end - at, textBytes: header?.textBytes ?? null });
    at = end;
  }
  return found;
}

/** Whether a frame may end here. */
async function isBorder(handle: FileHandle, at: number, fileBytes: number): Promise<boolean> {
  if (at === fileBytes) return true;
  return (
    (await readAt(handle, at, 4)).equals(MAGIC) || (await skippableFrame(handle, at, fileBytes)) !== null
  );
}

/** Null when there is no whole skippable frame. */
async function skippableFrame(handle: FileHandle, at: number, fileBytes: number) {
  const start = await readAt(handle, at, 8);
  if (start.length < 8) return null;
  const magic = start.readUInt32LE(0);
  const bytes = 8 + start.readUInt32LE(4);
  if ((magic & 0xfffffff0) >>> 0 !== SKIPPABLE_MAGIC || at + bytes > fileBytes) return null;
  return { bytes, isTable: magic === SEEK_TABLE_MAGIC };
}

/** @returns a frame's bytes as its blocks tell; null when they can't be those of one */
async function walkBlocks(
  handle: FileHandle,
  start: number,
  header: FrameHeader,
  fileBytes: number,
): Promise<number | null> {
  let at = start + header.bytes;
  for (let isLast = false; !isLast; ) {
    const block = await readAt(handle, at, BLOCK_HEADER_BYTES);
    if (block.length < BLOCK_HEADER_BYTES) return null;
    const facts = block.readUIntLE(0, BLOCK_HEADER_BYTES);
    const type = (facts >> 1) & 3;
    const bytes = facts >> 3;
    if (type === RESERVED || bytes > MAX_BLOCK_BYTES) return null;
    at += BLOCK_HEADER_BYTES + (type === RLE ? 1 : bytes);
    isLast = (facts & 1) === 1;
  }
  const end = at + (header.hasChecksum ? CHECKSUM_BYTES : 0);
  return end <= fileBytes ? end - start : null;
}

/** Where the next frame or seek table begins; the file's end when there is none. */
async function nextMagic(handle: FileHandle, from: number, fileBytes: number): Promise<number> {
  let tail = Buffer.alloc(0);
  let at = from;
  for await (const chunk of readOn(handle, from, fileBytes)) {
    const bytes = Buffer.concat([tail, chunk]);
    const hits = [bytes.indexOf(MAGIC), bytes.indexOf(TABLE_MAGIC_BYTES)].filter(hit => hit !== -1);
    if (hits.length > 0) return at - tail.length + Math.min(...hits);
    at += chunk.length;
    // It may lie across two chunks.
    tail = bytes.subarray(-3);
  }
  return fileBytes;
}
