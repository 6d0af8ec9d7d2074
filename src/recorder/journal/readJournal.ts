// Reads journals: all complete lines of one from an offset on, one line by its position, and which ones there are.
import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../protocol/errors.ts';
import { type JournalEvent, journalEvent } from '../../protocol/journal.ts';
import { toldSize } from './archiveSource.ts';
import { ARCHIVE_SUFFIX, journalPath } from './journalPaths.ts';
import { type JournalSource, type LostText, openJournal } from './journalSource.ts';
import type { DamagedLine, JournalPosition, PlacedEvent } from './position.ts';
import { NO_FOLLOW } from './privateFiles.ts';
import { NEWLINE, splitLines } from './splitLines.ts';

const DAY_FOLDER = /^\d{4}-\d{2}-\d{2}$/;
const JOURNAL_FILE = /^session_[0-9a-f]{16}\.jsonl(\.zst)?$/;
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
  const source = await openJournal(dataFolder, file);
  let offset = fromOffset;
  /** Of an incomplete line that stands before `offset`. */
  let cutBytes = 0;
  try {
    for await (const line of splitLines<LostText>(source.pieces(fromOffset))) {
      if (!Buffer.isBuffer(line)) {
        const bytes = cutBytes + line.bytes;
        const at = { file, offset, length: Math.max(0, bytes - 1) };
        yield { damage: line.lost === 'table' ? 'archive_table' : 'archive', at };
        offset += bytes;
        cutBytes = 0;
      } else if (line.at(-1) !== NEWLINE) cutBytes = line.length;
      else {
        const at = { file, offset, length: line.length - 1 };
        offset += line.length;
        if (at.length > 0) yield parseLine(line.subarray(0, -1), at);
      }
    }
  } finally {
    await source.close();
  }
}

/** The event at a position; null when the file is gone or holds something else there. */
export async function readLine(dataFolder: string, at: JournalPosition): Promise<JournalEvent | null> {
  const [event = null] = await readLinesAt(dataFolder, at.file, [at]);
  return event;
}

/** The events at positions of one journal, each as `readLine` gives it. */
export async function readLinesAt(
  dataFolder: string,
  file: string,
  positions: readonly Omit<JournalPosition, 'file'>[],
): Promise<(JournalEvent | null)[]> {
  let source: JournalSource;
  try {
    source = await openJournal(dataFolder, file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return positions.map(() => null);
    throw error;
  }
  const events: (JournalEvent | null)[] = [];
  try {
    for (const { offset, length } of positions) {
      const text = await source.read(offset, length);
      const line = text === null ? null : parseLine(text, { file, offset, length });
      events.push(line !== null && 'event' in line ? line.event : null);
    }
  } finally {
    await source.close();
  }
  return events;
}

export interface JournalFacts {
  /** Relative to the data folder, with '/'; the same whether it is archived or not. */
  file: string;
  /** Bytes of its text. */
  size: number;
  diskBytes: number;
  isArchived: boolean;
  /** When it was last written to, or archived. */
  mtimeMs: number;
}

/** Every journal of the data folder, oldest day first. */
export async function listJournals(dataFolder: string): Promise<JournalFacts[]> {
  const journals: JournalFacts[] = [];
  for (const day of (await namesIn(path.join(dataFolder, 'sessions'))).sort()) {
    if (!DAY_FOLDER.test(day)) continue;
    // In this order the journal comes before its archive.
    for (const name of (await namesIn(path.join(dataFolder, 'sessions', day))).sort()) {
      if (!JOURNAL_FILE.test(name)) continue;
      const found = await factsOf(dataFolder, `sessions/${day}/${name}`);
      if (found !== null && found.file !== journals.at(-1)?.file) journals.push(found);
    }
  }
  return journals;
}

/** Null when it is no file, or gone by now. */
async function factsOf(dataFolder: string, name: string): Promise<JournalFacts | null> {
  const isArchived = name.endsWith(ARCHIVE_SUFFIX);
  const file = isArchived ? name.slice(0, -ARCHIVE_SUFFIX.length) : name;
  try {
    const facts = await stat(journalPath(dataFolder, name));
    if (!facts.isFile()) return null;
    const size = isArchived ? await archivedSize(journalPath(dataFolder, name)) : facts.size;
    return { file, size, diskBytes: facts.size, isArchived, mtimeMs: facts.mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function archivedSize(name: string): Promise<number> {
  const handle = await open(name, constants.O_RDONLY | NO_FOLLOW);
  try {
    // One whose beginning is damaged counts as not empty: whoever reads it then reports that.
    return (await toldSize(handle)) ?? 1;
  } finally {
    await handle.close();
  }
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

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
