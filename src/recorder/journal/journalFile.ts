// Appends lines to one journal: whole or not at all, after repairing what a crash left at its end.
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from '../../protocol/errors.ts';
import { thawJournal } from './archiveJournal.ts';
import { journalPath } from './journalPaths.ts';
import type { JournalPosition } from './position.ts';
import { ensureFoldersOf, openForAppending } from './privateFiles.ts';
import { NEWLINE } from './splitLines.ts';

export interface AppendResult {
  /** Where each line stands, in the order given. */
  positions: JournalPosition[];
  /** A half line was found at the end: it stays, closed by a newline, and only that line is lost. */
  isRepaired: boolean;
}

/**
 * Appends `lines` (without newlines). When that fails, the file is as long as it was before.
 * @param file relative to `dataFolder`, with '/'
 * @param isNew makes the file and its folders; without it a missing file is an `ENOENT`
 */
export async function appendLines(
  dataFolder: string,
  file: string,
  lines: readonly Buffer[],
  isNew: boolean,
): Promise<AppendResult> {
  if (isNew) await ensureFoldersOf(dataFolder, file);
  const handle = await openOrThaw(dataFolder, file, isNew);
  try {
    const { size } = await handle.stat();
    const isRepaired = size > 0 && !(await endsWithNewline(handle, size));
    let offset = isRepaired ? size + 1 : size;
    const positions = lines.map(line => {
      const at = { file, offset, length: line.length };
      offset += line.length + 1;
      return at;
    });
    await writeWhole(handle, joinLines(lines, isRepaired), size);
    return { positions, isRepaired };
  } finally {
    await handle.close();
  }
}

/** Waits until the file's content would survive a power cut. */
export async function syncJournal(dataFolder: string, file: string): Promise<void> {
  const handle = await open(journalPath(dataFolder, file), 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function openOrThaw(dataFolder: string, file: string, isNew: boolean): Promise<FileHandle> {
  const name = journalPath(dataFolder, file);
  try {
    return await openForAppending(name, isNew);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || !(await thawJournal(dataFolder, file))) throw error;
    return openForAppending(name, false);
  }
}

function joinLines(lines: readonly Buffer[], isRepaired: boolean): Buffer {
  const newline = Buffer.from('\n');
  return Buffer.concat([...(isRepaired ? [newline] : []), ...lines.flatMap(line => [line, newline])]);
}

async function writeWhole(handle: FileHandle, bytes: Buffer, sizeBefore: number): Promise<void> {
  try {
    await handle.appendFile(bytes);
  } catch (error) {
    // A full disk takes the beginning only: without this the next attempt would write it twice.
    await handle.truncate(sizeBefore);
    throw error;
  }
}

async function endsWithNewline(handle: FileHandle, size: number): Promise<boolean> {
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}
