// Statistics of a range: totals and their change, charts over time, times, the week, and whom and what it went to.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Stats } from '../../src/protocol/stats.ts';
import { Icon } from '../components/icon.tsx';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { useShortcuts } from '../components/useShortcuts.ts';
import type { Host } from '../host.ts';
import { useKept } from '../kept.ts';
import type { StatisticsRoute } from '../navigation.ts';
import { type Resource, useQuery, useResource, useRevision } from '../resource.ts';
import { useServices } from '../services.ts';
import { createStore } from '../store.ts';
import { t } from '../strings.ts';
import { localDate } from './buckets.ts';
import { DurationSections } from './durationSections.tsx';
import { MainFigures, MoreFigures } from './figures.tsx';
import { FilterBar } from './filterBar.tsx';
import { HeatSection } from './heatSection.tsx';
import { isFiltered, namesTarget, rangeTarget } from './range.ts';
import { type Behind, sessionsBehind } from './sessionsBehind.ts';
import { TableSections } from './tableSections.tsx';
import { TimeSections } from './timeSections.tsx';
import { useView } from './view.ts';

/** Totals over everything are the heaviest question: every few seconds is live enough. */
const REFRESH_MS = 5000;
const KEEP_SCROLL_MS = 200;

export function StatisticsPage({ route }: { route: StatisticsRoute }) {
  const { navigate, timeZone } = useServices();
  const revision = useRevision(REFRESH_MS);
  const answer = useResource<Stats>(rangeTarget(route, timeZone), revision);
  const { stats, isOld } = useShown(answer);
  const names = useNames(route);
  const today = localDate(Date.now(), timeZone);
  return (
    <div class="page statistics-page">
      <FilterBar route={route} names={names ?? stats} today={today} change={navigate} />
      {stats === null ? (
        answer.error === null ? (
          <Loading label={t('statistics.loading')} />
        ) : (
          <Failure title={t('statistics.failed')} error={answer.error} retry={answer.retry} />
        )
      ) : stats.totals.request_count === 0 ? (
        <Empty title={t('statistics.empty')}>
          <p>{t(isFiltered(route) ? 'statistics.emptyFilteredHint' : 'statistics.emptyHint')}</p>
        </Empty>
      ) : (
        <Sections
          stats={stats}
          isOld={isOld}
          open={behind => navigate(sessionsBehind(route, today, behind))}
        />
      )}
    </div>
  );
}

/** What may be chosen while something is; null without a filter: then the answer itself has all names. */
function useNames(route: StatisticsRoute): Stats | null {
  const { timeZone } = useServices();
  const target = isFiltered(route) ? namesTarget(route, timeZone) : '';
  const read = (host: Host, signal: AbortSignal) =>
    target === '' ? Promise.resolve(null) : host.get<Stats>(target, signal);
  return useQuery<Stats | null>(target, read, 0).data;
}

/** The answer before stays until the next one is there, so that nothing jumps. */
function useShown(answer: Resource<Stats>): { stats: Stats | null; isOld: boolean } {
  const last = useRef<Stats | null>(null);
  if (answer.data !== null) last.current = answer.data;
  if (answer.data !== null || answer.error !== null) return { stats: answer.data, isOld: false };
  return { stats: last.current, isOld: true };
}

function Sections(props: { stats: Stats; isOld: boolean; open: (behind: Behind) => void }) {
  const { stats, open } = props;
  const view = useView();
  const [cursor] = useState(() => createStore<number | null>(null));
  const scroller = useKeptScroll();
  useShortcuts({
    'Alt+t': () => {
      const section = document.activeElement?.closest('[data-section]')?.getAttribute('data-section');
      if (section) return view.toggleTable(section);
      const areTables = CHARTS.every(view.isTable);
      for (const id of CHARTS) if (view.isTable(id) === areTables) view.toggleTable(id);
    },
  });
  return (
    <section
      class="statistics-scroll"
      aria-label={t('page.statistics')}
      aria-busy={props.isOld}
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keyboard
      tabIndex={0}
    >
      {stats.is_demo ? (
        <p class="statistics-note">
          <Icon name="info" /> {t('statistics.demo')}
        </p>
      ) : null}
      <MainFigures {...stats} />
      <MoreFigures {...stats} />
      <TimeSections stats={stats} view={view} cursor={cursor} open={open} />
      {stats.latency === undefined ? null : <DurationSections latency={stats.latency} view={view} />}
      <HeatSection cells={stats.heat_map ?? []} view={view} />
      <TableSections stats={stats} open={open} />
    </section>
  );
}

const CHARTS = ['tokens', 'cost', 'requests', 'latency', 'first-token', 'overhead', 'hours'];

/** Where the page was scrolled to, also after a reload. */
function useKeptScroll() {
  const [top, keep] = useKept<number>('statistics.scroll', 0);
  const scroller = useRef<HTMLElement>(null);
  const first = useRef(top);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = first.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(element.scrollTop), KEEP_SCROLL_MS);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      keep(element.scrollTop);
      element.removeEventListener('scroll', onScroll);
    };
  }, [keep]);
  return scroller;
}
