// Builds the API paths that the views ask for.
import type { SessionQuery, StatsQuery } from '../src/protocol/api.ts';
import type { SearchRoute } from './navigation.ts';
import { openEnded } from './search/querySyntax.ts';

type QueryValue = string | number | boolean | undefined;

/** A path with the members of `query` that have a value. */
export function apiTarget(path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(key, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The order that a search route asks for, also where it names none. */
export function effectiveSort(route: SearchRoute): NonNullable<SessionQuery['sort']> {
  const hasText = route.query.trim() !== '';
  if (route.sort === undefined || (route.sort === 'relevance' && !hasText))
    return hasText ? 'relevance' : 'newest';
  return route.sort;
}

/** @param timeZone IANA name: days are the reader's, not the recording machine's */
export function sessionsTarget(
  route: SearchRoute,
  timeZone: string,
  page: { limit: number; cursor?: string | undefined },
): string {
  return apiTarget('/sessions', {
    ...filtersOf(route, timeZone),
    sort: effectiveSort(route),
    limit: page.limit,
    cursor: page.cursor,
  });
}

export function facetsTarget(route: SearchRoute, timeZone: string): string {
  return apiTarget('/facets', filtersOf(route, timeZone));
}

function filtersOf(route: SearchRoute, timeZone: string) {
  return {
    text_search: openEnded(route.query).slice(0, 1000),
    model: route.model,
    days: route.days,
    success: route.success,
    // Days in the text, `after:2026-11-24`, are the reader's too.
    tz: timeZone,
  };
}

/** @param days 0 for everything */
export function statsTarget(days: number, by: NonNullable<StatsQuery['by']>, timeZone: string): string {
  return apiTarget('/stats', { days: days === 0 ? undefined : days, by, tz: timeZone });
}
