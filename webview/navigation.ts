// Where the panel is: one route per page, so that changing tabs and back loses nothing. Pure.
import * as z from 'zod/mini';
import { DEFAULT_ROUTE, type PanelRoute, panelRoute } from '../src/protocol/panel.ts';

export type Page = PanelRoute['page'];
export type SearchRoute = Extract<PanelRoute, { page: 'search' }>;
export type SessionRoute = Extract<PanelRoute, { page: 'session' }>;
export type StatisticsRoute = Extract<PanelRoute, { page: 'statistics' }>;

export const PAGES: readonly Page[] = ['search', 'session', 'statistics'];

export interface Navigation {
  page: Page;
  search: SearchRoute;
  /** Null until a session was opened. */
  session: SessionRoute | null;
  statistics: StatisticsRoute;
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
};

export function goTo(navigation: Navigation, route: PanelRoute): Navigation {
  return { ...navigation, page: route.page, [route.page]: route };
}

const persisted = z.object({
  page: z.enum(['search', 'session', 'statistics']),
  routes: z.array(panelRoute),
});

/** What `setState` keeps. */
export function persistNavigation(navigation: Navigation): z.infer<typeof persisted> {
  const { page, search, session, statistics } = navigation;
  return { page, routes: session === null ? [search, statistics] : [search, session, statistics] };
}

/** Reads what an earlier panel persisted; anything else gives the start. */
export function restoreNavigation(state: unknown): Navigation {
  const read = persisted.safeParse(state);
  if (!read.success) return START;
  const restored = read.data.routes.reduce(goTo, START);
  return { ...restored, page: read.data.page };
}
