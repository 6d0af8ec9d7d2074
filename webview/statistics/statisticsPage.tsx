// Statistics of a range: totals, tokens over time, and who and what they went to.
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Stats } from '../../src/protocol/stats.ts';
import { Icon } from '../components/icon.tsx';
import { Select } from '../components/select.tsx';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { ToolTable } from '../components/toolTable.tsx';
import { useShortcuts } from '../components/useShortcuts.ts';
import type { StatisticsRoute } from '../navigation.ts';
import { useResource, useRevision } from '../resource.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';
import { statsTarget } from '../target.ts';
import { dayBuckets, hourBuckets, localDate } from './buckets.ts';
import { GroupTable } from './groupTable.tsx';
import { TokenChart } from './tokenChart.tsx';
import { TotalFigures } from './totalFigures.tsx';

/** Totals over everything are the heaviest question: every few seconds is live enough. */
const REFRESH_MS = 5000;

export function StatisticsPage({ route }: { route: StatisticsRoute }) {
  const { navigate, timeZone } = useServices();
  const revision = useRevision(REFRESH_MS);
  const isToday = route.days === 1;
  const stats = useResource<Stats>(statsTarget(route.days, isToday ? 'hour' : 'day', timeZone), revision);
  return (
    <div class="page statistics-page">
      <div class="statistics-bar">
        <Select
          label={t('filter.days')}
          value={String(route.days)}
          options={[
            { value: '1', label: t('range.today') },
            { value: '7', label: t('range.days', 7) },
            { value: '30', label: t('range.days', 30) },
            { value: '90', label: t('range.days', 90) },
            { value: '0', label: t('range.all') },
          ]}
          change={days => navigate({ page: 'statistics', days: Number(days) })}
        />
      </div>
      {stats.data === null ? (
        stats.error === null ? (
          <Loading label={t('statistics.loading')} />
        ) : (
          <Failure title={t('statistics.failed')} error={stats.error} retry={stats.retry} />
        )
      ) : stats.data.totals.request_count === 0 ? (
        <Empty title={t('statistics.empty')}>
          <p>{t('statistics.emptyHint')}</p>
        </Empty>
      ) : (
        <Charts stats={stats.data} days={route.days} revision={revision} />
      )}
    </div>
  );
}

function Charts({ stats, days, revision }: { stats: Stats; days: number; revision: number }) {
  const { timeZone } = useServices();
  const [isTable, setTable] = useState(false);
  const clients = useResource<Stats>(statsTarget(days, 'client', timeZone), revision);
  const workspaces = useResource<Stats>(statsTarget(days, 'workspace', timeZone), revision);
  const buckets = useMemo(() => {
    const today = localDate(Date.now(), timeZone);
    return stats.group_by === 'hour' ? hourBuckets(stats.rows, today) : dayBuckets(stats.rows, days, today);
  }, [stats, days, timeZone]);
  useShortcuts({ 'Alt+t': () => setTable(old => !old) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keyboard
    <section class="statistics-scroll" aria-label={t('page.statistics')} tabIndex={0}>
      <TotalFigures totals={stats.totals} />
      <Section
        title={t('statistics.tokens')}
        action={
          <button
            type="button"
            class="icon-button"
            aria-pressed={isTable}
            title={t('chart.toggle')}
            aria-label={t('chart.toggle')}
            onClick={() => setTable(!isTable)}
          >
            <Icon name={isTable ? 'graph' : 'table'} />
          </button>
        }
      >
        <TokenChart buckets={buckets} isTable={isTable} />
      </Section>
      <Section title={t('statistics.models')}>
        <GroupTable title="column.model" unnamed="unknown.model" rows={stats.by_model} />
      </Section>
      {stats.by_tool.length === 0 ? null : (
        <Section title={t('statistics.tools')}>
          <ToolTable label={t('statistics.tools')} tools={stats.by_tool} />
        </Section>
      )}
      {clients.data === null ? null : (
        <Section title={t('statistics.clients')}>
          <GroupTable title="column.client" unnamed="unknown.client" rows={clients.data.rows} />
        </Section>
      )}
      {workspaces.data === null ? null : (
        <Section title={t('statistics.workspaces')}>
          <GroupTable title="column.workspace" unnamed="unknown.workspace" rows={workspaces.data.rows} />
        </Section>
      )}
    </section>
  );
}

function Section(props: { title: string; action?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="statistics-section">
      <h2>
        {props.title}
        {props.action}
      </h2>
      {props.children}
    </section>
  );
}
