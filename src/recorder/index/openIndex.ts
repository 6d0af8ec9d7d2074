// Opens the index of a data folder; a missing, damaged or outdated snapshot gives an empty one to be rebuilt.
import path from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { type PriceBook, TABLE_PRICES } from '../../core/pricing/priceBook.ts';
import { errorMessage } from '../../protocol/errors.ts';
import { PagedFile } from './pagedFile.ts';
import { type IndexOptions, RecordIndex } from './recordIndex.ts';
import { notePriceTable } from './repriceRequests.ts';
import { createTables, INDEX_VERSION, readMeta } from './schema.ts';
import { loadSqlEngine, SqlDatabase } from './sqlEngine.ts';

/** SQLite keeps this much of the index in memory; a scan of all requests goes through the system's cache. */
const CACHE_KILOBYTES = 16_384;

export interface OpenedIndex {
  engine: SqlJsStatic;
  paged: PagedFile;
  /** Closes the file as well. */
  database: SqlDatabase;
}

/** Call `replay` next: until then the index holds what the snapshot had. */
export async function openIndex(options: IndexOptions): Promise<RecordIndex> {
  const engine = await loadSqlEngine(options.wasmPath);
  const file = path.join(options.dataFolder, 'index.sqlite');
  const opened =
    openSnapshot(engine, file, options) ?? createDatabase(engine, file, options.prices ?? TABLE_PRICES);
  // Deleted rows are overwritten: what the user deletes must not live on in free pages.
  opened.database.execute('PRAGMA secure_delete=ON');
  return new RecordIndex(opened, options);
}

function createDatabase(engine: SqlJsStatic, file: string, prices: PriceBook): OpenedIndex {
  const empty = new SqlDatabase(engine, null);
  createTables(empty);
  notePriceTable(empty, prices);
  const paged = PagedFile.create(file, empty.export());
  empty.close();
  return { engine, paged, database: SqlDatabase.openPaged(engine, paged, CACHE_KILOBYTES) };
}

function openSnapshot(engine: SqlJsStatic, file: string, options: IndexOptions): OpenedIndex | null {
  let paged: PagedFile | null = null;
  let database: SqlDatabase | null = null;
  try {
    paged = PagedFile.open(file);
    if (paged === null) return null;
    database = SqlDatabase.openPaged(engine, paged, CACHE_KILOBYTES);
    const problem = problemOf(database);
    if (problem === null) return { engine, paged, database };
    options.log('warn', `The index is rebuilt from the journals: ${problem}`);
  } catch (error) {
    options.log('warn', `The index is rebuilt from the journals: ${errorMessage(error)}`);
  }
  if (database === null) paged?.close();
  else database.close();
  return null;
}

function problemOf(database: SqlDatabase): string | null {
  const version = readMeta(database, 'index_version');
  if (version !== String(INDEX_VERSION)) return `it has version ${version}, not ${INDEX_VERSION}`;
  const check = database.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
  return check === 'ok' ? null : `it is damaged (${check})`;
}
