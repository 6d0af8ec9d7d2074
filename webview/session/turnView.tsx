// One turn of the conversation: its figures, what was new in the request, and the answer.

import type { RequestSummary } from '../../src/protocol/api.ts';
import { formatClock } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { Fold } from '../components/fold.tsx';
import { Icon } from '../components/icon.tsx';
import { memo } from '../components/memo.ts';
import { Value } from '../components/value.tsx';
import { describeOutcome } from '../labels.ts';
import { plural, t } from '../strings.ts';
import { cacheShare, cost, duration, exactTime, inputTokens, model, plain, tokens } from '../values.ts';
import type { ShownTurn } from './conversation.ts';
import { OfferedToolList } from './offeredTools.tsx';
import { type ThreadChoice, threadIcon } from './threads.ts';
import { TurnParts } from './turnParts.tsx';
import { UsageBar } from './usageBar.tsx';

interface Props {
  shown: ShownTurn;
  number: number;
  isCurrent: boolean;
  isRetried: boolean;
  /** Null in the main conversation. */
  thread: ThreadChoice | null;
  /** Above the first turn of the main conversation: its tools. */
  sessionId: string | null;
  currentPart: string | null;
}

export const TurnView = memo(function TurnView(props: Props) {
  const { shown, number, thread, isCurrent, currentPart } = props;
  const { turn, request } = shown;
  return (
    <article
      class={`turn${isCurrent ? ' current' : ''}${thread === null ? '' : ' sub-agent'}`}
      aria-label={t('turn.label', number)}
      data-turn={turn.request_id}
    >
      <TurnHead shown={shown} number={number} thread={thread} isRetried={props.isRetried} />
      {props.sessionId === null ? null : <OfferedToolList sessionId={props.sessionId} turns={number} />}
      {thread?.kind === 'title' ? (
        <div class="part">
          <Fold foldKey={turn.request_id} icon="tag" title={t('turn.titleAsked')} detail={answer(shown)}>
            <TurnParts shown={shown} currentPart={currentPart} />
          </Fold>
        </div>
      ) : (
        <TurnParts shown={shown} currentPart={currentPart} />
      )}
      {request?.outcome === null ? (
        <p class="turn-note">
          <Icon name="loading" class="codicon-modifier-spin" /> {t('turn.waiting')}
        </p>
      ) : null}
      {request?.error == null ? null : (
        <p class="turn-error">
          <Icon name="error" class="error-icon" /> <strong>{toLabel(request.error.code)}</strong>{' '}
          <span class="plain-text">{request.error.message}</span>
        </p>
      )}
    </article>
  );
});

/** What the model said, on one line. */
function answer({ turn }: ShownTurn): string {
  const texts = turn.output.flatMap(({ parts }) =>
    parts.map(part => (part.type === 'text' ? part.text : '')),
  );
  return toLabel(texts.join(' '), 100);
}

type HeadProps = Pick<Props, 'shown' | 'number' | 'thread' | 'isRetried'>;

function TurnHead({ shown, number, thread, isRetried }: HeadProps) {
  const { turn, request } = shown;
  const time = plain(formatClock(turn.started_at));
  const position = (
    <span class="turn-number" title={plural('turn.repeated', turn.repeated_message_count)}>
      {number}
    </span>
  );
  if (request === null)
    return (
      <header class="turn-head">
        {position}
        <Value value={{ ...time, title: exactTime(turn.started_at), exact: turn.started_at }} />
      </header>
    );
  const outcome = describeOutcome(request);
  return (
    <header class="turn-head">
      {position}
      <Icon name={outcome.icon} class={outcome.class} label={outcome.label} />
      <Value value={{ ...time, title: exactTime(turn.started_at), exact: turn.started_at }} />
      <Value value={model(request.model)} class="turn-model" />
      {thread === null ? null : (
        <span class="turn-thread" title={t('turn.threadHint', thread.name, toLabel(turn.thread_id))}>
          <Icon name={threadIcon(thread.kind)} /> {toLabel(thread.name, 40)}
        </span>
      )}
      {isRetried ? (
        <span class="turn-thread" title={t('turn.retriedHint')}>
          <Icon name="debug-restart" /> {t('turn.retried')}
        </span>
      ) : null}
      {request.outcome === null ? null : <TurnFigures request={request} />}
      <UsageBar usage={request} />
    </header>
  );
}

function TurnFigures({ request }: { request: RequestSummary }) {
  return (
    <span class="turn-figures">
      <Value value={duration(request.duration_ms)} label={t('figure.duration')} />
      <span class="tokens-flow">
        <Value value={inputTokens(request)} />
        <span aria-label={t('turn.to')} role="img">
          {' → '}
        </span>
        <Value value={tokens(request.output_tokens, t('kind.output'))} />
      </span>
      {request.input_tokens === null ? null : (
        <span class="turn-cache">
          <Value value={cacheShare(request)} /> {t('turn.cached')}
        </span>
      )}
      <Value value={cost(request.cost_usd, false, request.is_api_equivalent)} label={t('figure.cost')} />
    </span>
  );
}
