// What the sessions of a query have (workspaces, clients, models, tools, tags, days, status), and how many of them.
import { type ParsedQuery, parseQuery, type SearchFilters } from '../../../core/search/parseQuery.ts';
import type { FacetField, FacetQuery, Facets, FacetValue } from '../../../protocol/search.ts';
import type { Conditions } from './conditions.ts';
import type { ListContext } from './listSessions.ts';
import { addText, type FoundSessions, searchAll } from './searchSessions.ts';
import { addSearchFilters, sessionConditions } from './sessionConditions.ts';
import { resolveRange, type TimeRange } from './timeRange.ts';
import { ZoneClock } from './zoneClock.ts';

const DEFAULT_LIMIT = 50;
const DAY_MS = 86_400_000;

/** Of each facet the filters that choose values of it: its counts are those without them, so that others can be chosen. */
const OWN_FILTERS: Readonly<
  Record<Exclude<FacetField, 'day'>, (keyof SearchFilters & keyof FacetQuery) | 'status'>
> = {
  workspace: 'workspace',
  client: 'client',
  model: 'model',
  tool: 'tool',
  tag: 'tag',
  status: 'status',
};

interface SessionFacts {
  key: number;
  workspace: string | null;
  client: string;
  tags: string;
  error_count: number;
  started_at: string;
}

interface FacetScope {
  context: ListContext;
  query: FacetQuery;
  parsed: ParsedQuery;
  range: TimeRange;
  found: FoundSessions;
}

export async function readFacets(context: ListContext, query: FacetQuery): Promise<Facets> {
  const range = resolveRange(query, context.now);
  const parsed = parseQuery(query.text_search ?? '');
  const scope: FacetScope = { context, query, parsed, range, found: await searchAll(context, parsed) };
  const all = sessionsIn(scope, null);
  const of = (field: FacetField): SessionFacts[] =>
    field !== 'day' && isFiltered(scope, field) ? sessionsIn(scope, field) : all;
  const top = (counts: ReadonlyMap<string, number>) => toValues(counts, query.limit ?? DEFAULT_LIMIT);
  const { sums } = context.index;
  return {
    total: all.length,
    facets: {
      workspace: top(countBy(of('workspace'), session => [session.workspace ?? ''])),
      client: top(countBy(of('client'), session => [session.client])),
      model: top(countRows(of('model'), sums.usage(), row => row.model)),
      tool: top(countRows(of('tool'), sums.tools(), row => row.name)),
      tag: top(countBy(of('tag'), session => JSON.parse(session.tags) as string[])),
      day: daysOf(all, range.tz).slice(0, query.limit ?? DEFAULT_LIMIT),
      status: top(countBy(of('status'), session => [session.error_count > 0 ? 'error' : 'ok'])),
    },
  };
}

function isFiltered({ query, parsed }: FacetScope, field: Exclude<FacetField, 'day'>): boolean {
  const own = OWN_FILTERS[field];
  const asked = own === 'status' ? query.success : query[own];
  return asked !== undefined || parsed.filters[own].length > 0;
}

/** @param without the facet whose own choice does not count */
function sessionsIn(scope: FacetScope, without: Exclude<FacetField, 'day'> | null): SessionFacts[] {
  const { index } = scope.context;
  const where = conditionsOf(scope, without);
  return index.database.all<SessionFacts>(
    `SELECT s.key, s.workspace, s.client, s.tags, s.error_count, s.started_at FROM sessions s WHERE ${where.sql}`,
    where.params,
  );
}

function conditionsOf(
  { query, parsed, range, found }: FacetScope,
  without: Exclude<FacetField, 'day'> | null,
): Conditions {
  const own = without === null ? null : OWN_FILTERS[without];
  const asked = own === null ? query : { ...query, [own === 'status' ? 'success' : own]: undefined };
  const kept = own === null ? {} : { [own]: parsed.filters[own].filter(({ isNegated }) => isNegated) };
  const where = sessionConditions(asked, range);
  addSearchFilters(where, { ...parsed.filters, ...kept }, range.tz);
  addText(where, found);
  return where;
}

function countBy(sessions: readonly SessionFacts[], valuesOf: (session: SessionFacts) => readonly string[]) {
  const counts = new Map<string, number>();
  for (const session of sessions) {
    for (const value of valuesOf(session)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** @param rows roll-ups, those of a session one after the other */
function countRows<Row extends { session: number }>(
  sessions: readonly SessionFacts[],
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Map<string, number> {
  const wanted = new Set(sessions.map(({ key }) => key));
  const counts = new Map<string, { last: number; count: number }>();
  for (const row of rows) {
    if (!wanted.has(row.session)) continue;
    const value = nameOf(row);
    const known = counts.get(value);
    if (known === undefined) counts.set(value, { last: row.session, count: 1 });
    else if (known.last !== row.session) {
      known.last = row.session;
      known.count += 1;
    }
  }
  return new Map([...counts].map(([value, { count }]) => [value, count]));
}

function toValues(counts: ReadonlyMap<string, number>, limit: number): FacetValue[] {
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([value, session_count]) => ({ value, session_count }));
}

/** By the local day of the session's start, the newest first. */
function daysOf(sessions: readonly SessionFacts[], tz: string): FacetValue[] {
  const starts = sessions.map(session => Date.parse(session.started_at));
  const fromMs = starts.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  const toMs = starts.reduce((most, ms) => Math.max(most, ms), 0);
  const zone = starts.length === 0 ? null : new ZoneClock(tz, fromMs, toMs);
  const counts = new Map<number, number>();
  for (const ms of starts) {
    const day = Math.floor((ms + (zone?.offsetAt(ms) ?? 0)) / DAY_MS);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => b - a)
    .map(([day, session_count]) => ({
      value: new Date(day * DAY_MS).toISOString().slice(0, 10),
      session_count,
    }));
}
