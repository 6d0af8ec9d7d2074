// A database on the disk as SQLite sees it through sql.js: read in pages, written in memory, saved whole.
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { SqlJsStatic } from 'sql.js';
import { PagedFile } from '../../src/recorder/index/pagedFile.ts';
import { loadSqlEngine, SqlDatabase } from '../../src/recorder/index/sqlEngine.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { WASM_PATH } from '../support/recordFixture.ts';

const ROWS = 3000;

function databaseOf(engine: SqlJsStatic, rows: number): SqlDatabase {
  const database = new SqlDatabase(engine, null);
  database.execute('CREATE TABLE items (key INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  addRows(database, 0, rows);
  return database;
}

function addRows(database: SqlDatabase, from: number, to: number): void {
  database.transaction(() => {
    for (let key = from; key < to; key++)
      database.run('INSERT INTO items VALUES (?, ?)', [key, `text ${key} `.repeat(20)]);
  });
}

function sum(database: SqlDatabase): unknown {
  return database.get('SELECT count(*) AS n, max(key) AS last, total(length(text)) AS chars FROM items');
}

async function withFile(work: (engine: SqlJsStatic, file: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const engine = await loadSqlEngine(WASM_PATH);
  const file = path.join(folder.path, 'items.sqlite');
  const whole = databaseOf(engine, ROWS);
  const paged = PagedFile.create(file, whole.export());
  await paged.save();
  paged.close();
  whole.close();
  await work(engine, file);
}

function openPaged(engine: SqlJsStatic, file: string): { paged: PagedFile; database: SqlDatabase } {
  const paged = PagedFile.open(file);
  assert.ok(paged);
  return { paged, database: new SqlDatabase(engine, paged.image()) };
}

test('reads the pages that a query needs and keeps none of the file in memory', () =>
  withFile(async (engine, file) => {
    const { paged, database } = openPaged(engine, file);
    const buffers = process.memoryUsage().arrayBuffers;
    assert.deepEqual(database.get('SELECT text FROM items WHERE key = 1500'), {
      text: 'text 1500 '.repeat(20),
    });
    assert.equal(paged.unsavedBytes, 0);
    // Emptied behind its back: what was read stays in SQLite's cache, all else is gone.
    await writeFile(file, '');
    assert.throws(() => sum(database));
    assert.ok(process.memoryUsage().arrayBuffers - buffers < 200_000);
    database.close();
    paged.close();
  }));

test('keeps what is written apart from the file until it is saved, then both are the same', () =>
  withFile(async (engine, file) => {
    const before = await readFile(file);
    const { paged, database } = openPaged(engine, file);
    addRows(database, ROWS, ROWS + 500);
    database.run('UPDATE items SET text = ? WHERE key = 7', ['seven']);
    const expected = sum(database);
    assert.deepEqual(await readFile(file), before);
    assert.ok(paged.unsavedBytes > 0);
    await paged.save();
    assert.equal(paged.unsavedBytes, 0);
    assert.deepEqual(sum(database), expected);
    const reread = new SqlDatabase(engine, await readFile(file));
    assert.deepEqual(sum(reread), expected);
    assert.deepEqual(reread.get('PRAGMA integrity_check'), { integrity_check: 'ok' });
    reread.close();
    database.close();
    paged.close();
  }));

test('what is written while it is being saved belongs to the next save', () =>
  withFile(async (engine, file) => {
    const { paged, database } = openPaged(engine, file);
    addRows(database, ROWS, ROWS + 300);
    const first = sum(database);
    const saving = paged.save();
    assert.ok(paged.isSaving);
    addRows(database, ROWS + 300, ROWS + 900);
    const second = sum(database);
    await saving;
    const saved = new SqlDatabase(engine, await readFile(file));
    assert.deepEqual([sum(saved), sum(database)], [first, second]);
    saved.close();
    await paged.save();
    const again = new SqlDatabase(engine, await readFile(file));
    assert.deepEqual(sum(again), second);
    again.close();
    database.close();
    paged.close();
  }));

test('a file with a bit that has turned over is refused', () =>
  withFile(async (_engine, file) => {
    const bytes = await readFile(file);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    await writeFile(file, bytes);
    assert.throws(() => PagedFile.open(file), { code: 'damaged_file' });
  }));

test('a save that fails loses nothing', () =>
  withFile(async (engine, file) => {
    const image = await readFile(file);
    const missing = path.join(path.dirname(file), 'items.sqlite', 'below-a-file.sqlite');
    const paged = PagedFile.create(missing, image);
    const database = new SqlDatabase(engine, paged.image());
    addRows(database, ROWS, ROWS + 100);
    const expected = sum(database);
    await assert.rejects(paged.save());
    assert.deepEqual([paged.isSaving, sum(database)], [false, expected]);
    database.close();
    paged.close();
  }));

test('a new file is there once it was saved, and a missing one is none', () =>
  withFile(async (engine, file) => {
    const image = await readFile(file);
    await rm(file);
    assert.equal(PagedFile.open(file), null);
    const paged = PagedFile.create(file, image);
    const database = new SqlDatabase(engine, paged.image());
    assert.equal(PagedFile.open(file), null);
    addRows(database, ROWS, ROWS + 1);
    const expected = sum(database);
    await paged.save();
    const reread = new SqlDatabase(engine, await readFile(file));
    assert.deepEqual(sum(reread), expected);
    for (const one of [reread, database, paged]) one.close();
  }));
