// How much of each journal the index holds: kept in the database, and in memory by month for those who ask often.
import { monthOf } from './monthOf.ts';
import type { SqlDatabase } from './sqlEngine.ts';

export class JournalPositions {
  private readonly database: SqlDatabase;
  private readonly months = new Map<string, Map<string, number>>();

  constructor(database: SqlDatabase) {
    this.database = database;
    for (const { file, bytes } of database.all<{ file: string; bytes: number }>(
      'SELECT file, indexed_bytes AS bytes FROM journals',
    )) {
      this.remember(file, bytes);
    }
  }

  get(file: string): number {
    return this.months.get(monthOf(file))?.get(file) ?? 0;
  }

  /** Inside the transaction that wrote what stands before `bytes`; call `remember` once it is committed. */
  write(file: string, bytes: number): void {
    this.database.run('INSERT OR REPLACE INTO journals (file, indexed_bytes) VALUES (?, ?)', [file, bytes]);
  }

  remember(file: string, bytes: number): void {
    const month = monthOf(file);
    const files = this.months.get(month);
    if (files === undefined) this.months.set(month, new Map([[file, bytes]]));
    else files.set(file, bytes);
  }

  /** Takes a deleted journal out; inside a transaction. */
  remove(file: string): void {
    this.database.run('DELETE FROM journals WHERE file = ?', [file]);
    const month = monthOf(file);
    const files = this.months.get(month);
    files?.delete(file);
    if (files?.size === 0) this.months.delete(month);
  }

  ofMonth(month: string): ReadonlyMap<string, number> {
    return this.months.get(month) ?? new Map();
  }

  /** Oldest first. */
  monthNames(): string[] {
    return [...this.months.keys()].sort();
  }

  files(): string[] {
    return [...this.months.values()].flatMap(files => [...files.keys()]);
  }
}
