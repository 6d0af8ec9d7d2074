// Where the panel is: one route per page, so that changing tabs and back loses nothing. Pure.
import * as z from 'zod/mini';
import { DEFAULT_ROUTE, type PanelRoute, panelRoute } from '../src/protocol/panel.ts';

export type Page = PanelRoute['page'];
export type SearchRoute = Extract<PanelRoute, { page: 'search' }>;
export type SessionRoute = Extract<PanelRoute, { page: 'session' }>;
export type StatisticsRoute = Extract<PanelRoute, { page: 'statistics' }>;

export const PAGES: readonly Page[] = ['search', 'session', 'statistics'];

export type Kept = Readonly<Record<string, string | number | readonly string[]>>;

export interface Navigation {
  page: Page;
  search: SearchRoute;
  /** Null until a session was opened. */
  session: SessionRoute | null;
  statistics: StatisticsRoute;
  /** What pages remember beside their route: toggles, where they were scrolled to. */
  kept: Kept;
  /** Where the session was opened from, and Escape leads back to. */
  back: Exclude<Page, 'session'>;
}

const searchStart: SearchRoute =
  DEFAULT_ROUTE.page === 'search'
    ? DEFAULT_ROUTE
    : { page: 'search', query: '', model: '', days: '', success: '' };

export const START: Navigation = {
  page: 'search',
  search: searchStart,
  session: null,
  statistics: { page: 'statistics', days: 7 },
  kept: {},
  back: 'search',
};

export function goTo(navigation: Navigation, route: PanelRoute): Navigation {
  const { page: from } = navigation;
  const back = route.page === 'session' && from !== 'session' ? from : navigation.back;
  return { ...navigation, page: route.page, [route.page]: route, back };
}

const persisted = z.object({
  page: z.enum(['search', 'session', 'statistics']),
  routes: z.array(panelRoute),
  back: z.optional(z.enum(['search', 'statistics'])),
  kept: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))),
});

/** What `setState` keeps. */
export function persistNavigation(navigation: Navigation): z.infer<typeof persisted> {
  const { page, search, session, statistics, kept, back } = navigation;
  const routes = session === null ? [search, statistics] : [search, session, statistics];
  // Zod's type wants lists that may be changed.
  return { page, routes, back, kept: structuredClone(kept) as z.infer<typeof persisted>['kept'] };
}

/** Reads what an earlier panel persisted; anything else gives the start. */
export function restoreNavigation(state: unknown): Navigation {
  const read = persisted.safeParse(state);
  if (!read.success) return START;
  const restored = read.data.routes.reduce(goTo, START);
  const { page, back = START.back, kept = {} } = read.data;
  return { ...restored, page, back, kept };
}
