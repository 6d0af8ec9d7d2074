// The webview's entry: connects to the host, restores the navigation, renders the panel.
import './repairLanguage.ts';
import './styles/main.css';
import { render } from 'preact';
import type { PanelLive, PanelRoute } from '../src/protocol/panel.ts';
import { App } from './app/app.tsx';
import { connectHost } from './host.ts';
import { goTo, type Page, persistNavigation, restoreNavigation } from './navigation.ts';
import { type Services, ServicesContext } from './services.ts';
import { createStore } from './store.ts';

const live = createStore<PanelLive | null | undefined>(undefined);
const spoken = createStore('');
const now = createStore(Date.now());
const searchAsked = createStore(false);

const host = connectHost({
  navigate: route => navigate(route),
  liveChanged: snapshot => live.set(snapshot),
  search: () => {
    openPage('search');
    searchAsked.set(true);
  },
  state: () => persistNavigation(navigation.get()),
  restore: state => {
    const restored = restoreNavigation(state);
    navigation.set(restored);
    kept.set(restored.kept);
  },
});
const navigation = createStore(restoreNavigation(host.readState()));
const kept = createStore(navigation.get().kept);
kept.subscribe(() => navigation.set({ ...navigation.get(), kept: kept.get() }));
navigation.subscribe(() => host.writeState(persistNavigation(navigation.get())));

function navigate(route: PanelRoute): void {
  navigation.set(goTo(navigation.get(), route));
}

function openPage(page: Page): void {
  navigation.set({ ...navigation.get(), page });
}

const services: Services = {
  host,
  live,
  now,
  kept,
  searchAsked,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  navigate,
  announce: text => {
    // The same words again are a change only after something else.
    spoken.set('');
    requestAnimationFrame(() => spoken.set(text));
  },
};

setInterval(() => now.set(Date.now()), 30_000);
host.live().then(
  snapshot => live.get() === undefined && live.set(snapshot),
  () => live.get() === undefined && live.set(null),
);

const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));
render(
  <ServicesContext.Provider value={services}>
    <App navigation={navigation} open={openPage} spoken={spoken} />
  </ServicesContext.Provider>,
  root,
);
