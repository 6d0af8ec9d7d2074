// Collects the conditions of a WHERE clause with their parameters.
import type { SqlValue } from '../sqlEngine.ts';

export class Conditions {
  private readonly parts: string[] = [];
  readonly params: SqlValue[] = [];

  /** @param sql with a `?` for each parameter */
  add(sql: string, ...params: readonly SqlValue[]): void {
    this.parts.push(`(${sql})`);
    this.params.push(...params);
  }

  /** For `WHERE`; true when there are none. */
  get sql(): string {
    return this.parts.length === 0 ? '1' : this.parts.join(' AND ');
  }
}
