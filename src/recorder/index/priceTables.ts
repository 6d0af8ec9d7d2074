// Names of the prices that costs were computed with, written once and referred to by number.
import type { SqlDatabase } from './sqlEngine.ts';

export function priceTableKey(database: SqlDatabase, version: string): number {
  const find = (): number | undefined =>
    database.get<{ key: number }>('SELECT key FROM price_tables WHERE version = ?', [version])?.key;
  const known = find();
  if (known !== undefined) return known;
  database.run('INSERT INTO price_tables (version) VALUES (?)', [version]);
  return find() ?? 0;
}
