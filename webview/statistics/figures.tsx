// The totals of a range: five with their change against the range before, then all others.

import type { Stats, StatsTotals } from '../../src/protocol/stats.ts';
import { Icon } from '../components/icon.tsx';
import { Figure } from '../components/value.tsx';
import { t } from '../strings.ts';
import {
  cacheShare,
  cacheWriteTokens,
  costOf,
  count,
  duration,
  inputTokens,
  type Shown,
  savings,
  tokens,
} from '../values.ts';
import { type Change, changeOf, pointChange } from './change.ts';
import { rangeText } from './range.ts';

interface MainFigure {
  label: string;
  value: Shown;
  before: Shown | null;
  change: Change | null;
  isAlert?: boolean;
}

export function MainFigures({ totals, previous, tz }: Stats) {
  const range = previous ? rangeText(previous.from, previous.to, tz) : '';
  return (
    <div class="main-figures">
      {mainFigures(totals, previous?.totals ?? null).map(figure => (
        <div class="main-figure" key={figure.label}>
          <Figure label={figure.label} value={figure.value} isAlert={figure.isAlert === true} />
          <span
            class="figure-change"
            title={figure.before === null ? '' : t('change.before', range, figure.before.title)}
          >
            {figure.change === null ? null : (
              <>
                {figure.change.icon === null ? null : <Icon name={figure.change.icon} />}
                <span aria-hidden="true">{figure.change.text}</span>
                <span class="visually-hidden">{t('change.against', figure.change.words, range)}</span>
              </>
            )}
          </span>
        </div>
      ))}
    </div>
  );
}

function mainFigures(now: StatsTotals, before: StatsTotals | null): MainFigure[] {
  const compare = (read: (totals: StatsTotals) => number | null) =>
    before === null ? null : changeOf(read(now), read(before));
  const shownBefore = (show: (totals: StatsTotals) => Shown) => (before === null ? null : show(before));
  return [
    {
      label: t('figure.cost'),
      value: costOf(now),
      before: shownBefore(costOf),
      change: compare(totals => totals.cost_usd),
    },
    {
      label: t('figure.tokens'),
      value: tokens(now.total_tokens),
      before: shownBefore(totals => tokens(totals.total_tokens)),
      change: compare(totals => totals.total_tokens),
    },
    {
      label: t('figure.cacheShare'),
      value: cacheShare(now),
      before: shownBefore(cacheShare),
      change: before === null ? null : pointChange(shareOf(now), shareOf(before)),
    },
    {
      label: t('figure.requests'),
      value: count(now.request_count),
      before: shownBefore(totals => count(totals.request_count)),
      change: compare(totals => totals.request_count),
    },
    {
      label: t('figure.errors'),
      value: count(now.error_count),
      before: shownBefore(totals => count(totals.error_count)),
      change: compare(totals => totals.error_count),
      isAlert: now.error_count > 0,
    },
  ];
}

function shareOf({ cache_read_tokens: read, input_tokens: input }: StatsTotals): number | null {
  return read === null || input === null || input === 0 ? null : read / input;
}

/** As many as fill rows of 6, 4, 3 and 2. */
export function MoreFigures({ totals, latency }: Stats) {
  const { duration: whole, time_to_first_token: first, proxy_overhead: own } = latency ?? {};
  const time = (ms: number | null | undefined) => duration(ms ?? null);
  return (
    <div class="more-figures">
      <Figure label={t('figure.inputWithCache')} value={inputTokens(totals)} />
      <Figure label={t('figure.cacheRead')} value={tokens(totals.cache_read_tokens, t('kind.cacheRead'))} />
      <Figure label={t('figure.cacheWrite')} value={tokens(cacheWriteTokens(totals), t('kind.cacheWrite'))} />
      <Figure label={t('figure.output')} value={tokens(totals.output_tokens, t('kind.output'))} />
      <Figure label={t('figure.savings')} value={savings(totals.cache_savings_usd)} />
      <Figure label={t('figure.sessions')} value={count(totals.session_count)} />
      <Figure label={t('figure.toolCalls')} value={count(totals.tool_call_count)} />
      <Figure label={t('figure.latencyP50')} value={time(whole?.p50_ms)} />
      <Figure label={t('figure.latencyP95')} value={time(whole?.p95_ms)} />
      <Figure label={t('figure.ttftP50')} value={duration(first?.p50_ms ?? null, 'unknown.ttft')} />
      <Figure label={t('figure.ttftP95')} value={duration(first?.p95_ms ?? null, 'unknown.ttft')} />
      <Figure label={t('figure.overheadP95')} value={time(own?.p95_ms)} />
    </div>
  );
}
