// Rows of statistics: sums of requests by time, model, provider, client, workspace or tool.
import type { StatsQuery } from '../../../protocol/api.ts';
import type { StatsGroup, StatsPart, StatsRow } from '../../../protocol/stats.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { SLOT_MS } from '../schema.ts';
import type { UsageRow } from '../slotSums.ts';
import { UsageTotal } from './sumUsage.ts';
import { TIME_GROUPS, type TimeGroup, timeUnit } from './timeUnits.ts';
import { type StatsScope, usageByTool } from './usageFacts.ts';
import type { ZoneClock } from './zoneClock.ts';

type SplitName = NonNullable<StatsQuery['split']>;

/** By time in its order, with their parts where the query asks for them; else the most expensive first. */
export function statsRows(
  by: StatsGroup,
  scope: StatsScope,
  facts: readonly UsageRow[],
  zone: ZoneClock,
): StatsRow[] {
  const time = TIME_GROUPS.find(group => group === by);
  if (time !== undefined) return rowsByTime(time, scope, facts, zone);
  if (by === 'tool') return rowsOf(usageByTool(scope), row => row.tool);
  return rowsOf(facts, nameOf(by as SplitName, scope.index));
}

/** By what sessions are known by: sums of sessions are added up, of which there are far fewer than facts. */
export function rowsBySession(
  by: 'client' | 'workspace',
  index: RecordIndex,
  sessions: ReadonlyMap<number, UsageTotal>,
): StatsRow[] {
  const names = sessionNames(by, index);
  const totals = new Map<string, UsageTotal>();
  for (const [session, sums] of sessions) {
    const name = names.get(session) ?? '';
    const total = totals.get(name) ?? new UsageTotal();
    totals.set(name, total);
    total.merge(sums);
  }
  return toRows(totals);
}

export function totalsBy<Row extends UsageRow, Key>(
  facts: readonly Row[],
  keyOf: (row: Row) => Key,
): Map<Key, UsageTotal> {
  const totals = new Map<Key, UsageTotal>();
  for (const row of facts) {
    const key = keyOf(row);
    let total = totals.get(key);
    if (total === undefined) {
      total = new UsageTotal();
      totals.set(key, total);
    }
    total.add(row);
  }
  return totals;
}

/** The most expensive first, then by tokens. */
export function rowsOf<Row extends UsageRow>(facts: readonly Row[], keyOf: (row: Row) => string): StatsRow[] {
  return toRows(totalsBy(facts, keyOf));
}

export function toRows(totals: ReadonlyMap<string, UsageTotal>): StatsRow[] {
  return [...totals].map(([key, total]) => total.toRow(key)).sort(byCost);
}

/** Unknown cost comes after every known one. */
export function byCost(
  a: { key: string; cost_usd: number | null; total_tokens: number | null },
  b: { key: string; cost_usd: number | null; total_tokens: number | null },
): number {
  return (
    (b.cost_usd ?? -1) - (a.cost_usd ?? -1) ||
    (b.total_tokens ?? -1) - (a.total_tokens ?? -1) ||
    (a.key < b.key ? -1 : 1)
  );
}

function rowsByTime(
  by: TimeGroup,
  { index, query }: StatsScope,
  facts: readonly UsageRow[],
  zone: ZoneClock,
): StatsRow[] {
  const unit = timeUnit(by, zone);
  const numberOf = ({ slot }: UsageRow) => unit.numberOf(slot * SLOT_MS);
  const parts = query.split === undefined ? null : splitBy(facts, numberOf, nameOf(query.split, index));
  return [...totalsBy(facts, numberOf)]
    .sort(([a], [b]) => a - b)
    .map(([number, total]) => {
      const row = total.toRow(zone.format(unit.startOf(number)));
      return parts === null ? row : { ...row, split: toParts(parts.get(number)) };
    });
}

function splitBy(
  facts: readonly UsageRow[],
  numberOf: (row: UsageRow) => number,
  name: (row: UsageRow) => string,
): Map<number, Map<string, UsageTotal>> {
  const units = new Map<number, UsageRow[]>();
  for (const row of facts) {
    const number = numberOf(row);
    const rows = units.get(number);
    if (rows === undefined) units.set(number, [row]);
    else rows.push(row);
  }
  return new Map([...units].map(([number, rows]) => [number, totalsBy(rows, name)]));
}

function toParts(totals: ReadonlyMap<string, UsageTotal> = new Map()): StatsPart[] {
  return toRows(totals).map(({ key, request_count, total_tokens, cost_usd, cost_incomplete }) => ({
    key,
    request_count,
    total_tokens,
    cost_usd,
    cost_incomplete,
  }));
}

function nameOf(by: SplitName, index: RecordIndex): (row: UsageRow) => string {
  if (by === 'model') return row => row.model;
  if (by === 'provider') return row => row.provider;
  const names = sessionNames(by, index);
  return row => names.get(row.session) ?? '';
}

function sessionNames(by: 'client' | 'workspace', index: RecordIndex): Map<number, string> {
  const rows = index.database.all<{ key: number; name: string | null }>(
    `SELECT key, ${by} AS name FROM sessions`,
  );
  return new Map(rows.map(({ key, name }) => [key, name ?? '']));
}
