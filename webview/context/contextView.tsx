// What the agent sent with each turn: bars to walk, the selected one in full, and the tools that nobody used.
import { useMemo } from 'preact/hooks';
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import type { ContextTurn } from '../../src/protocol/context.ts';
import { formatClock } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { Icon } from '../components/icon.tsx';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { Value } from '../components/value.tsx';
import { VirtualList } from '../components/virtualList.tsx';
import { type ThreadChoice, threadChoices, threadIcon } from '../session/threads.ts';
import { t } from '../strings.ts';
import { exactTime, tokens, withTokens } from '../values.ts';
import { ContextBar, contextCharacters } from './contextBar.tsx';
import { ContextDetail } from './contextDetail.tsx';
import { ContextTools } from './contextToolTable.tsx';
import { useContexts } from './useContexts.ts';

interface Props {
  session: SessionDetail;
  requests: ReadonlyMap<string, RequestSummary>;
  current: string | null;
  select: (requestId: string) => void;
}

export function ContextView({ session, requests, current, select }: Props) {
  const { turns, tools, error, retry } = useContexts(session.id, requests);
  const largest = useMemo(() => Math.max(1, ...(turns ?? []).map(contextCharacters)), [turns]);
  const threads = useMemo(
    () => new Map(threadChoices(session).map(thread => [thread.id, thread])),
    [session],
  );
  if (turns === null)
    return error === null ? (
      <Loading label={t('context.loading')} />
    ) : (
      <Failure title={t('context.failed')} error={error} retry={retry} />
    );
  if (turns.length === 0)
    return (
      <Empty title={t('context.none')}>
        <p>{t('context.noneHint')}</p>
      </Empty>
    );
  const found = turns.findIndex(turn => turn.request_id === current);
  const at = found < 0 ? turns.length - 1 : found;
  const turn = turns[at];
  return (
    <div class="context-view">
      <VirtualList
        class="context-turns"
        label={t('context.turns')}
        items={turns}
        itemKey={item => item.request_id}
        estimatePx={40}
        active={at}
        activate={index => {
          const next = turns[index];
          if (next !== undefined) select(next.request_id);
        }}
        open={item => select(item.request_id)}
        render={(item, index) => (
          <Entry turn={item} number={index + 1} largest={largest} thread={threads.get(item.thread_id)} />
        )}
      />
      <div class="context-side">
        {turn === undefined ? null : <ContextDetail sessionId={session.id} turn={turn} number={at + 1} />}
        <ContextTools tools={tools} requests={session.requests} />
      </div>
    </div>
  );
}

interface EntryProps {
  turn: ContextTurn;
  number: number;
  largest: number;
  thread: ThreadChoice | undefined;
}

function Entry(props: EntryProps) {
  const { turn, thread } = props;
  return (
    <div class="context-entry">
      <span class="turn-number">{props.number}</span>
      <span class="timeline-time" title={exactTime(turn.started_at)}>
        {formatClock(turn.started_at)}
      </span>
      {thread === undefined || thread.kind === 'main' ? null : (
        <span class="turn-thread" title={thread.name}>
          <Icon name={threadIcon(thread.kind)} /> {toLabel(thread.name, 30)}
        </span>
      )}
      {turn.cache_break === null ? null : (
        <Icon name="warning" class="error-icon" label={t('context.break')} />
      )}
      <Value value={withTokens(tokens(turn.input_tokens))} class="timeline-tokens" />
      <ContextBar turn={turn} largest={props.largest} />
    </div>
  );
}
