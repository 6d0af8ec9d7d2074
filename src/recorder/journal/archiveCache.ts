// Keeps the text of archives that were read lately, so that the lines of one are not decompressed one by one.
import type { FileHandle } from 'node:fs/promises';
import { zstdContent } from './zstdFile.ts';

/**
 * Whole texts rather than seekable frames: a session's journal is a few megabytes, which decompress in milliseconds, an
 * archive stays one frame that `zstd -d` reads and whose window spans all of it. Longer ones are read through for each line.
 */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;
const MAX_BYTES = 32 * 1024 * 1024;

export class ArchiveCache {
  /** Least recently used first. */
  private readonly texts = new Map<string, { size: number; text: Promise<Buffer> }>();

  /** The archive's text; null when it is too long to be kept. @throws LunaRouteError `archive_damaged` */
  async content(handle: FileHandle, sizeOf: () => Promise<number>): Promise<Buffer | null> {
    const { dev, ino, mtimeMs, size: archiveBytes } = await handle.stat();
    const key = `${dev} ${ino} ${mtimeMs} ${archiveBytes}`;
    let known = this.texts.get(key);
    if (known === undefined) {
      const size = await sizeOf();
      if (size > MAX_TEXT_BYTES) return null;
      known = this.texts.get(key) ?? { size, text: this.read(key, handle) };
    }
    this.texts.delete(key);
    this.texts.set(key, known);
    this.trim();
    return known.text;
  }

  private async read(key: string, handle: FileHandle): Promise<Buffer> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of zstdContent(handle)) pieces.push(piece);
      return Buffer.concat(pieces);
    } catch (error) {
      this.texts.delete(key);
      throw error;
    }
  }

  private trim(): void {
    let bytes = 0;
    for (const { size } of this.texts.values()) bytes += size;
    for (const [key, { size }] of this.texts) {
      if (bytes <= MAX_BYTES) return;
      bytes -= size;
      this.texts.delete(key);
    }
  }
}
