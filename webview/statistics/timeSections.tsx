// Tokens, cost and requests over time: bars that share one cursor, each with the table behind it.
import { useMemo } from 'preact/hooks';
import { formatCost } from '../../src/protocol/format.ts';
import type { Stats } from '../../src/protocol/stats.ts';
import type { Column } from '../components/dataTable.tsx';
import type { Store } from '../store.ts';
import { type StringKey, t } from '../strings.ts';
import { BarChart } from './barChart.tsx';
import { type Bucket, bucketLabel, bucketTitle, timeBuckets } from './buckets.ts';
import { type FullBucket, modelCostColumns, requestColumns, timeColumns } from './columns.ts';
import { Section } from './section.tsx';
import {
  COUNTS,
  costSeries,
  DOLLARS,
  OTHERS,
  requestSeries,
  type Scale,
  type Series,
  tokenSeries,
} from './series.ts';
import type { Behind } from './sessionsBehind.ts';
import type { View } from './view.ts';

interface Props {
  stats: Stats;
  view: View;
  cursor: Store<number | null>;
  open: (behind: Behind) => void;
}

export function TimeSections({ stats, view, cursor, open }: Props) {
  const group = stats.group_by;
  const buckets = useMemo(() => timeBuckets(stats), [stats]);
  const labels = useMemo(() => buckets.map(bucket => bucketLabel(bucket, group)), [buckets, group]);
  const titles = useMemo(() => buckets.map(bucket => bucketTitle(bucket, group)), [buckets, group]);
  const tokens = useMemo(() => tokenSeries(buckets), [buckets]);
  const costs = useMemo(() => costSeries(buckets, stats.by_model), [buckets, stats]);
  const requests = useMemo(() => requestSeries(buckets), [buckets]);
  const tokenColumns = useMemo(() => timeColumns(group), [group]);
  const costColumns = useMemo(() => modelCostColumns(group, costs), [group, costs]);
  const ofRequests = useMemo(() => requestColumns(group), [group]);
  const shared = { buckets, labels, titles, view, cursor, open };
  return (
    <>
      <TimeSection
        {...shared}
        {...{ id: 'tokens', title: 'statistics.tokens', series: tokens, scale: COUNTS }}
        columns={tokenColumns}
      />
      <TimeSection
        {...shared}
        id="cost"
        title="statistics.cost"
        series={costs}
        scale={DOLLARS}
        columns={costColumns}
        note={savingsNote(stats)}
      />
      <TimeSection
        {...shared}
        {...{ id: 'requests', title: 'statistics.requests', series: requests, scale: COUNTS }}
        columns={ofRequests}
      />
    </>
  );
}

interface TimeSectionProps {
  id: string;
  title: StringKey;
  buckets: readonly Bucket[];
  labels: readonly string[];
  titles: readonly string[];
  columns: readonly Column<FullBucket>[];
  series: readonly Series[];
  scale: Scale;
  view: View;
  cursor: Store<number | null>;
  open: (behind: Behind) => void;
  note?: string;
}

function TimeSection(props: TimeSectionProps) {
  const { id, buckets, columns, series, view, open } = props;
  const title = t(props.title);
  const rows = useMemo(() => buckets.filter(hasRow).reverse(), [buckets]);
  const hidden = view.hiddenOf(id);
  const [first, ...others] = series.filter(({ key }) => !hidden.includes(key));
  const narrowed = first !== undefined && others.length === 0 ? narrow(id, first) : {};
  const openBucket = ({ after, before, row }: Bucket) => row !== null && open({ after, before, ...narrowed });
  return (
    <Section
      id={id}
      title={title}
      columns={columns}
      rows={rows}
      rowKey={bucket => bucket.after}
      open={openBucket}
      chart={{
        isTable: view.isTable(id),
        toggle: () => view.toggleTable(id),
        legend: series,
        render: canvasRef => (
          <BarChart
            label={title}
            {...{ labels: props.labels, titles: props.titles, series, scale: props.scale, hidden, canvasRef }}
            toggle={key => view.toggleSeries(id, key)}
            cursor={props.cursor}
            open={index => {
              const bucket = buckets[index];
              if (bucket !== undefined) openBucket(bucket);
            }}
          />
        ),
      }}
    >
      {props.note === undefined || props.note === '' ? null : <p class="section-note">{props.note}</p>}
    </Section>
  );
}

/** With one kind left in the legend, only its sessions are meant. */
function narrow(id: string, { key }: Series): Behind {
  if (id === 'requests' && key === 'failed') return { isFailed: true };
  return id === 'cost' && key !== OTHERS ? { model: key } : {};
}

function hasRow(bucket: Bucket): bucket is FullBucket {
  return bucket.row !== null;
}

function savingsNote({ totals }: Stats): string {
  const { cache_savings_usd: saved, cost_usd: cost } = totals;
  if (saved === null || cost === null || saved === 0) return '';
  return saved > 0
    ? t('savings.saved', formatCost(saved), formatCost(cost + saved))
    : t('savings.lost', formatCost(-saved));
}
