// What an archive has around its frames of text: a head that tells the size of all text, and the standard seek table.
import type { FileHandle } from 'node:fs/promises';
import { readAt } from './readBytes.ts';
import { compressFrame, type FrameSpan } from './zstdCodec.ts';
import { SEEK_TABLE_MAGIC, SKIPPABLE_MAGIC } from './zstdFrames.ts';

/** A frame with its place in the text. */
export interface ArchiveFrame extends FrameSpan {
  textAt: number;
  textBytes: number;
}

/**
 * Text in one frame, which is what a flipped bit costs: a sixteenth of a short journal, since that takes a few blocks of the
 * disk at most, and of a long one what agents write in a turn or two. `test/bench/recordSize.ts` measures what that takes.
 */
const MIN_FRAME_TEXT_BYTES = 4 * 1024;
const MAX_FRAME_TEXT_BYTES = 32 * 1024;
const FRAME_SHARE = 1 / 16;
/** Names what follows, and its version. */
const HEAD_TAG = Buffer.from('LRJ1');
const SKIPPABLE_HEADER_BYTES = 8;
const HEAD_SIZE_AT = SKIPPABLE_HEADER_BYTES + HEAD_TAG.length;
const HEAD_BYTES = HEAD_SIZE_AT + 16;
const ENTRY_BYTES = 8;
/** With the XXH64 of each text, which we neither write nor read: frames have their own. */
const ENTRY_BYTES_WITH_CHECKSUM = 12;
const FOOTER_BYTES = 9;
const FOOTER_MAGIC = 0x8f92eab1;

/**
 * The bytes of an archive, piece by piece.
 * @param lines each goes whole into one frame
 * @param size of all text in bytes
 */
export async function* archiveBytes(
  lines: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<Buffer, void, void> {
  const head = encodeHead(BigInt(size));
  const entries = [{ bytes: head.length, textBytes: 0 }];
  yield head;
  const frameBytes = Math.min(Math.max(size * FRAME_SHARE, MIN_FRAME_TEXT_BYTES), MAX_FRAME_TEXT_BYTES);
  for await (const text of frameTexts(lines, frameBytes)) {
    const frame = await compressFrame(text);
    entries.push({ bytes: frame.length, textBytes: text.length });
    yield frame;
  }
  yield encodeSeekTable(entries);
}

async function* frameTexts(
  lines: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer, void, void> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const line of lines) {
    if (bytes > 0 && bytes + line.length > maxBytes) {
      yield Buffer.concat(waiting);
      waiting = [];
      bytes = 0;
    }
    waiting.push(line);
    bytes += line.length;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

function skippable(magic: number, content: Buffer): Buffer {
  const header = Buffer.alloc(SKIPPABLE_HEADER_BYTES);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** The size is there twice, the second time with all bits turned over: so a damaged one is seen. */
function encodeHead(size: bigint): Buffer {
  const sizes = Buffer.alloc(16);
  sizes.writeBigUInt64LE(size, 0);
  sizes.writeBigUInt64LE(BigInt.asUintN(64, ~size), 8);
  return skippable(SKIPPABLE_MAGIC, Buffer.concat([HEAD_TAG, sizes]));
}

/** Bytes of all text; null when the file has no head, or a damaged one. */
export async function readHead(handle: FileHandle): Promise<number | null> {
  const start = await readAt(handle, 0, HEAD_BYTES);
  if (start.length < HEAD_BYTES) return null;
  const size = start.readBigUInt64LE(HEAD_SIZE_AT);
  return encodeHead(size).equals(start) ? Number(size) : null;
}

function encodeSeekTable(entries: readonly { bytes: number; textBytes: number }[]): Buffer {
  const content = Buffer.alloc(entries.length * ENTRY_BYTES + FOOTER_BYTES);
  entries.forEach(({ bytes, textBytes }, i) => {
    content.writeUInt32LE(bytes, i * ENTRY_BYTES);
    content.writeUInt32LE(textBytes, i * ENTRY_BYTES + 4);
  });
  content.writeUInt32LE(entries.length, content.length - FOOTER_BYTES);
  content.writeUInt32LE(FOOTER_MAGIC, content.length - 4);
  return skippable(SEEK_TABLE_MAGIC, content);
}

/** The frames as the table tells; null when there is none, or its sizes are not those of the file. */
export async function readSeekTable(handle: FileHandle, fileBytes: number): Promise<ArchiveFrame[] | null> {
  const footer = await readAt(handle, Math.max(0, fileBytes - FOOTER_BYTES), FOOTER_BYTES);
  if (footer.length < FOOTER_BYTES || footer.readUInt32LE(5) !== FOOTER_MAGIC) return null;
  const entryBytes = (footer.readUInt8(4) & 0x80) === 0 ? ENTRY_BYTES : ENTRY_BYTES_WITH_CHECKSUM;
  const contentBytes = footer.readUInt32LE(0) * entryBytes + FOOTER_BYTES;
  const tableAt = fileBytes - contentBytes - SKIPPABLE_HEADER_BYTES;
  if (tableAt < 0) return null;
  const header = await readAt(handle, tableAt, SKIPPABLE_HEADER_BYTES);
  if (header.readUInt32LE(0) !== SEEK_TABLE_MAGIC || header.readUInt32LE(4) !== contentBytes) return null;
  const entries = await readAt(handle, tableAt + SKIPPABLE_HEADER_BYTES, contentBytes - FOOTER_BYTES);
  const frames: ArchiveFrame[] = [];
  let at = 0;
  let textAt = 0;
  for (let entry = 0; entry < entries.length; entry += entryBytes) {
    const bytes = entries.readUInt32LE(entry);
    const textBytes = entries.readUInt32LE(entry + 4);
    // The head, and what else has no text.
    if (textBytes > 0) frames.push({ at, bytes, textAt, textBytes });
    at += bytes;
    textAt += textBytes;
  }
  return at === tableAt ? frames : null;
}
