// Reads journals: all complete lines of one from an offset on, one line by its position, and which ones there are.
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../protocol/errors.ts';
import { type JournalEvent, journalEvent } from '../../protocol/journal.ts';
import type { DamagedLine, JournalPosition, PlacedEvent } from './position.ts';
import { NO_FOLLOW } from './privateFiles.ts';

const READ_BYTES = 256 * 1024;
const NEWLINE = 10;
const DAY_FOLDER = /^\d{4}-\d{2}-\d{2}$/;
const JOURNAL_FILE = /^session_[0-9a-f]{16}\.jsonl$/;
const KNOWN_TYPES: ReadonlySet<unknown> = new Set([
  'session_started',
  'session_titled',
  'session_marked',
  'thread_started',
  'block',
  'request',
  'response',
  'session_idle',
]);

/**
 * The complete lines of a journal in order, from `fromOffset` (the start of a line) on. What stands after the
 * last newline is still being written, or was cut by a crash, and is left out.
 * @param file relative to `dataFolder`, with '/'
 */
export async function* readEvents(
  dataFolder: string,
  file: string,
  fromOffset: number,
): AsyncGenerator<PlacedEvent | DamagedLine, void, void> {
  const handle = await openJournal(dataFolder, file);
  try {
    let offset = fromOffset;
    for await (const line of readLines(handle, fromOffset)) {
      const at = { file, offset, length: line.length };
      offset += line.length + 1;
      if (line.length > 0) yield parseLine(line, at);
    }
  } finally {
    await handle.close();
  }
}

/** The event at a position; null when the file is gone or holds something else there. */
export async function readLine(dataFolder: string, at: JournalPosition): Promise<JournalEvent | null> {
  let handle: FileHandle;
  try {
    handle = await openJournal(dataFolder, at.file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const buffer = Buffer.alloc(at.length);
    const { bytesRead } = await handle.read(buffer, 0, at.length, at.offset);
    const line = parseLine(buffer.subarray(0, bytesRead), at);
    return 'event' in line ? line.event : null;
  } finally {
    await handle.close();
  }
}

/** Every journal of the data folder, oldest day first; `file` is relative to it, with '/'. */
export async function listJournals(dataFolder: string): Promise<{ file: string; size: number }[]> {
  const journals: { file: string; size: number }[] = [];
  for (const day of (await namesIn(path.join(dataFolder, 'sessions'))).sort()) {
    if (!DAY_FOLDER.test(day)) continue;
    for (const name of (await namesIn(path.join(dataFolder, 'sessions', day))).sort()) {
      if (!JOURNAL_FILE.test(name)) continue;
      const file = `sessions/${day}/${name}`;
      const facts = await stat(path.join(dataFolder, file));
      if (facts.isFile()) journals.push({ file, size: facts.size });
    }
  }
  return journals;
}

/** One line without its newline, as an event or as what is wrong with it. */
export function parseLine(line: Buffer, at: JournalPosition): PlacedEvent | DamagedLine {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return { damage: 'not_json', at };
  }
  const result = journalEvent.safeParse(value);
  // An event of another session would be counted there: a damaged id, or a file that was renamed.
  if (result.success && !at.file.endsWith(`session_${result.data.session_id}.jsonl`)) {
    return { damage: 'wrong_session', at };
  }
  if (result.success) return { event: result.data, at };
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return { damage: KNOWN_TYPES.has(type) ? 'wrong_shape' : 'unknown_type', at };
}

function openJournal(dataFolder: string, file: string): Promise<FileHandle> {
  return open(path.join(dataFolder, ...file.split('/')), constants.O_RDONLY | NO_FOLLOW);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function* readLines(handle: FileHandle, fromOffset: number): AsyncGenerator<Buffer, void, void> {
  let position = fromOffset;
  let pending: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(READ_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, READ_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    let start = 0;
    for (;;) {
      const end = chunk.subarray(0, bytesRead).indexOf(NEWLINE, start);
      if (end === -1) break;
      const piece = chunk.subarray(start, end);
      yield pending.length === 0 ? piece : Buffer.concat([...pending, piece]);
      pending = [];
      start = end + 1;
    }
    if (start < bytesRead) pending.push(chunk.subarray(start, bytesRead));
  }
}
