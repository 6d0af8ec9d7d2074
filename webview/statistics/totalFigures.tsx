// The totals of a range, each with its exact value to copy.
import type { Stats } from '../../src/protocol/stats.ts';
import { Figure } from '../components/value.tsx';
import { t } from '../strings.ts';
import { cacheShare, cacheWriteTokens, costOf, count, duration, tokens } from '../values.ts';

export function TotalFigures({ totals }: { totals: Stats['totals'] }) {
  return (
    <div class="figures total-figures">
      <Figure label={t('figure.cost')} value={costOf(totals)} />
      <Figure label={t('figure.input')} value={tokens(totals.input_tokens, t('kind.input'))} />
      <Figure label={t('figure.cacheRead')} value={tokens(totals.cache_read_tokens, t('kind.cacheRead'))} />
      <Figure label={t('figure.cacheWrite')} value={tokens(cacheWriteTokens(totals), t('kind.cacheWrite'))} />
      <Figure label={t('figure.cacheShare')} value={cacheShare(totals)} />
      <Figure label={t('figure.output')} value={tokens(totals.output_tokens, t('kind.output'))} />
      <Figure label={t('figure.sessions')} value={count(totals.session_count)} />
      <Figure label={t('figure.requests')} value={count(totals.request_count)} />
      <Figure label={t('figure.errors')} value={count(totals.error_count)} isAlert={totals.error_count > 0} />
      <Figure label={t('figure.meanLatency')} value={duration(totals.mean_duration_ms)} />
      <Figure label={t('figure.ttft')} value={duration(totals.mean_time_to_first_token_ms, 'unknown.ttft')} />
      <Figure label={t('figure.overhead')} value={duration(totals.mean_proxy_overhead_ms)} />
    </div>
  );
}
