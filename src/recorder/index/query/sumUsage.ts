// Adds up sums of requests, keeping unknown apart from zero and counting each session once.
import type { Totals } from '../../../protocol/api.ts';
import type { StatsRow, StatsTotals } from '../../../protocol/stats.ts';
import { SUM_COLUMNS, type SumColumn, type UsageRow } from '../slotSums.ts';

const INDEX = Object.fromEntries(SUM_COLUMNS.map((column, i) => [column, i])) as Record<SumColumn, number>;

const USD_PRECISION = 1e9;

export class UsageTotal {
  private readonly sums = new Float64Array(SUM_COLUMNS.length).fill(Number.NaN);
  private readonly sessions = new Set<number>();
  private lastSession = -1;

  add(row: UsageRow): void {
    this.addSums(row.sums);
    // Rows of a session come one after the other.
    if (row.session !== this.lastSession) this.sessions.add(row.session);
    this.lastSession = row.session;
  }

  /** Adds what another total was made of. */
  merge(other: UsageTotal): void {
    this.addSums(other.sums);
    for (const session of other.sessions) this.sessions.add(session);
  }

  totals(): Totals {
    return {
      request_count: this.count('request_count'),
      error_count: this.count('error_count'),
      session_count: this.sessions.size,
      tool_call_count: this.count('tool_call_count'),
      input_tokens: this.known('input_tokens'),
      output_tokens: this.known('output_tokens'),
      reasoning_tokens: this.known('reasoning_tokens'),
      cache_read_tokens: this.known('cache_read_tokens'),
      cache_write_5m_tokens: this.known('cache_write_5m_tokens'),
      cache_write_1h_tokens: this.known('cache_write_1h_tokens'),
      total_tokens: this.known('total_tokens'),
      cost_usd: this.knownUsd('cost_usd'),
      cost_incomplete: this.count('unknown_cost_count') > 0,
    };
  }

  /** A row of statistics. */
  toRow(key: string): StatsRow {
    const cache_savings_usd = this.knownUsd('cache_savings_usd');
    return { key, ...this.totals(), cache_savings_usd, ...this.means() };
  }

  /** What statistics say of a whole range. */
  toTotals(): StatsTotals {
    const { key, ...row } = this.toRow('');
    return { ...row, mean_proxy_overhead_ms: this.meanOverheadMs };
  }

  means(): { mean_duration_ms: number | null; mean_time_to_first_token_ms: number | null } {
    return {
      mean_duration_ms: mean(this.count('duration_sum'), this.count('duration_count')),
      mean_time_to_first_token_ms: mean(this.count('first_token_sum'), this.count('first_token_count')),
    };
  }

  get meanOverheadMs(): number | null {
    return mean(this.count('overhead_sum'), this.count('overhead_count'));
  }

  private addSums(added: Float64Array): void {
    const { sums } = this;
    for (let i = 0; i < sums.length; i++) {
      const value = added[i] ?? Number.NaN;
      const sum = sums[i] ?? Number.NaN;
      if (!Number.isNaN(value)) sums[i] = Number.isNaN(sum) ? value : sum + value;
    }
  }

  private known(column: SumColumn): number | null {
    const sum = this.sums[INDEX[column]] ?? Number.NaN;
    return Number.isNaN(sum) ? null : sum;
  }

  /** Without the rounding errors of a long sum, which depend on its order. */
  private knownUsd(column: SumColumn): number | null {
    const sum = this.known(column);
    return sum === null ? null : Math.round(sum * USD_PRECISION) / USD_PRECISION;
  }

  private count(column: SumColumn): number {
    return this.known(column) ?? 0;
  }
}

/** Null over nothing. */
export function mean(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}
