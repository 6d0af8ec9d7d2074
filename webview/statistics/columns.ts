// Columns of the tables on the statistics page: by time, by name, of times and of sessions. Pure.

import { toLabel } from '../../src/protocol/label.ts';
import type { HeatMapCell, StatsRow, TopSession } from '../../src/protocol/stats.ts';
import type { Column } from '../components/dataTable.tsx';
import { type StringKey, t } from '../strings.ts';
import {
  cacheShare,
  cacheWriteTokens,
  cost,
  costOf,
  count,
  duration,
  inputTokens,
  modelLabel,
  plain,
  type Shown,
  savings,
  tokens,
} from '../values.ts';
import { type Bucket, bucketLabel, bucketTitle } from './buckets.ts';
import type { DurationBucket } from './durations.ts';
import { weekdayName } from './heat.ts';
import { costOfModel, type Series } from './series.ts';

function number<Row>(key: string, title: StringKey, value: (row: Row) => Shown): Column<Row> {
  return { key, title: t(title), widthPx: 88, isNumber: true, value };
}

const figures: readonly Column<StatsRow>[] = [
  number('cost', 'column.cost', costOf),
  number('sessions', 'column.sessions', row => count(row.session_count)),
  number('requests', 'column.requests', row => count(row.request_count)),
  number('errors', 'column.errors', row => count(row.error_count)),
  number('input', 'column.input', inputTokens),
  number('read', 'column.cacheRead', row => tokens(row.cache_read_tokens, t('kind.cacheRead'))),
  number('write', 'column.cacheWrite', row => tokens(cacheWriteTokens(row), t('kind.cacheWrite'))),
  number('output', 'column.output', row => tokens(row.output_tokens, t('kind.output'))),
  number('thinking', 'column.thinking', row => tokens(row.reasoning_tokens, t('kind.thinking'))),
];

/** A bucket in which nothing happened has no row in the table. */
export type FullBucket = Bucket & { row: StatsRow };

/** All figures of a bucket. */
export function timeColumns(group: string): Column<FullBucket>[] {
  return [
    whenColumn(group),
    ...figures.map(({ key, title, widthPx, value }) => ({
      ...{ key, title, widthPx, isNumber: true },
      value: ({ row }: FullBucket) => value(row),
    })),
  ];
}

/** The cost of each model that has bars of its own, and of all others. */
export function modelCostColumns(group: string, series: readonly Series[]): Column<FullBucket>[] {
  const named = series.map(({ key }) => key);
  return [
    whenColumn(group),
    number('total', 'column.total', ({ row }) => costOf(row)),
    ...series.map(({ key, label }) => ({
      ...{ key: `model ${key}`, title: label, widthPx: 200, isNumber: true },
      value: ({ row }: FullBucket) => cost(costOfModel(row, key, named)),
    })),
  ];
}

export function requestColumns(group: string): Column<FullBucket>[] {
  return [
    whenColumn(group),
    number('requests', 'column.requests', ({ row }) => count(row.request_count)),
    number('ok', 'series.ok', ({ row }) => count(row.request_count - row.error_count)),
    number('failed', 'series.failed', ({ row }) => count(row.error_count)),
    number('sessions', 'column.sessions', ({ row }) => count(row.session_count)),
    number('tools', 'figure.toolCalls', ({ row }) => count(row.tool_call_count)),
    number('latency', 'column.meanTime', ({ row }) => duration(row.mean_duration_ms)),
    number('ttft', 'column.ttft', ({ row }) => duration(row.mean_time_to_first_token_ms, 'unknown.ttft')),
  ];
}

function whenColumn(group: string): Column<FullBucket> {
  return {
    key: 'when',
    title: t('column.time'),
    widthPx: 120,
    value: bucket => ({
      text: bucketLabel(bucket, group),
      title: bucketTitle(bucket, group),
      exact: bucket.key,
    }),
  };
}

/** @param unnamed says what an empty name means */
export function groupColumns(title: StringKey, unnamed: StringKey): Column<StatsRow>[] {
  const isModel = title === 'column.model';
  const name = ({ key }: StatsRow): Shown => {
    const shown = plain(toLabel(key, 200), unnamed);
    return isModel && key !== '' ? { ...shown, text: modelLabel(key) } : shown;
  };
  return [
    { key: 'name', title: t(title), widthPx: isModel ? 300 : 220, value: name },
    ...figures,
    number('cached', 'column.cached', cacheShare),
    number('savings', 'column.savings', row => savings(row.cache_savings_usd)),
    number('latency', 'column.meanTime', row => duration(row.mean_duration_ms)),
    number('ttft', 'column.ttft', row => duration(row.mean_time_to_first_token_ms, 'unknown.ttft')),
  ];
}

export function durationColumns(): Column<DurationBucket>[] {
  return [
    { key: 'range', title: t('column.duration'), widthPx: 160, value: ({ title }) => plain(title) },
    number('requests', 'column.requests', bucket => count(bucket.count)),
    number('share', 'column.share', ({ share }) => plain(`${(share * 100).toFixed(1)} %`)),
  ];
}

export function heatColumns(): Column<HeatMapCell>[] {
  return [
    {
      key: 'day',
      title: t('column.weekday'),
      widthPx: 120,
      value: cell => plain(weekdayName(cell.weekday, 'long')),
    },
    number('hour', 'column.hour', ({ hour }) => plain(`${String(hour).padStart(2, '0')}:00`)),
    number('cost', 'column.cost', costOf),
    number('requests', 'column.requests', cell => count(cell.request_count)),
    number('errors', 'column.errors', cell => count(cell.error_count)),
    number('tokens', 'column.tokens', cell => tokens(cell.total_tokens)),
  ];
}

export function topSessionColumns(): Column<TopSession>[] {
  return [
    {
      key: 'title',
      title: t('column.session'),
      widthPx: 280,
      value: row => plain(toLabel(row.title ?? '', 200), 'unknown.title'),
    },
    number('cost', 'column.cost', costOf),
    number('tokens', 'column.tokens', row => tokens(row.total_tokens)),
    number('requests', 'column.requests', row => count(row.request_count)),
    number('errors', 'column.errors', row => count(row.error_count)),
    { key: 'client', title: t('column.client'), widthPx: 120, value: row => plain(toLabel(row.client)) },
    {
      key: 'workspace',
      title: t('column.workspace'),
      widthPx: 160,
      value: row => plain(toLabel(row.workspace ?? ''), 'unknown.workspace'),
    },
    { key: 'id', title: t('column.id'), widthPx: 150, value: row => plain(row.id) },
  ];
}
