// What statistics are summed from: roll-ups for whole slots, single requests for the edges of a range.
import type { StatsQuery } from '../../../protocol/api.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { REQUEST_SAMPLES, REQUEST_SUMS, TOOL_SAMPLES } from '../rollUps.ts';
import { SLOT_MS } from '../schema.ts';
import { type ToolRow, toUsageRow, type UsageRecord, type UsageRow } from '../slotSums.ts';
import { Conditions } from './conditions.ts';
import { DEMO_SESSIONS } from './demoSessions.ts';

export interface StatsScope {
  index: RecordIndex;
  query: StatsQuery;
  /** Inclusive. */
  fromMs: number;
  /** Exclusive. */
  toMs: number;
  /** Keys of demo sessions that are not summed up. */
  excluded: ReadonlySet<number>;
}

export type ToolSums = Omit<ToolRow, 'session' | 'slot'>;

type Ranges = readonly (readonly [fromMs: number, toMs: number])[];

const PIECE_MS = 30 * 86_400_000;
const MAX_PIECES = 60;
/** A list of distinct calls would take SQLite memory that it never gives back; looking them up takes none. */
const HAS_CALL = `EXISTS (SELECT 1 FROM tool_calls c
  WHERE c.session = r.session AND c.request = r.key AND c.name = ?)`;
const CALLED_TOOLS = `(SELECT a.request, a.name FROM tool_calls a WHERE NOT EXISTS (SELECT 1 FROM tool_calls b
  WHERE b.session = a.session AND b.request = a.request AND b.name = a.name AND b.position < a.position))`;

/** Sums of the requests in scope, per session, slot, model and provider. */
export function usageFacts(scope: StatsScope): UsageRow[] {
  const { query } = scope;
  if (query.tool !== undefined) return requestRows(scope, [[scope.fromMs, scope.toMs]]);
  const { first, end, edges } = wholeSlots(scope);
  const isWanted = filterOf(scope);
  const rows = edges.length === 0 ? [] : requestRows(scope, edges);
  for (const row of scope.index.sums.usage()) {
    if (row.slot >= first && row.slot < end && isWanted(row)) rows.push(row);
  }
  return rows;
}

/** Sums of the calls that requests in scope made; several of one tool. */
export function toolFacts(scope: StatsScope): ToolSums[] {
  const { query } = scope;
  // Roll-ups of tools don't know which model called.
  if (query.model !== undefined || query.provider !== undefined) {
    return callRows(scope, [[scope.fromMs, scope.toMs]]);
  }
  const { first, end, edges } = wholeSlots(scope);
  const isWanted = filterOf(scope);
  const rows: ToolSums[] = edges.length === 0 ? [] : callRows(scope, edges);
  for (const row of scope.index.sums.tools()) {
    if (row.slot < first || row.slot >= end || !isWanted(row)) continue;
    if (query.tool === undefined || query.tool === row.name) rows.push(row);
  }
  return rows;
}

/** Sums as `usageFacts`, of the requests that called some tool, under its name; one that calls two is in both. */
export function usageByTool(scope: StatsScope): (UsageRow & { tool: string })[] {
  const where = requestConditions(scope, [[scope.fromMs, scope.toMs]]);
  const records = scope.index.database.all<UsageRecord & { tool: string }>(
    `SELECT r.session, r.slot, '' AS model, '' AS provider, c.name AS tool, ${REQUEST_SUMS}
      FROM ${CALLED_TOOLS} c JOIN requests r ON r.key = c.request
      WHERE ${where.sql} GROUP BY r.session, c.name`,
    where.params,
  );
  return records.map(record => ({ ...toUsageRow(record), tool: record.tool }));
}

/** A piece at a time: what SQLite needs of memory to group rows it never gives back. */
function requestRows(scope: StatsScope, ranges: Ranges): UsageRow[] {
  const pieces = ranges.flatMap(([fromMs, toMs]) => {
    const count = Math.min(Math.ceil((toMs - fromMs) / PIECE_MS), MAX_PIECES);
    const at = (i: number): number => fromMs + Math.round(((toMs - fromMs) * i) / count);
    return Array.from({ length: count }, (_, i): [number, number] => [at(i), at(i + 1)]);
  });
  return pieces.flatMap(piece => requestRowsIn(scope, piece));
}

function requestRowsIn(scope: StatsScope, range: readonly [number, number]): UsageRow[] {
  const where = requestConditions({ ...scope, query: { ...scope.query, tool: undefined } }, [range]);
  if (scope.query.tool !== undefined) where.add(HAS_CALL, scope.query.tool);
  const records = scope.index.database.all<UsageRecord>(
    `SELECT r.session, r.slot, coalesce(r.model, '') AS model, r.provider, ${REQUEST_SUMS}, ${REQUEST_SAMPLES}
      FROM requests r WHERE ${where.sql} GROUP BY r.session, r.slot, r.provider, coalesce(r.model, '')`,
    where.params,
  );
  return records.map(toUsageRow);
}

function callRows(scope: StatsScope, ranges: Ranges): ToolSums[] {
  const where = requestConditions(scope, ranges);
  return scope.index.database.all(
    `SELECT c.name, coalesce(c.server, '') AS server, count(*) AS call_count,
      coalesce(sum(c.is_error), 0) AS error_count, total(c.duration_ms) AS duration_sum,
      count(c.duration_ms) AS duration_count, ${TOOL_SAMPLES} AS duration_samples
      FROM requests r JOIN tool_calls c ON c.session = r.session AND c.request = r.key
      WHERE ${where.sql} GROUP BY c.name, c.server`,
    where.params,
  );
}

/** Conditions on `requests r`, and on `tool_calls c` where that is joined. */
function requestConditions({ query, excluded }: StatsScope, ranges: Ranges): Conditions {
  const where = new Conditions();
  if (query.tool !== undefined) where.add('c.name = ?', query.tool);
  where.add(
    ranges.map(() => 'r.slot BETWEEN ? AND ? AND r.started_ms >= ? AND r.started_ms < ?').join(' OR '),
    ...ranges.flatMap(([from, to]) => [Math.floor(from / SLOT_MS), Math.floor(to / SLOT_MS), from, to]),
  );
  const model = query.model ?? '';
  if (model.endsWith('*'))
    where.add('substr(r.model, 1, length(?)) = ?', model.slice(0, -1), model.slice(0, -1));
  else if (query.model !== undefined) where.add("coalesce(r.model, '') = ?", model);
  if (query.provider !== undefined) where.add('r.provider = ?', query.provider);
  if (excluded.size > 0) where.add(`r.session NOT IN (${DEMO_SESSIONS})`);
  const sessions = sessionConditions(query);
  if (sessions !== null) {
    where.add(`r.session IN (SELECT key FROM sessions WHERE ${sessions.sql})`, ...sessions.params);
  }
  return where;
}

/** The same conditions, range aside, on a roll-up. */
function filterOf({ index, query, excluded }: StatsScope): (row: { session: number }) => boolean {
  const tests: ((row: { session: number; model?: string; provider?: string }) => boolean)[] = [];
  const { model, provider } = query;
  if (model?.endsWith('*')) tests.push(row => row.model?.startsWith(model.slice(0, -1)) === true);
  else if (model !== undefined) tests.push(row => row.model === model);
  if (provider !== undefined) tests.push(row => row.provider === provider);
  if (excluded.size > 0) tests.push(row => !excluded.has(row.session));
  const where = sessionConditions(query);
  if (where !== null) {
    const rows = index.database.all<{ key: number }>(
      `SELECT key FROM sessions WHERE ${where.sql}`,
      where.params,
    );
    const keys = new Set(rows.map(({ key }) => key));
    tests.push(row => keys.has(row.session));
  }
  return tests.length === 0 ? () => true : row => tests.every(test => test(row));
}

function sessionConditions(query: StatsQuery): Conditions | null {
  const { client, workspace, success, origin } = query;
  if ([client, workspace, success, origin].every(value => value === undefined)) return null;
  const where = new Conditions();
  if (origin !== undefined) where.add('origin = ?', origin);
  if (client !== undefined) where.add('client = ?', client);
  if (workspace !== undefined) where.add("coalesce(workspace, '') = ?", workspace);
  if (success !== undefined) where.add(success ? 'error_count = 0' : 'error_count > 0');
  return where;
}

/** Slots that lie in the range as a whole, and what of it is outside of them. */
function wholeSlots({ fromMs, toMs }: StatsScope): { first: number; end: number; edges: Ranges } {
  const first = Math.ceil(fromMs / SLOT_MS);
  const end = Math.floor(toMs / SLOT_MS);
  if (end < first) return { first: 0, end: 0, edges: [[fromMs, toMs]] };
  const edges: Ranges = [
    [fromMs, first * SLOT_MS],
    [end * SLOT_MS, toMs],
  ];
  return { first, end, edges: edges.filter(([from, to]) => from < to) };
}
