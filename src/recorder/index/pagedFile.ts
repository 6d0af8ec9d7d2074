// A database file that SQLite reads from the disk page by page; what it writes stays in memory until it is saved.
import { closeSync, constants, fstatSync, openSync, readSync, renameSync } from 'node:fs';
import path from 'node:path';
import { errorCode, LunaRouteError } from '../../protocol/errors.ts';
import { NO_FOLLOW } from '../journal/privateFiles.ts';
import { DatabaseChecksum, writeDatabaseFile } from './databaseFile.ts';

/** As SQLite's: it reads and writes whole ones, but for the header. */
const PAGE_BYTES = 4096;
const COPY_BYTES = 256 * PAGE_BYTES;
const SCRATCH = new Uint8Array(16 * PAGE_BYTES);

/** What sql.js's file system asks of the bytes of a file. */
interface FileContent {
  readonly length: number;
  subarray(start: number, end: number): Uint8Array;
  set(bytes: Uint8Array, at: number): void;
}

/** Search reads a few pages of many months: their files need not be in memory, nor be read when they are opened. */
export class PagedFile {
  private readonly file: string;
  /** Null before the first `save`. */
  private descriptor: number | null;
  private diskBytes: number;
  private bytes: number;
  private written = new Map<number, Uint8Array>();
  /** What `save` is writing. */
  private saving: ReadonlyMap<number, Uint8Array> | null = null;

  private constructor(file: string, descriptor: number | null, bytes: number) {
    this.file = file;
    this.descriptor = descriptor;
    this.diskBytes = bytes;
    this.bytes = bytes;
  }

  /**
   * Null when there is no such file, `damaged_file` when it is not what was written; any other trouble (a link, no right
   * to read) is thrown. It is read through once, which takes a tenth of a second for 100 MB.
   */
  static open(file: string): PagedFile | null {
    let descriptor: number;
    try {
      descriptor = openSync(file, constants.O_RDONLY | NO_FOLLOW);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
    const opened = new PagedFile(file, descriptor, fstatSync(descriptor).size);
    if (opened.isWhole()) return opened;
    opened.close();
    throw new LunaRouteError('damaged_file', `${path.basename(file)} is damaged.`);
  }

  /** A file that does not exist until it is saved. @param image a whole database */
  static create(file: string, image: Uint8Array): PagedFile {
    const created = new PagedFile(file, null, 0);
    created.put(image, 0);
    return created;
  }

  /**
   * What sql.js may be given for the bytes of a database. It copies them with `slice`, and its file system touches
   * the copy with `subarray` and `set` only: test/unit/pagedFile.test.ts holds this.
   */
  image(): Uint8Array {
    const content: FileContent = {
      // Room for whatever is written: the file system would copy the content to make more.
      length: Number.MAX_SAFE_INTEGER,
      subarray: (start, end) => this.take(start, end),
      set: (bytes, at) => this.put(bytes, at),
    };
    const image = { length: this.bytes, subarray: content.subarray, slice: () => content };
    return image as unknown as Uint8Array;
  }

  /** Bytes that are in memory since they are not on the disk yet. */
  get unsavedBytes(): number {
    return (this.written.size + (this.saving?.size ?? 0)) * PAGE_BYTES;
  }

  get isSaving(): boolean {
    return this.saving !== null;
  }

  /**
   * Writes the file as it is now, whole and durably, while SQLite may go on; not inside a transaction.
   * @param before what has to be done between now and the writing
   */
  async save(before?: () => Promise<void>): Promise<void> {
    const { bytes } = this;
    const pages = this.written;
    this.saving = pages;
    this.written = new Map();
    try {
      await before?.();
      await writeDatabaseFile(this.file, this.pieces(pages, bytes), temporary =>
        this.replace(temporary, bytes),
      );
    } catch (error) {
      for (const [page, content] of pages) if (!this.written.has(page)) this.written.set(page, content);
      throw error;
    } finally {
      this.saving = null;
    }
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }

  private isWhole(): boolean {
    const sum = new DatabaseChecksum();
    const piece = new Uint8Array(COPY_BYTES);
    for (let start = 0; start < this.bytes; start += COPY_BYTES) {
      sum.add(this.readInto(piece.subarray(0, Math.min(COPY_BYTES, this.bytes - start)), start));
    }
    return sum.isRight;
  }

  /** In one turn, since Windows replaces no open file and SQLite may read at any time. */
  private replace(temporary: string, bytes: number): void {
    this.close();
    try {
      renameSync(temporary, this.file);
      this.diskBytes = bytes;
    } finally {
      if (this.diskBytes > 0) this.descriptor = openSync(this.file, constants.O_RDONLY | NO_FOLLOW);
    }
  }

  private async *pieces(pages: ReadonlyMap<number, Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < bytes; start += COPY_BYTES) {
      const end = Math.min(start + COPY_BYTES, bytes);
      const piece = this.readInto(new Uint8Array(end - start), start);
      for (let at = start; at < end; at += PAGE_BYTES) {
        const page = pages.get(at / PAGE_BYTES);
        if (page !== undefined) piece.set(page.subarray(0, end - at), at - start);
      }
      yield piece;
    }
  }

  private take(start: number, end: number): Uint8Array {
    const page = Math.floor(start / PAGE_BYTES);
    const offset = start - page * PAGE_BYTES;
    if (offset + end - start <= PAGE_BYTES) {
      const known = this.written.get(page) ?? this.saving?.get(page);
      return known === undefined ? this.read(start, end) : known.subarray(offset, offset + end - start);
    }
    const bytes = this.read(start, end);
    for (let at = page * PAGE_BYTES; at < end; at += PAGE_BYTES) {
      const known = this.written.get(at / PAGE_BYTES) ?? this.saving?.get(at / PAGE_BYTES);
      if (known === undefined) continue;
      const from = Math.max(start, at);
      bytes.set(known.subarray(from - at, Math.min(end - at, PAGE_BYTES)), from - start);
    }
    return bytes;
  }

  private put(bytes: Uint8Array, at: number): void {
    this.bytes = Math.max(this.bytes, at + bytes.length);
    for (let done = 0; done < bytes.length; ) {
      const page = Math.floor((at + done) / PAGE_BYTES);
      const offset = at + done - page * PAGE_BYTES;
      const count = Math.min(PAGE_BYTES - offset, bytes.length - done);
      // A copy of its own: what is being saved must not change, and the bytes given are SQLite's memory.
      const content = count === PAGE_BYTES ? new Uint8Array(PAGE_BYTES) : this.copyOf(page);
      content.set(bytes.subarray(done, done + count), offset);
      this.written.set(page, content);
      done += count;
    }
  }

  private copyOf(page: number): Uint8Array {
    return Uint8Array.from(this.take(page * PAGE_BYTES, (page + 1) * PAGE_BYTES));
  }

  /** Good until the next call: sql.js copies what it reads at once, and millions of small arrays would stay in memory. */
  private read(start: number, end: number): Uint8Array {
    const length = end - start;
    return this.readInto(
      length <= SCRATCH.length ? SCRATCH.subarray(0, length) : new Uint8Array(length),
      start,
    );
  }

  /** From the disk; zeros where it has nothing, which SQLite takes for damage: an error can't pass through it. */
  private readInto(bytes: Uint8Array, start: number): Uint8Array {
    const length = Math.min(bytes.length, this.diskBytes - start);
    let count = 0;
    try {
      if (this.descriptor !== null && length > 0) count = readSync(this.descriptor, bytes, 0, length, start);
    } catch {
      count = 0;
    }
    return count === bytes.length ? bytes : bytes.fill(0, count);
  }
}
