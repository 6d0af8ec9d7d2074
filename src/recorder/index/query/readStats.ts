// Totals and series over a range of time, as `GET /stats` and the live snapshot show them.
import type { StatsQuery } from '../../../protocol/api.ts';
import type { Stats, StatsInclude } from '../../../protocol/stats.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { SLOT_MS } from '../schema.ts';
import type { UsageRow } from '../slotSums.ts';
import { demoShare } from './demoSessions.ts';
import { heatMap } from './heatMap.ts';
import { latencyStats } from './latencyStats.ts';
import { previousRange } from './previousRange.ts';
import { rowsBySession, rowsOf, statsRows, toRows, totalsBy } from './statsRows.ts';
import { UsageTotal } from './sumUsage.ts';
import { resolveRange, type TimeRange } from './timeRange.ts';
import { fittingGroup } from './timeUnits.ts';
import { toolStats } from './toolStats.ts';
import { topSessions } from './topSessions.ts';
import { type StatsScope, usageFacts } from './usageFacts.ts';
import { ZoneClock } from './zoneClock.ts';

const DAY_MS = 86_400_000;

/** @param now milliseconds since the epoch, the end of a range without one */
export function readStats(index: RecordIndex, query: StatsQuery, now: number): Stats {
  const range = resolveRange(query, now);
  const recorded = recordedRange(index, now);
  const toMs = range.toMs ?? recorded.toMs;
  const fromMs = Math.min(range.fromMs ?? recorded.fromMs, toMs);
  const { excluded, isDemo } = demoShare(index.database, query);
  const scope: StatsScope = { index, query, fromMs, toMs, excluded };
  const facts = usageFacts(scope);
  const models = totalsBy(facts, row => row.model);
  const total = new UsageTotal();
  for (const ofModel of models.values()) total.merge(ofModel);
  const byModel = toRows(models);
  const by = query.by === 'auto' ? fittingGroup(toMs - fromMs) : (query.by ?? 'day');
  // A week or month that the range begins in may have begun before it.
  const zone = new ZoneClock(range.tz, fromMs - 32 * DAY_MS, toMs);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(range.toMs ?? now).toISOString(),
    tz: range.tz,
    is_demo: isDemo,
    totals: total.toTotals(),
    group_by: by,
    rows: by === 'model' ? byModel : statsRows(by, scope, facts, zone),
    by_model: byModel,
    by_tool: toolStats(scope),
    ...included({ scope, range, facts, total, zone, now }),
  };
}

interface Read {
  scope: StatsScope;
  range: TimeRange;
  facts: readonly UsageRow[];
  total: UsageTotal;
  zone: ZoneClock;
  now: number;
}

/** What only those pay for who ask for it. */
function included({ scope, range, facts, total, zone, now }: Read): Partial<Stats> {
  const { index, query } = scope;
  let sums: Map<number, UsageTotal> | null = null;
  const sessions = () => {
    sums ??= totalsBy(facts, row => row.session);
    return sums;
  };
  const parts: { [Name in StatsInclude]: () => Partial<Stats> } = {
    previous: () => ({ previous: previousTotals(scope, previousRange(range, now)) }),
    latency: () => ({ latency: latencyStats(facts, total) }),
    heat_map: () => ({ heat_map: heatMap(facts, zone) }),
    top_sessions: () => ({ top_sessions: topSessions(index, sessions()) }),
    providers: () => ({ by_provider: rowsOf(facts, row => row.provider) }),
    clients: () => ({ by_client: rowsBySession('client', index, sessions()) }),
    workspaces: () => ({ by_workspace: rowsBySession('workspace', index, sessions()) }),
  };
  const names = query.include?.split(',') as StatsInclude[] | undefined;
  return Object.assign({}, ...(names ?? []).map(name => parts[name]())) as Partial<Stats>;
}

function previousTotals(
  scope: StatsScope,
  before: { fromMs: number; toMs: number } | null,
): NonNullable<Stats['previous']> | null {
  if (before === null) return null;
  const total = new UsageTotal();
  for (const row of usageFacts({ ...scope, ...before })) total.add(row);
  return {
    from: new Date(before.fromMs).toISOString(),
    to: new Date(before.toMs).toISOString(),
    totals: total.toTotals(),
  };
}

/** Slots of everything that is recorded; up to now at least. */
function recordedRange(index: RecordIndex, now: number): { fromMs: number; toMs: number } {
  const slots = index.database.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT min(slot) FROM usage) AS first, (SELECT max(slot) FROM usage) AS last',
  );
  const fromMs = typeof slots?.first === 'number' ? slots.first * SLOT_MS : now;
  const endMs = typeof slots?.last === 'number' ? (slots.last + 1) * SLOT_MS : now;
  return { fromMs, toMs: Math.max(endMs, Math.ceil(now / SLOT_MS) * SLOT_MS) };
}
