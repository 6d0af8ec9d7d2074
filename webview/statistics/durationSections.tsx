// How long requests took, how long until the first token, and what of it the proxy added.
import { useMemo, useState } from 'preact/hooks';
import type { Distribution, StatsLatency } from '../../src/protocol/stats.ts';
import { createStore } from '../store.ts';
import { t } from '../strings.ts';
import { duration } from '../values.ts';
import { BarChart } from './barChart.tsx';
import { durationColumns } from './columns.ts';
import { durationBuckets } from './durations.ts';
import { Section } from './section.tsx';
import { COUNTS, type Series } from './series.ts';
import type { View } from './view.ts';

const NONE: readonly string[] = [];

export function DurationSections({ latency, view }: { latency: StatsLatency; view: View }) {
  const share = latency.proxy_overhead_share;
  const mean = duration(latency.proxy_overhead.mean_ms).text;
  return (
    <div class="duration-sections">
      <DurationSection id="latency" title={t('statistics.latency')} of={latency.duration} view={view} />
      <DurationSection
        id="first-token"
        title={t('statistics.firstToken')}
        of={latency.time_to_first_token}
        view={view}
      />
      <DurationSection
        id="overhead"
        title={t('statistics.overhead')}
        of={latency.proxy_overhead}
        view={view}
        note={share === null ? undefined : t('overhead.share', mean, percent(share))}
      />
    </div>
  );
}

function DurationSection(props: {
  id: string;
  title: string;
  of: Distribution;
  view: View;
  note?: string | undefined;
}) {
  const { id, title, of, view } = props;
  const [cursor] = useState(() => createStore<number | null>(null));
  const columns = useMemo(durationColumns, []);
  const buckets = useMemo(() => durationBuckets(of), [of]);
  const content = useMemo(
    () => ({
      labels: buckets.map(bucket => bucket.label),
      titles: buckets.map(bucket => bucket.title),
      series: [
        {
          key: 'requests',
          label: t('series.requests'),
          color: '--vscode-progressBar-background',
          values: buckets.map(bucket => bucket.count),
        },
      ] satisfies Series[],
    }),
    [buckets],
  );
  return (
    <Section
      id={id}
      title={title}
      columns={columns}
      rows={buckets}
      rowKey={bucket => bucket.title}
      chart={{
        isTable: view.isTable(id),
        toggle: () => view.toggleTable(id),
        legend: [],
        render: canvasRef => (
          <BarChart
            label={title}
            {...content}
            {...{ scale: COUNTS, hidden: NONE, cursor, canvasRef }}
            toggle={() => undefined}
          />
        ),
      }}
    >
      <p class="section-note">
        {percentiles(of)}
        <br />
        {props.note ?? t('durations.mean', duration(of.mean_ms).text)}
      </p>
    </Section>
  );
}

function percentiles({ p50_ms: p50, p95_ms: p95, p99_ms: p99 }: Distribution): string {
  return t('durations.percentiles', duration(p50).text, duration(p95).text, duration(p99).text);
}

/** A share may be far below one percent. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2)).toLocaleString(undefined, { maximumFractionDigits: 6 })} %`;
}
