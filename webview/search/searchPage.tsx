// Search: one box, what it can be narrowed by, and the sessions that match.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionSummary } from '../../src/protocol/api.ts';
import { formatBytes } from '../../src/protocol/format.ts';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { VirtualList } from '../components/virtualList.tsx';
import type { SearchRoute } from '../navigation.ts';
import { useRevision } from '../resource.ts';
import { useLive, useServices } from '../services.ts';
import { plural, t } from '../strings.ts';
import { Filters } from './filters.tsx';
import { FirstSteps } from './firstSteps.tsx';
import { foundWords } from './foundWords.ts';
import { Problems } from './problems.tsx';
import { toTerm } from './querySyntax.ts';
import { keepOpened, useBoxFocus, useOpenedAt, useReturn } from './returning.ts';
import { SearchBox } from './searchBox.tsx';
import { SessionRow, sessionText, sessionTitle } from './sessionRow.tsx';
import { type SessionPages, useSessionPages } from './useSessionPages.ts';

export function SearchPage({ route }: { route: SearchRoute }) {
  const { announce, host, kept, navigate } = useServices();
  const pages = useSessionPages(route, useRevision(), useOpenedAt());
  const list = useRef<HTMLElement | null>(null);
  const [active, setActive] = useState(-1);
  const [typed, setTyped] = useState('');
  // Another question starts at its first answer.
  useEffect(() => setActive(-1), [route]);
  useReturn(pages.sessions, index => {
    // The list takes its first row for active when it is focused.
    list.current?.focus();
    setActive(index);
  });
  const input = useBoxFocus();

  useEffect(() => {
    // What other pages ask for in members of the route is written out, where it can be seen and changed.
    if (route.model !== '' || route.success !== '') navigate(spelledOut(route));
  }, [route, navigate]);

  const copy = (event: KeyboardEvent) => {
    const session = pages.sessions?.[active];
    const isCopy = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c';
    if (!isCopy || session === undefined || getSelection()?.isCollapsed === false) return;
    host.copy(sessionText(session));
    announce(t('search.copied', sessionTitle(session)));
    event.preventDefault();
  };
  const open = (session: SessionSummary, event: MouseEvent | KeyboardEvent) => {
    const snippets = session.snippets ?? [];
    const clicked = event.target instanceof Element ? event.target.closest('[data-snippet]') : null;
    const hit = snippets[Number(clicked?.getAttribute('data-snippet') ?? 0)];
    keepOpened(kept, pages.sessions?.indexOf(session) ?? 0);
    navigate({
      page: 'session',
      session_id: session.id,
      request_id: hit?.request_id ?? null,
      found: foundWords(route.query, snippets, hit),
    });
  };
  return (
    <div class="page search-page">
      <div class="search-head">
        <SearchBox
          query={route.query}
          search={query => navigate({ ...route, query })}
          leave={() => list.current?.focus()}
          isBusy={pages.isLoading && pages.sessions !== null}
          inputRef={input}
          typing={setTyped}
        />
        <div class="filters">
          <Filters route={route} change={navigate} />
          <ResultCount text={countText(pages)} isWhole={isWhole(route)} />
        </div>
        <Problems
          problems={pages.problems}
          query={route.query}
          typed={typed}
          search={query => navigate({ ...route, query })}
        />
      </div>
      {pages.sessions === null || pages.sessions.length === 0 ? (
        <Nothing route={route} pages={pages} />
      ) : (
        <>
          {pages.error === null ? null : (
            <Failure title={t('search.failed')} error={pages.error} retry={pages.retry} />
          )}
          <VirtualList
            class="session-list"
            label={t('search.results')}
            items={pages.sessions}
            itemKey={session => session.id}
            estimatePx={route.query.trim() === '' ? 48 : 92}
            active={active}
            activate={setActive}
            open={open}
            render={session => <SessionRow session={session} isSearch={route.query.trim() !== ''} />}
            keyDown={copy}
            reachedEnd={pages.loadMore}
            hasMore={pages.hasMore}
            listRef={element => {
              list.current = element;
            }}
          />
        </>
      )}
    </div>
  );
}

function Nothing({ route, pages }: { route: SearchRoute; pages: SessionPages }) {
  const { navigate } = useServices();
  if (pages.error !== null)
    return <Failure title={t('search.failed')} error={pages.error} retry={pages.retry} />;
  if (pages.sessions === null) return <Loading label={t('search.loading')} />;
  if (isWhole(route)) return <FirstSteps />;
  return (
    <Empty title={t('search.noMatch')}>
      <p>{t('search.noMatchHint')}</p>
      <p class="state-actions">
        <button
          type="button"
          class="button secondary"
          onClick={() => navigate({ page: 'search', query: '', model: '', days: '', success: '' })}
        >
          {t('search.clearAll')}
        </button>
      </p>
    </Empty>
  );
}

/** Nothing narrows the list. */
function isWhole({ query, model, days, success }: SearchRoute): boolean {
  return [query.trim(), model, days, success].every(text => text === '');
}

/** With all sessions listed also what they take on the disk, kept out of the announcements: it moves all the time. */
function ResultCount({ text, isWhole: isAll }: { text: string; isWhole: boolean }) {
  const size = useLive()?.size_bytes ?? null;
  return (
    <span class="result-count">
      <span role="status">{text}</span>
      {isAll && size !== null && text !== '' ? (
        <span title={t('search.onDisk', formatBytes(size))}>{` · ${formatBytes(size)}`}</span>
      ) : null}
    </span>
  );
}

function countText(pages: SessionPages): string {
  if (pages.sessions === null) return '';
  if (pages.total !== null) return plural('sessions', pages.total);
  return pages.hasMore
    ? t('search.countSoFar', plural('sessions', pages.sessions.length))
    : plural('sessions', pages.sessions.length);
}

function spelledOut(route: SearchRoute): SearchRoute {
  const terms = [
    route.query.trim(),
    route.model === '' ? '' : toTerm('model', route.model),
    route.success === '' ? '' : toTerm('status', route.success === 'true' ? 'ok' : 'error'),
  ];
  return { ...route, query: terms.filter(term => term !== '').join(' '), model: '', success: '' };
}
