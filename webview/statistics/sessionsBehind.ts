// The search that finds the sessions behind a bar or a row of the statistics. Pure.
import { type SearchRoute, START, type StatisticsRoute } from '../navigation.ts';
import { isCustom } from './range.ts';

export interface Behind {
  /** Dates or RFC 3339; absent: those of the page's range. */
  after?: string;
  /** Exclusive. */
  before?: string;
  model?: string;
  client?: string;
  workspace?: string;
  tool?: string;
  /** Only sessions with a failed request. */
  isFailed?: boolean;
}

const DAY_MS = 86_400_000;

/** @param today local date */
export function sessionsBehind(route: StatisticsRoute, today: string, behind: Behind): SearchRoute {
  const range = behind.after === undefined ? rangeOf(route, today) : behind;
  const terms = [
    ...term('after', range.after),
    ...term('before', range.before),
    ...term('provider', route.provider),
    ...term('model', behind.model ?? route.model),
    ...term('client', behind.client ?? route.client),
    ...term('workspace', behind.workspace ?? route.workspace),
    ...term('tool', behind.tool),
    ...(behind.isFailed === true ? ['status:error'] : []),
  ];
  return { ...START.search, query: terms.join(' ') };
}

/** The day after or before a date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

function rangeOf(route: StatisticsRoute, today: string): { after?: string; before?: string } {
  if (!isCustom(route)) return route.days === 0 ? {} : { after: addDays(today, 1 - route.days) };
  return {
    ...(route.from === undefined ? {} : { after: route.from }),
    ...(route.to === undefined ? {} : { before: addDays(route.to, 1) }),
  };
}

/** Nothing for what has no name: the syntax can't ask for that. */
function term(field: string, value: string | undefined): string[] {
  const text = value?.replaceAll('"', '') ?? '';
  if (text === '') return [];
  return [/^[\w.:+-]+$/.test(text) ? `${field}:${text}` : `${field}:"${text}"`];
}
