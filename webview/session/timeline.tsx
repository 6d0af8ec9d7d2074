// The narrow list of a session's requests, in order.
import type { RequestSummary } from '../../src/protocol/api.ts';
import { formatClock, formatModel } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { Icon } from '../components/icon.tsx';
import { Value } from '../components/value.tsx';
import { VirtualList } from '../components/virtualList.tsx';
import { describeOutcome, isFailure } from '../labels.ts';
import { t } from '../strings.ts';
import { duration, exactTime, inputTokens, tokens } from '../values.ts';

interface Props {
  requests: readonly RequestSummary[];
  /** Failed ones that were asked again. */
  retried: ReadonlySet<string>;
  current: string | null;
  select: (requestId: string) => void;
}

export function Timeline({ requests, retried, current, select }: Props) {
  return (
    <VirtualList
      class="timeline"
      label={t('timeline.label')}
      items={requests}
      itemKey={request => request.id}
      estimatePx={40}
      active={requests.findIndex(request => request.id === current)}
      activate={index => {
        const request = requests[index];
        if (request !== undefined) select(request.id);
      }}
      open={request => select(request.id)}
      render={request => <Entry request={request} isRetried={retried.has(request.id)} />}
    />
  );
}

function Entry({ request, isRetried }: { request: RequestSummary; isRetried: boolean }) {
  const outcome = describeOutcome(request);
  return (
    <div class={request.parent_thread_id === null ? 'timeline-entry' : 'timeline-entry sub-agent'}>
      <Icon name={outcome.icon} class={outcome.class} label={outcome.label} />
      <span class="timeline-time" title={exactTime(request.started_at)}>
        {formatClock(request.started_at)}
      </span>
      <span class="timeline-name" title={request.model ?? request.target}>
        {name(request)}
      </span>
      <Value value={duration(request.duration_ms)} class="timeline-duration" />
      <span class="timeline-tokens">
        {isFailure(request) ? (
          [failure(request), ...(isRetried ? [t('turn.retried')] : [])].join(' · ')
        ) : request.is_generation ? (
          <>
            <Value value={inputTokens(request)} />
            {' → '}
            <Value value={tokens(request.output_tokens, t('kind.output'))} />
          </>
        ) : (
          t('timeline.helper')
        )}
      </span>
    </div>
  );
}

function name(request: RequestSummary): string {
  return toLabel(request.model === null ? request.target : formatModel(request.model), 60);
}

/** `529` where the provider said so, else what broke. */
function failure(request: RequestSummary): string {
  return request.status !== null && request.status >= 400
    ? String(request.status)
    : toLabel(request.error?.code ?? t('outcome.failed'), 30);
}
