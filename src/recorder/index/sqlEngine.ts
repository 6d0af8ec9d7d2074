// Opens SQLite databases in memory (sql.js): prepared statements kept, rows as objects, one way to a transaction.
import initSqlJs, { type Database, type SqlJsStatic, type SqlValue, type Statement } from 'sql.js';
import type { PagedFile } from './pagedFile.ts';

export type { SqlValue } from 'sql.js';

const KEPT_STATEMENTS = 120;

/** Loads the WebAssembly module once per thread. @param wasmPath path of `sql-wasm.wasm` */
export function loadSqlEngine(wasmPath: string): Promise<SqlJsStatic> {
  return initSqlJs({ locateFile: () => wasmPath });
}

/** One database. Everything here is synchronous; the owner calls `close`. */
export class SqlDatabase {
  private readonly database: Database;
  private paged: PagedFile | null = null;
  /** Least recently used first. */
  private readonly statements = new Map<string, { statement: Statement; columns: string[] | null }>();

  /**
   * @param bytes a database file, null for a new one. Throws when it is none.
   * @param cacheKilobytes of pages that SQLite keeps
   */
  constructor(engine: SqlJsStatic, bytes: Uint8Array | null, cacheKilobytes = 8192) {
    this.database = new engine.Database(bytes);
    // Nothing that is written here goes to a disk: durability comes from exporting.
    this.execute(
      `PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-${cacheKilobytes}`,
    );
  }

  /** Reads and writes through `paged`, and closes it with itself. */
  static openPaged(engine: SqlJsStatic, paged: PagedFile, cacheKilobytes: number): SqlDatabase {
    const database = new SqlDatabase(engine, paged.image(), cacheKilobytes);
    database.paged = paged;
    return database;
  }

  /** Runs statements without parameters or rows. */
  execute(sql: string): void {
    this.database.run(sql);
  }

  run(sql: string, params: readonly SqlValue[] = []): void {
    this.prepared(sql).statement.run([...params]);
  }

  /** Rows as objects; `Row` is the shape the statement is known to select. */
  all<Row>(sql: string, params: readonly SqlValue[] = []): Row[] {
    const entry = this.prepared(sql);
    const { statement } = entry;
    const rows: Row[] = [];
    try {
      statement.bind([...params]);
      while (statement.step()) {
        entry.columns ??= statement.getColumnNames();
        rows.push(toObject(entry.columns, statement.get()) as Row);
      }
    } finally {
      statement.reset();
    }
    return rows;
  }

  get<Row>(sql: string, params: readonly SqlValue[] = []): Row | null {
    return this.all<Row>(sql, params)[0] ?? null;
  }

  /** Commits what `work` did, or nothing of it when it throws. Not to be nested. */
  transaction<Result>(work: () => Result): Result {
    this.run('BEGIN');
    let result: Result;
    try {
      result = work();
    } catch (error) {
      this.run('ROLLBACK');
      throw error;
    }
    this.run('COMMIT');
    return result;
  }

  /** A copy of the database as a file has it. Not inside a transaction. */
  export(): Uint8Array {
    return this.database.export();
  }

  /** Size of the database in bytes. */
  get size(): number {
    const pages = this.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    return pages * (this.get<{ page_size: number }>('PRAGMA page_size')?.page_size ?? 0);
  }

  close(): void {
    for (const { statement } of this.statements.values()) statement.free();
    this.statements.clear();
    this.database.close();
    this.paged?.close();
  }

  private prepared(sql: string): { statement: Statement; columns: string[] | null } {
    const known = this.statements.get(sql);
    if (known !== undefined) {
      this.statements.delete(sql);
      this.statements.set(sql, known);
      return known;
    }
    const entry = { statement: this.database.prepare(sql), columns: null };
    this.statements.set(sql, entry);
    if (this.statements.size > KEPT_STATEMENTS) this.forgetOldestStatement();
    return entry;
  }

  private forgetOldestStatement(): void {
    for (const [sql, { statement }] of this.statements) {
      statement.free();
      this.statements.delete(sql);
      return;
    }
  }
}

function toObject(columns: readonly string[], values: readonly SqlValue[]): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {};
  for (const [i, column] of columns.entries()) row[column] = values[i] ?? null;
  return row;
}
