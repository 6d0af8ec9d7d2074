// What the statistics page asks the API for, and how its range is written. Pure.
import { dateTimeFormat } from '../../src/protocol/format.ts';
import type { StatisticsRoute } from '../navigation.ts';

const INCLUDE = 'previous,latency,heat_map,top_sessions,providers,clients,workspaces';
const FILTERS = ['model', 'client', 'workspace', 'provider'] as const;

export type FilterName = (typeof FILTERS)[number];

export function isCustom({ from, to }: StatisticsRoute): boolean {
  return from !== undefined || to !== undefined;
}

export function isFiltered(route: StatisticsRoute): boolean {
  return FILTERS.some(name => route[name] !== undefined);
}

/** Everything the page shows of its range. */
export function rangeTarget(route: StatisticsRoute, timeZone: string): string {
  const query = rangeQuery(route, timeZone);
  for (const name of FILTERS) {
    const value = route[name];
    if (value !== undefined) query.set(name, value);
  }
  query.set('by', 'auto');
  query.set('split', 'model');
  query.set('include', INCLUDE);
  return `/stats?${query}`;
}

/** What may be chosen in the filters: names of the whole range. */
export function namesTarget(route: StatisticsRoute, timeZone: string): string {
  const query = rangeQuery(route, timeZone);
  query.set('by', 'model');
  query.set('include', 'providers,clients,workspaces');
  return `/stats?${query}`;
}

function rangeQuery(route: StatisticsRoute, timeZone: string): URLSearchParams {
  const query = new URLSearchParams({ tz: timeZone });
  if (route.from !== undefined) query.set('from', route.from);
  if (route.to !== undefined) query.set('to', route.to);
  if (!isCustom(route) && route.days > 0) query.set('days', String(route.days));
  return query;
}

/** `Nov 17 – Nov 24`. @param toMs exclusive */
export function rangeText(from: string, to: string, timeZone: string, locale?: string): string {
  const format = dateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  return format.formatRange(Date.parse(from), Math.max(Date.parse(from), Date.parse(to) - 1));
}
