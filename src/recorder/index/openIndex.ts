// Opens the index of a data folder; a missing, damaged or outdated snapshot gives an empty one to be rebuilt.
import path from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { type PriceBook, TABLE_PRICES } from '../../core/pricing/priceBook.ts';
import { errorMessage } from '../../protocol/errors.ts';
import { readDatabaseFile } from './databaseFile.ts';
import { type IndexOptions, RecordIndex } from './recordIndex.ts';
import { notePriceTable } from './repriceRequests.ts';
import { createTables, INDEX_VERSION, readMeta } from './schema.ts';
import { loadSqlEngine, SqlDatabase } from './sqlEngine.ts';

/** Call `replay` next: until then the index holds what the snapshot had. */
export async function openIndex(options: IndexOptions): Promise<RecordIndex> {
  const engine = await loadSqlEngine(options.wasmPath);
  const database =
    (await openSnapshot(engine, options)) ?? createDatabase(engine, options.prices ?? TABLE_PRICES);
  // Deleted rows are overwritten: what the user deletes must not live on in free pages.
  database.execute('PRAGMA secure_delete=ON');
  return new RecordIndex({ engine, database }, options);
}

function createDatabase(engine: SqlJsStatic, prices: PriceBook): SqlDatabase {
  const database = new SqlDatabase(engine, null);
  createTables(database);
  notePriceTable(database, prices);
  return database;
}

async function openSnapshot(engine: SqlJsStatic, options: IndexOptions): Promise<SqlDatabase | null> {
  let database: SqlDatabase | null = null;
  try {
    const bytes = await readDatabaseFile(path.join(options.dataFolder, 'index.sqlite'));
    if (bytes === null) return null;
    database = new SqlDatabase(engine, bytes);
    const problem = problemOf(database);
    if (problem === null) return database;
    options.log('warn', `The index is rebuilt from the journals: ${problem}`);
  } catch (error) {
    options.log('warn', `The index is rebuilt from the journals: ${errorMessage(error)}`);
  }
  database?.close();
  return null;
}

function problemOf(database: SqlDatabase): string | null {
  const version = readMeta(database, 'index_version');
  if (version !== String(INDEX_VERSION)) return `it has version ${version}, not ${INDEX_VERSION}`;
  const check = database.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
  return check === 'ok' ? null : `it is damaged (${check})`;
}
