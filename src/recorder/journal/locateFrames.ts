// Where the frames of an archive are and what text each holds: from its seek table, else from the frames themselves.
import type { FileHandle } from 'node:fs/promises';
import { errorCode } from '../../protocol/errors.ts';
import { type ArchiveFrame, readHead, readSeekTable } from './archiveLayout.ts';
import { type FrameSpan, frameText } from './zstdCodec.ts';
import { type FoundFrame, findFrames } from './zstdFrames.ts';

export interface LocatedFrames {
  /** In order, without gaps in the text. */
  frames: ArchiveFrame[];
  /** Of all text. */
  textBytes: number;
  /** Head or table are damaged, or cut off. */
  isTableDamaged: boolean;
  /** One frame and nothing else, as archives were at first: it may be of any length. */
  isOneFrame: boolean;
}

export async function locateFrames(handle: FileHandle): Promise<LocatedFrames> {
  const { size: fileBytes } = await handle.stat();
  const total = await readHead(handle);
  const table = await readSeekTable(handle, fileBytes);
  if (table !== null && (total === null || total === sumOf(table))) {
    // A table without a head is that of another program, or the head is damaged.
    const isTableDamaged = total === null && table[0]?.at !== 0;
    return { frames: table, textBytes: sumOf(table), isTableDamaged, isOneFrame: false };
  }
  const {
    frames: found,
    isClean,
    end,
  } = await findFrames(handle, fileBytes, frame => isWhole(handle, frame));
  const last = found.at(-1);
  if (total !== null) {
    for (const frame of found) if (Number(frame.textBytes) > total) frame.textBytes = null;
    // More than the last frame's text was cut off, perhaps all of other frames.
    if (end === 'cut' && last !== undefined) last.textBytes = null;
    if (end === 'frame') found.push({ at: fileBytes, bytes: 0, textBytes: null });
  }
  await settleSizes(handle, found, total);
  const frames = placed(found).filter(({ textBytes }) => total === null || textBytes > 0);
  return {
    frames,
    textBytes: sumOf(frames),
    isTableDamaged: total !== null || (!isClean && found.length > 1),
    isOneFrame: total === null && found.length === 1,
  };
}

/** Fills in what text is in frames that don't tell, or not what the archive's head says: all of it is as long as that. */
async function settleSizes(handle: FileHandle, frames: FoundFrame[], total: number | null): Promise<void> {
  const unknown = frames.filter(({ textBytes }) => textBytes === null);
  const rest = total === null ? 0 : total - sumOf(frames);
  if (unknown.length === 0 && rest === 0) return;
  const [only] = unknown;
  if (only !== undefined && unknown.length === 1 && total !== null && rest >= 0) {
    only.textBytes = rest;
    return;
  }
  let lastDamaged: FoundFrame | undefined;
  for (const frame of frames) {
    const read = await measure(handle, frame);
    if (read.isWhole) frame.textBytes = read.textBytes;
    else {
      frame.textBytes ??= read.textBytes;
      lastDamaged = frame;
    }
  }
  if (total === null || lastDamaged === undefined) return;
  lastDamaged.textBytes = 0;
  lastDamaged.textBytes = Math.max(0, total - sumOf(frames));
}

async function measure(
  handle: FileHandle,
  frame: FrameSpan,
): Promise<{ textBytes: number; isWhole: boolean }> {
  let textBytes = 0;
  try {
    for await (const piece of frameText(handle, frame)) textBytes += piece.length;
  } catch (error) {
    if (errorCode(error) !== 'archive_damaged') throw error;
    return { textBytes, isWhole: false };
  }
  return { textBytes, isWhole: frame.bytes > 0 };
}

const isWhole = async (handle: FileHandle, frame: FrameSpan): Promise<boolean> =>
  (await measure(handle, frame)).isWhole;

function placed(found: readonly FoundFrame[]): ArchiveFrame[] {
  let textAt = 0;
  return found.map(({ at, bytes, textBytes: known }) => {
    const textBytes = known ?? 0;
    const frame = { at, bytes, textAt, textBytes };
    textAt += textBytes;
    return frame;
  });
}

function sumOf(frames: readonly { textBytes: number | null }[]): number {
  return frames.reduce((sum, { textBytes }) => sum + (textBytes ?? 0), 0);
}
