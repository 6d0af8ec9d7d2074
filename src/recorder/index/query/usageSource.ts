// Where statistics are summed from: half-hour roll-ups as far as they are exact, single requests for the rest.
import type { StatsQuery } from '../../../protocol/api.ts';
import { REQUEST_SUMS } from '../rollUps.ts';
import { SLOT_MS } from '../schema.ts';
import type { SqlValue } from '../sqlEngine.ts';
import { Conditions } from './conditions.ts';
import type { ZoneSegment } from './localTime.ts';

const SUM_COLUMNS = `request_count, generation_count, error_count, tool_call_count, input_tokens, output_tokens,
  reasoning_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, total_tokens, cost_usd,
  unknown_cost_count, duration_sum, duration_count, first_token_sum, first_token_count, overhead_sum, overhead_count`;

export interface UsageSource {
  /** A SELECT of session, request (null in a roll-up), started_ms (of the slot or request), model, provider, sums. */
  sql: string;
  params: SqlValue[];
}

export interface SourceOptions {
  fromMs: number;
  toMs: number;
  query: StatsQuery;
  segments: readonly ZoneSegment[];
  /** Every request by itself, for groups that roll-ups don't know. */
  isExact: boolean;
}

/** Columns of `UsageSource` summed up, under their own names. */
export const TOTAL_SUMS = SUM_COLUMNS.split(',')
  .map(column => column.trim())
  .map(column => `sum(u.${column}) AS ${column}`)
  .join(', ');

/** The part of the record that a query's range and filters leave. */
export function usageSource(options: SourceOptions): UsageSource {
  const { query } = options;
  const slots = wholeSlots(options);
  const isExact = options.isExact || query.tool !== undefined || !areSlotsWhole(options.segments);
  if (isExact || slots === null) return requestsBetween(query, [[options.fromMs, options.toMs]]);
  const where = requestFilters(query);
  where.add('r.slot >= ? AND r.slot < ?', slots.first, slots.end);
  const edges = requestsBetween(query, slots.edges);
  return {
    sql: `SELECT r.session, NULL AS request, r.slot * ${SLOT_MS} AS started_ms, r.model, r.provider, ${SUM_COLUMNS}
      FROM usage r WHERE ${where.sql} UNION ALL ${edges.sql}`,
    params: [...where.params, ...edges.params],
  };
}

export interface SlotRange {
  first: number;
  /** Exclusive. */
  end: number;
  /** What of the range lies outside of whole slots. */
  edges: (readonly [fromMs: number, toMs: number])[];
}

/** The slots that lie in a range as a whole; null when there are none. */
export function wholeSlots({ fromMs, toMs }: { fromMs: number; toMs: number }): SlotRange | null {
  const first = Math.ceil(fromMs / SLOT_MS);
  const end = Math.floor(toMs / SLOT_MS);
  if (end <= first) return null;
  return {
    first,
    end,
    edges: [
      [fromMs, first * SLOT_MS],
      [end * SLOT_MS, toMs],
    ],
  };
}

/** Conditions that keep the requests `r` of some ranges, by the index on slots. */
export function addRanges(where: Conditions, ranges: SlotRange['edges']): void {
  where.add(
    ranges.map(() => 'r.slot BETWEEN ? AND ? AND r.started_ms >= ? AND r.started_ms < ?').join(' OR '),
    ...ranges.flatMap(([from, to]) => [Math.floor(from / SLOT_MS), Math.floor(to / SLOT_MS), from, to]),
  );
}

/** Days and hours of quarter-hour zones (Nepal, the Chatham Islands) begin within a slot. */
function areSlotsWhole(segments: readonly ZoneSegment[]): boolean {
  return segments.every(
    ({ fromMs, offsetMs }, i) => offsetMs % SLOT_MS === 0 && (i === 0 || fromMs % SLOT_MS === 0),
  );
}

function requestsBetween(query: StatsQuery, ranges: SlotRange['edges']): UsageSource {
  const where = requestFilters(query);
  addRanges(where, ranges);
  if (query.tool !== undefined) {
    where.add(
      'EXISTS (SELECT 1 FROM tool_calls c WHERE c.session = r.session AND c.request = r.key AND c.name = ?)',
      query.tool,
    );
  }
  return {
    sql: `SELECT r.session, r.key AS request, r.started_ms, coalesce(r.model, '') AS model, r.provider, ${REQUEST_SUMS}
      FROM requests r WHERE ${where.sql} GROUP BY r.key`,
    params: where.params,
  };
}

/** What a query asks of `r`, a row of `usage` or of `requests`, beside range and tool. */
export function requestFilters(query: StatsQuery): Conditions {
  const where = new Conditions();
  if (query.model?.endsWith('*')) {
    const prefix = query.model.slice(0, -1);
    where.add('substr(r.model, 1, length(?)) = ?', prefix, prefix);
  } else if (query.model !== undefined) {
    where.add('r.model = ?', query.model);
  }
  if (query.provider !== undefined) where.add('r.provider = ?', query.provider);
  const session = new Conditions();
  if (query.client !== undefined) session.add('client = ?', query.client);
  if (query.workspace !== undefined) session.add("coalesce(workspace, '') = ?", query.workspace);
  if (query.success !== undefined) session.add(query.success ? 'error_count = 0' : 'error_count > 0');
  if (session.params.length > 0 || query.success !== undefined) {
    where.add(`r.session IN (SELECT key FROM sessions WHERE ${session.sql})`, ...session.params);
  }
  return where;
}
