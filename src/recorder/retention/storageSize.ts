// How much the record takes on the disk: counted file by file now and then, and by what is written in between.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../protocol/errors.ts';
import { listJournals } from '../journal/readJournal.ts';

export class StorageSize {
  private readonly dataFolder: string;
  private readonly changed: () => void;
  private known: number | null = null;
  private counting: Promise<void> = Promise.resolve();

  constructor(dataFolder: string, changed: () => void) {
    this.dataFolder = dataFolder;
    this.changed = changed;
  }

  /** Journals, archives, index and text; null until it was counted. */
  get bytes(): number | null {
    return this.known;
  }

  /** Notes that so many bytes were appended to journals. */
  add(bytes: number): void {
    if (this.known !== null) this.known += bytes;
  }

  /** Counts again. A folder that can't be read leaves the size unknown. */
  count(): Promise<void> {
    // One that is under way may have passed what has changed since.
    this.counting = this.counting.then(() => this.countAll());
    return this.counting;
  }

  private async countAll(): Promise<void> {
    const before = this.known;
    try {
      const journals = await listJournals(this.dataFolder);
      const databases = await Promise.all([
        sizeOf(this.dataFolder),
        sizeOf(path.join(this.dataFolder, 'text')),
      ]);
      this.known =
        journals.reduce((sum, { diskBytes }) => sum + diskBytes, 0) +
        databases.reduce((sum, bytes) => sum + bytes, 0);
    } catch {
      // Recording itself tells what is wrong with the folder.
      this.known = null;
    }
    if (this.known !== before) this.changed();
  }
}

/** Of the databases in a folder. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for (const name of await readdir(folder)) {
      if (name.endsWith('.sqlite')) bytes += (await stat(path.join(folder, name))).size;
    }
  } catch (error) {
    // Not written yet, or replaced at this moment.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  return bytes;
}
