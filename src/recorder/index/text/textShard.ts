// Full text of one month of sessions: unique texts in a contentless FTS4 table, and where each of them stands.
import type { SqlJsStatic } from 'sql.js';
import { LunaRouteError } from '../../../protocol/errors.ts';
import type { JournalPosition } from '../../journal/position.ts';
import { PagedFile } from '../pagedFile.ts';
import { readMeta, writeMeta } from '../schema.ts';
import { SqlDatabase } from '../sqlEngine.ts';
import { type EventText, TEXT_SOURCES, type TextSource, textDigest } from './eventTexts.ts';
import { phraseWeights, scoreMatch } from './rankHits.ts';

/** A shard of another version is rebuilt from the journals. */
const SHARD_VERSION = 1;
/** Of each month at most so many of the newest texts are ranked. */
const MAX_HITS = 5000;

const TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE journals (
  key INTEGER PRIMARY KEY,
  file TEXT NOT NULL UNIQUE,
  indexed_bytes INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE texts (docid INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE);
-- The same text in several sessions is indexed once and found in each.
CREATE TABLE places (
  docid INTEGER NOT NULL,
  journal INTEGER NOT NULL,
  source INTEGER NOT NULL,
  line_offset INTEGER NOT NULL,
  line_length INTEGER NOT NULL,
  PRIMARY KEY (docid, journal)
) WITHOUT ROWID;
CREATE INDEX places_by_journal ON places(journal);
CREATE VIRTUAL TABLE words USING fts4(
  body, content='', order=desc, matchinfo=fts3, tokenize=unicode61 "remove_diacritics=2"
);
`;

/** A shard is read here and there: what is read twice is in the system's cache as well. */
const CACHE_KILOBYTES = 2048;

export interface TextHit {
  source: TextSource;
  file: string;
  offset: number;
  length: number;
  score: number;
}

/** What a ranking depends on, kept in a cursor so that new texts don't move what was already shown. */
export interface RankBasis {
  lastDocid: number;
  weights: number[];
}

export class TextShard {
  readonly month: string;
  /** Holds what its file does not. */
  isDirty = false;
  private readonly database: SqlDatabase;
  private readonly paged: PagedFile;
  private readonly journals = new Map<string, { key: number; indexedBytes: number }>();

  /**
   * @param file where it is or will be saved
   * @param isNew does not look whether it is there
   * @throws when the file is damaged or of another version
   */
  constructor(engine: SqlJsStatic, month: string, file: string, isNew: boolean) {
    this.month = month;
    this.paged = (isNew ? null : PagedFile.open(file)) ?? PagedFile.create(file, emptyShard(engine));
    let database: SqlDatabase | null = null;
    try {
      database = SqlDatabase.openPaged(engine, this.paged, CACHE_KILOBYTES);
      if (readMeta(database, 'shard_version') !== String(SHARD_VERSION)) {
        throw new LunaRouteError('index_outdated', `The text index of ${month} has another version.`);
      }
      this.database = database;
      this.readJournals();
    } catch (error) {
      if (database === null) this.paged.close();
      else database.close();
      throw error;
    }
  }

  /** About what it takes of memory. */
  get memoryBytes(): number {
    return this.paged.unsavedBytes + CACHE_KILOBYTES * 1024;
  }

  get isSaving(): boolean {
    return this.paged.isSaving;
  }

  get files(): string[] {
    return [...this.journals.keys()];
  }

  /** Up to where a journal's texts are in here. */
  indexedBytes(file: string): number {
    return this.journals.get(file)?.indexedBytes ?? 0;
  }

  transaction(work: () => void): void {
    try {
      this.database.transaction(work);
    } catch (error) {
      this.readJournals();
      throw error;
    }
    this.isDirty = true;
  }

  /** Adds a line's texts; inside a transaction. */
  add(at: JournalPosition, texts: readonly EventText[]): void {
    const journal = this.journalKey(at.file);
    for (const text of texts) {
      this.database.run(
        'INSERT OR IGNORE INTO places (docid, journal, source, line_offset, line_length) VALUES (?, ?, ?, ?, ?)',
        [this.docidOf(text), journal, TEXT_SOURCES.indexOf(text.source), at.offset, at.length],
      );
    }
  }

  /** Notes that a journal was read up to `to`; inside a transaction. */
  advance(file: string, to: number): void {
    const key = this.journalKey(file);
    this.database.run('UPDATE journals SET indexed_bytes = ? WHERE key = ?', [to, key]);
    this.journals.set(file, { key, indexedBytes: to });
  }

  /** Hits of a MATCH expression, unordered. Throws when the expression is malformed. */
  search(fts: string, basis: RankBasis | null): { hits: TextHit[]; basis: RankBasis } {
    const lastDocid = basis?.lastDocid ?? this.lastDocid();
    const matches = this.database.all<{ docid: number; info: Uint8Array }>(
      `SELECT docid, matchinfo(words, 'pcnx') AS info FROM words
        WHERE words MATCH ? AND docid <= ? ORDER BY docid DESC LIMIT ${MAX_HITS}`,
      [fts, lastDocid],
    );
    const first = matches[0];
    const weights = basis?.weights ?? (first === undefined ? [] : phraseWeights(first.info));
    const scores = new Map(matches.map(({ docid, info }) => [docid, scoreMatch(info, weights)]));
    const hits = this.placesOf([...scores.keys()]).flatMap(place => {
      const source = TEXT_SOURCES[place.source];
      const score = scores.get(place.docid);
      return source === undefined || score === undefined ? [] : [{ ...place, source, score }];
    });
    return { hits, basis: { lastDocid, weights } };
  }

  /** Journals with a text that matches. @param sources which texts count; null: all */
  filesWith(fts: string, sources: ReadonlySet<TextSource> | null): string[] {
    const numbers = TEXT_SOURCES.flatMap((source, n) => (sources === null || sources.has(source) ? [n] : []));
    return this.database
      .all<{ file: string }>(
        `SELECT file FROM journals WHERE key IN (
          SELECT p.journal FROM words w JOIN places p ON p.docid = w.docid
            WHERE w.words MATCH ? AND p.source IN (SELECT value FROM json_each(?)))`,
        [fts, JSON.stringify(numbers)],
      )
      .map(({ file }) => file);
  }

  /** Makes a session's texts unfindable; the words themselves go when the shard is built anew. */
  removeJournal(file: string): void {
    const journal = this.journals.get(file);
    if (journal === undefined) return;
    this.transaction(() => {
      this.database.run('DELETE FROM places WHERE journal = ?', [journal.key]);
      this.database.run('DELETE FROM journals WHERE key = ?', [journal.key]);
    });
    this.journals.delete(file);
  }

  /** Writes what is new to its file. */
  async save(): Promise<void> {
    this.isDirty = false;
    try {
      await this.paged.save();
    } catch (error) {
      this.isDirty = true;
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }

  private readJournals(): void {
    this.journals.clear();
    for (const { file, key, indexedBytes } of this.database.all<{
      file: string;
      key: number;
      indexedBytes: number;
    }>('SELECT file, key, indexed_bytes AS indexedBytes FROM journals')) {
      this.journals.set(file, { key, indexedBytes });
    }
  }

  private placesOf(docids: readonly number[]) {
    const files = new Map([...this.journals].map(([file, { key }]) => [key, file]));
    return this.database
      .all<{ docid: number; source: number; journal: number; offset: number; length: number }>(
        `SELECT p.docid, p.source, p.journal, p.line_offset AS offset, p.line_length AS length
          FROM json_each(?) d JOIN places p ON p.docid = d.value`,
        [JSON.stringify(docids)],
      )
      .map(({ docid, source, journal, offset, length }) => {
        // Strings of SQL would be thousands of copies.
        return { docid, source, offset, length, file: files.get(journal) ?? '' };
      });
  }

  private lastDocid(): number {
    return this.database.get<{ last: number | null }>('SELECT max(docid) AS last FROM texts')?.last ?? 0;
  }

  private docidOf(text: EventText): number {
    const digest = textDigest(text);
    const known = this.database.get<{ docid: number }>('SELECT docid FROM texts WHERE digest = ?', [digest]);
    if (known !== null) return known.docid;
    const docid = this.lastDocid() + 1;
    this.database.run('INSERT INTO texts (docid, digest) VALUES (?, ?)', [docid, digest]);
    this.database.run('INSERT INTO words (docid, body) VALUES (?, ?)', [docid, text.text]);
    return docid;
  }

  private journalKey(file: string): number {
    const known = this.journals.get(file);
    if (known !== undefined) return known.key;
    this.database.run('INSERT OR IGNORE INTO journals (file) VALUES (?)', [file]);
    const key =
      this.database.get<{ key: number }>('SELECT key FROM journals WHERE file = ?', [file])?.key ?? 0;
    this.journals.set(file, { key, indexedBytes: 0 });
    return key;
  }
}

function emptyShard(engine: SqlJsStatic): Uint8Array {
  const database = new SqlDatabase(engine, null);
  try {
    database.execute(TABLES);
    writeMeta(database, 'shard_version', String(SHARD_VERSION));
    return database.export();
  } finally {
    database.close();
  }
}
