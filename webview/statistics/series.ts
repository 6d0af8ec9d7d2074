// What the bars over time are made of: tokens by kind, cost by model, requests by outcome. Pure.

import { formatCost, formatCount, formatExactCost, formatExactCount } from '../../src/protocol/format.ts';
import type { StatsRow } from '../../src/protocol/stats.ts';
import { t } from '../strings.ts';
import { splitTokens, TOKEN_KINDS } from '../tokenKinds.ts';
import { modelLabel } from '../values.ts';
import type { Bucket } from './buckets.ts';

export interface Series {
  key: string;
  label: string;
  /** Theme variable. */
  color: string;
  /** One a bar. */
  values: readonly number[];
}

export interface Scale {
  /** Short and each another, for the steps of an axis. */
  axis(values: readonly number[]): string[];
  exact(value: number): string;
}

export const COUNTS: Scale = {
  // There is no half request.
  axis: values => values.map(value => (Number.isInteger(value) ? formatCount(value) : '')),
  exact: value => formatExactCount(value),
};
export const DOLLARS: Scale = { axis: dollarAxis, exact: value => formatExactCost(value) };

/** All with as many digits as the step between them needs: cents, or less where cents would be the same twice. */
function dollarAxis(values: readonly number[]): string[] {
  const stepUsd = Math.abs((values[1] ?? 0) - (values[0] ?? 0));
  if (stepUsd >= 1000) return values.map(value => (value === 0 ? '$0' : formatCost(value)));
  const isExact = (digits: number) =>
    values.every(value => Math.abs(Number(value.toFixed(digits)) - value) < stepUsd / 1000);
  const digits = [0, 2, 3, 4, 5, 6].find(isExact) ?? 2;
  return values.map(value => `$${value.toFixed(digits)}`);
}

/** Of models, which have no meaning of their own; red is that of errors. */
const MODEL_COLORS = [
  ...['blue', 'yellow', 'purple', 'green'].map(name => `--vscode-charts-${name}`),
  '--orange',
];
const OTHER_COLOR = '--vscode-charts-lines';

export function tokenSeries(buckets: readonly Bucket[]): Series[] {
  const split = buckets.map(({ row }) => (row === null ? null : splitTokens(row)));
  return TOKEN_KINDS.map(({ kind, label, color }) => ({
    key: kind,
    label: t(label),
    color,
    values: split.map(kinds => kinds?.[kind] ?? 0),
  }));
}

/**
 * The most expensive models by name, all others together.
 * @param models of the whole range, the most expensive first
 */
export function costSeries(buckets: readonly Bucket[], models: readonly StatsRow[]): Series[] {
  const priced = models.filter(model => (model.cost_usd ?? 0) > 0).map(model => model.key);
  const isFew = priced.length <= MODEL_COLORS.length + 1;
  const named = isFew ? priced : priced.slice(0, MODEL_COLORS.length);
  const costs = buckets.map(
    ({ row }) => new Map(row?.split?.map(({ key, cost_usd }) => [key, cost_usd ?? 0])),
  );
  const series = named.map((key, index) => ({
    key,
    label: key === '' ? t('model.none') : modelLabel(key),
    color: MODEL_COLORS[index] ?? OTHER_COLOR,
    values: costs.map(ofBucket => ofBucket.get(key) ?? 0),
  }));
  if (isFew) return series;
  const isNamed = new Set(named);
  const rest = costs.map(ofBucket =>
    [...ofBucket].reduce((sum, [key, usd]) => (isNamed.has(key) ? sum : sum + usd), 0),
  );
  return [...series, { key: OTHERS, label: t('model.others'), color: OTHER_COLOR, values: rest }];
}

/** Key of the models that have no series of their own: no model is called so. */
export const OTHERS = '\u0000others';

/** 0 for a model without a request, null where no price is known. */
export function costOfModel({ split = [] }: StatsRow, key: string, named: readonly string[]): number | null {
  if (key !== OTHERS) {
    const part = split.find(item => item.key === key);
    return part === undefined ? 0 : part.cost_usd;
  }
  return split.reduce((sum, item) => (named.includes(item.key) ? sum : sum + (item.cost_usd ?? 0)), 0);
}

export function requestSeries(buckets: readonly Bucket[]): Series[] {
  const failed = buckets.map(({ row }) => row?.error_count ?? 0);
  return [
    {
      key: 'ok',
      label: t('series.ok'),
      color: OTHER_COLOR,
      values: buckets.map(({ row }, index) => (row?.request_count ?? 0) - (failed[index] ?? 0)),
    },
    { key: 'failed', label: t('series.failed'), color: '--vscode-charts-red', values: failed },
  ];
}

/** For each series the sum of it and all below, as bars are drawn. */
export function stack(series: readonly Series[]): number[][] {
  let sums: readonly number[] = [];
  return series.map(({ values }) => {
    const heights = values.map((value, index) => value + (sums[index] ?? 0));
    sums = heights;
    return heights;
  });
}
