// What every component may use of the world outside: the host, the live state, the way to another page.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PanelLive, PanelRoute } from '../src/protocol/panel.ts';
import type { Host } from './host.ts';
import type { Kept } from './navigation.ts';
import { type Store, useStore } from './store.ts';

export interface Services {
  host: Host;
  /** Undefined until the host has answered, null while nothing runs. */
  live: Store<PanelLive | null | undefined>;
  /** Milliseconds since the epoch, renewed twice a minute for relative times. */
  now: Store<number>;
  timeZone: string;
  /** What pages remember beside their route. */
  kept: Store<Kept>;
  /** The editor asks for the search box; whoever gives it the focus takes that back. */
  searchAsked: Store<boolean>;
  navigate(route: PanelRoute): void;
  /** Has a screen reader say it. */
  announce(text: string): void;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('A component was rendered outside the panel.');
  return services;
}

export function useLive(): PanelLive | null | undefined {
  return useStore(useServices().live);
}

export function useNow(): number {
  return useStore(useServices().now);
}
