// The panel's frame: the tabs, the notice above every page, and the page itself.
import { Tabs } from '../components/tabs.tsx';
import { type Navigation, PAGES, type Page } from '../navigation.ts';
import { keepReturn } from '../search/returning.ts';
import { SearchPage } from '../search/searchPage.tsx';
import { useServices } from '../services.ts';
import { SessionPage } from '../session/sessionPage.tsx';
import { StatisticsPage } from '../statistics/statisticsPage.tsx';
import { type Store, useStore } from '../store.ts';
import { t } from '../strings.ts';
import { NoticeBar } from './noticeBar.tsx';

const ICONS: Readonly<Record<Page, string>> = {
  search: 'search',
  session: 'comment-discussion',
  statistics: 'graph',
};

interface Props {
  navigation: Store<Navigation>;
  open: (page: Page) => void;
  /** What a screen reader says next. */
  spoken: Store<string>;
}

export function App({ navigation, open, spoken }: Props) {
  const state = useStore(navigation);
  const { kept } = useServices();
  const leave = (sessionId: string) => {
    if (state.back === 'search') keepReturn(kept, sessionId);
    open(state.back);
  };
  return (
    <>
      <header>
        <Tabs
          id="page"
          class="page-tabs"
          label={t('page.tabs')}
          tabs={PAGES.map(key => ({ key, label: t(`page.${key}`), icon: ICONS[key] }))}
          selected={state.page}
          select={open}
        />
        <NoticeBar />
      </header>
      <main>
        <div id="page-panel" role="tabpanel" aria-labelledby={`page-tab-${state.page}`}>
          <h1 class="visually-hidden">{t(`page.${state.page}`)}</h1>
          {state.page === 'search' ? <SearchPage route={state.search} /> : null}
          {state.page === 'session' ? <SessionPage route={state.session} leave={leave} /> : null}
          {state.page === 'statistics' ? <StatisticsPage route={state.statistics} /> : null}
        </div>
      </main>
      <Spoken text={spoken} />
    </>
  );
}

function Spoken({ text }: { text: Store<string> }) {
  return (
    <div class="visually-hidden" aria-live="polite">
      {useStore(text)}
    </div>
  );
}
