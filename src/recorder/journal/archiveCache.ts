// Keeps where the frames of archives are, and the text of those that were read lately.
import type { FileHandle } from 'node:fs/promises';
import type { ArchiveFrame } from './archiveLayout.ts';
import { type LocatedFrames, locateFrames } from './locateFrames.ts';
import { decompressFrame } from './zstdCodec.ts';

/** A longer text is read anew each time. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;
const MAX_BYTES = 32 * 1024 * 1024;
/** Of each a list of all frames: 2.6 MB for a journal of 1 GB. */
const MAX_ARCHIVES = 16;

export interface KnownArchive extends LocatedFrames {
  /** The same for the same content. */
  key: string;
}

export class ArchiveCache {
  /** Least recently used first, as below. */
  private readonly archives = new Map<string, Promise<LocatedFrames>>();
  private readonly texts = new Map<string, { bytes: number; text: Promise<Buffer | null> }>();

  async locate(handle: FileHandle): Promise<KnownArchive> {
    const key = await keyOf(handle);
    const located = this.archives.get(key) ?? locateFrames(handle);
    touch(this.archives, key, located);
    for (const oldest of this.archives.keys()) {
      if (this.archives.size <= MAX_ARCHIVES) break;
      this.archives.delete(oldest);
    }
    try {
      return { ...(await located), key };
    } catch (error) {
      // The next one tries again.
      this.archives.delete(key);
      throw error;
    }
  }

  /** A frame's text; null when it is damaged. */
  async text(handle: FileHandle, archive: KnownArchive, frame: ArchiveFrame): Promise<Buffer | null> {
    const key = `${archive.key} ${frame.at}`;
    const known = this.texts.get(key);
    const text = known?.text ?? decompressFrame(handle, frame, frame.textBytes);
    touch(this.texts, key, { bytes: frame.textBytes, text });
    this.trim();
    try {
      return await text;
    } catch (error) {
      this.texts.delete(key);
      throw error;
    }
  }

  private trim(): void {
    let bytes = 0;
    for (const text of this.texts.values()) bytes += text.bytes;
    for (const [key, text] of this.texts) {
      if (bytes <= MAX_BYTES) return;
      bytes -= text.bytes;
      this.texts.delete(key);
    }
  }
}

function touch<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
}

async function keyOf(handle: FileHandle): Promise<string> {
  const { dev, ino, mtimeMs, size } = await handle.stat();
  return `${dev} ${ino} ${mtimeMs} ${size}`;
}
