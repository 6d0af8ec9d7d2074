// The roll-ups in memory: SQL needs milliseconds for what a loop over them does in one.
import type { SqlDatabase } from './sqlEngine.ts';

/** Columns of a roll-up in the order of `UsageRow.sums`; tokens and money may be unknown. */
export const SUM_COLUMNS = [
  'input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'total_tokens',
  'cost_usd',
  'cache_savings_usd',
  'request_count',
  'generation_count',
  'error_count',
  'tool_call_count',
  'unknown_cost_count',
  'duration_sum',
  'duration_count',
  'first_token_sum',
  'first_token_count',
  'overhead_sum',
  'overhead_count',
] as const;
export type SumColumn = (typeof SUM_COLUMNS)[number];

/** Times of the requests that ask a model, a character each (core/statistics). */
export interface Samples {
  duration_samples: string;
  first_token_samples: string;
  overhead_samples: string;
}

export interface UsageRow extends Samples {
  session: number;
  slot: number;
  model: string;
  provider: string;
  /** NaN where nothing is known. */
  sums: Float64Array;
}

/** A row as SQL gives it. */
export type UsageRecord = Omit<UsageRow, 'sums' | keyof Samples> &
  Record<SumColumn, number | null> &
  Partial<Record<keyof Samples, string | null>>;

export function toUsageRow(record: UsageRecord): UsageRow {
  const { session, slot, model, provider } = record;
  return {
    session,
    slot,
    model,
    provider,
    sums: toSums(record),
    duration_samples: record.duration_samples ?? '',
    first_token_samples: record.first_token_samples ?? '',
    overhead_samples: record.overhead_samples ?? '',
  };
}

export function toSums(record: Record<SumColumn, number | null>): Float64Array {
  return Float64Array.from(SUM_COLUMNS, column => record[column] ?? Number.NaN);
}

export interface ToolRow {
  session: number;
  slot: number;
  name: string;
  /** Empty without one. */
  server: string;
  call_count: number;
  error_count: number;
  duration_sum: number;
  duration_count: number;
  /** Null without any. */
  duration_samples: string | null;
}

/** A copy of tables `usage` and `tool_usage` that follows every commit. */
export class SlotSums {
  private readonly database: SqlDatabase;
  /** By session, then slot. */
  private readonly usageRows = new Map<number, Map<number, UsageRow[]>>();
  private readonly toolRows = new Map<number, Map<number, ToolRow[]>>();
  /** Made when asked for, dropped by the next change. */
  private allUsage: UsageRow[] | null = null;
  private allTools: ToolRow[] | null = null;

  constructor(database: SqlDatabase) {
    this.database = database;
    for (const row of database.all<UsageRecord>('SELECT * FROM usage')) put(this.usageRows, toUsageRow(row));
    for (const row of database.all<ToolRow>('SELECT * FROM tool_usage')) put(this.toolRows, row);
  }

  /** All rows, those of a session one after the other. */
  usage(): readonly UsageRow[] {
    this.allUsage ??= flatten(this.usageRows);
    return this.allUsage;
  }

  tools(): readonly ToolRow[] {
    this.allTools ??= flatten(this.toolRows);
    return this.allTools;
  }

  /** Reads a slot again; after the commit that changed it. */
  refresh(session: number, slot: number): void {
    const key = [session, slot];
    this.forgetAll();
    this.usageRows.get(session)?.delete(slot);
    this.toolRows.get(session)?.delete(slot);
    const usage = this.database.all<UsageRecord>('SELECT * FROM usage WHERE session = ? AND slot = ?', key);
    for (const row of usage) put(this.usageRows, toUsageRow(row));
    const tools = this.database.all<ToolRow>('SELECT * FROM tool_usage WHERE session = ? AND slot = ?', key);
    for (const row of tools) put(this.toolRows, row);
  }

  /** After the commit that removed it. */
  removeSession(session: number): void {
    this.forgetAll();
    this.usageRows.delete(session);
    this.toolRows.delete(session);
  }

  private forgetAll(): void {
    this.allUsage = null;
    this.allTools = null;
  }
}

function flatten<Row>(sessions: ReadonlyMap<number, ReadonlyMap<number, readonly Row[]>>): Row[] {
  const all: Row[] = [];
  for (const slots of sessions.values())
    for (const rows of slots.values()) for (const row of rows) all.push(row);
  return all;
}

function put<Row extends { session: number; slot: number }>(
  rows: Map<number, Map<number, Row[]>>,
  row: Row,
): void {
  let slots = rows.get(row.session);
  if (slots === undefined) {
    slots = new Map();
    rows.set(row.session, slots);
  }
  const known = slots.get(row.slot);
  if (known === undefined) slots.set(row.slot, [row]);
  else known.push(row);
}
