// The selected turn's context: what it is made of, what came, what left, and what a lost cache cost.
import { useMemo } from 'preact/hooks';
import type { CacheBreak, ContextEntry, ContextTurn } from '../../src/protocol/context.ts';
import { formatCost, formatCount, formatExactCount, formatShare } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { type Column, DataTable } from '../components/dataTable.tsx';
import { Icon } from '../components/icon.tsx';
import { IconButton } from '../components/iconButton.tsx';
import { useServices } from '../services.ts';
import { plural, t } from '../strings.ts';
import { count, plain, withTokens } from '../values.ts';
import { cachedShare, estimate, kindLabel } from './contextKinds.ts';

interface Props {
  sessionId: string;
  turn: ContextTurn;
  number: number;
}

export function ContextDetail({ sessionId, turn, number }: Props) {
  const { host } = useServices();
  const share = cachedShare(turn);
  const ids = { session_id: sessionId, request_id: turn.request_id };
  return (
    <section class="context-detail" aria-label={t('context.of', number)}>
      <h3>
        {t('context.of', number)}
        <span class="session-actions">
          {turn.previous_request_id === null ? null : (
            <IconButton
              icon="diff"
              label={t('action.compare')}
              click={() => host.open({ kind: 'changes', ...ids })}
            />
          )}
          <IconButton
            icon="markdown"
            label={t('action.openPrompt')}
            click={() => host.open({ kind: 'prompt', ...ids })}
          />
        </span>
      </h3>
      {turn.cache_break === null ? null : <BreakNote lost={turn.cache_break} />}
      {turn.is_partial ? <p class="dim">{t('context.partial')}</p> : null}
      <Parts turn={turn} />
      {share === null ? null : (
        <p class="dim cached-note">{t('context.cached', `${Math.round(share * 100)} %`)}</p>
      )}
      <Changes turn={turn} />
    </section>
  );
}

function BreakNote({ lost }: { lost: CacheBreak }) {
  const costs = lost.lost_usd === null ? [] : [t('context.lostCost', formatCost(lost.lost_usd))];
  const where = lost.at === null ? '' : `${kindLabel(lost.at.kind)} “${toLabel(lost.at.label, 80)}”`;
  return (
    <p class="cache-break">
      <Icon name="warning" class="error-icon" /> <strong>{t('context.break')}</strong>{' '}
      {t(`context.break.${lost.reason}`, where)}{' '}
      <span title={formatExactCount(lost.lost_tokens)} data-copy={String(lost.lost_tokens)}>
        {[plural('context.lost', lost.lost_tokens, formatCount(lost.lost_tokens)), ...costs].join(' · ')}
      </span>
    </p>
  );
}

type Part = ContextTurn['parts'][number];

function Parts({ turn }: { turn: ContextTurn }) {
  const whole = turn.parts.reduce((sum, part) => sum + part.characters, 0);
  const columns = useMemo(
    (): Column<Part>[] => [
      {
        key: 'kind',
        title: t('column.kind'),
        widthPx: 140,
        before: part => <span class={`swatch context-${part.kind}`} />,
        value: part => plain(kindLabel(part.kind)),
      },
      number('estimate', t('column.estimate'), part => estimate(part.estimated_tokens)),
      number('share', t('column.share'), part => plain(formatShare(part.characters, whole))),
      number('characters', t('column.characters'), part => count(part.characters)),
    ],
    [whole],
  );
  return (
    <DataTable label={t('context.madeOf')} columns={columns} rows={turn.parts} rowKey={part => part.kind} />
  );
}

function Changes({ turn }: { turn: ContextTurn }) {
  if (turn.previous_request_id === null) return <p class="dim">{t('context.first')}</p>;
  if (turn.added_count + turn.dropped_count === 0) return <p class="dim">{t('context.same')}</p>;
  return (
    <>
      <ChangeList
        title={t('context.added', formatCount(turn.added_count))}
        icon="diff-added"
        entries={turn.added}
        count={turn.added_count}
      />
      <ChangeList
        title={t('context.dropped', formatCount(turn.dropped_count))}
        icon="diff-removed"
        entries={turn.dropped}
        count={turn.dropped_count}
      />
    </>
  );
}

function ChangeList(props: { title: string; icon: string; entries: readonly ContextEntry[]; count: number }) {
  const { entries } = props;
  if (props.count === 0) return null;
  return (
    <>
      <h4>{props.title}</h4>
      <ul class="context-changes">
        {entries.map((entry, index) => (
          <li key={index}>
            <Icon name={props.icon} /> <span class={`swatch context-${entry.kind}`} />
            <span class="dim">{kindLabel(entry.kind)}</span>
            <span class="change-label">{toLabel(entry.label, 100)}</span>
            <span class="dim" title={estimate(entry.estimated_tokens).title}>
              {withTokens(estimate(entry.estimated_tokens)).text}
            </span>
          </li>
        ))}
        {entries.length < props.count ? (
          <li class="dim">{plural('context.others', props.count - entries.length)}</li>
        ) : null}
      </ul>
    </>
  );
}

function number(key: string, title: string, value: Column<Part>['value']): Column<Part> {
  return { key, title, widthPx: 88, isNumber: true, value };
}
