// The head of a session: its name and one line of figures.
import type { SessionDetail } from '../../src/protocol/api.ts';
import { formatModel } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { FoldingRow } from '../components/foldingRow.tsx';
import { Icon } from '../components/icon.tsx';
import { IconButton } from '../components/iconButton.tsx';
import { OriginBadge } from '../components/originBadge.tsx';
import { Figure } from '../components/value.tsx';
import { clientIcon } from '../labels.ts';
import { sessionTitle } from '../search/sessionRow.tsx';
import { useNow } from '../services.ts';
import { t } from '../strings.ts';
import {
  cacheShare,
  cacheWriteTokens,
  cost,
  count,
  duration,
  inputTokens,
  plain,
  type Shown,
  timeAgo,
  tokens,
} from '../values.ts';
import { SessionActions } from './sessionActions.tsx';

interface Props {
  session: SessionDetail;
  /** To where it was opened from. */
  back: () => void;
  find: () => void;
}

export function SessionHead({ session, back, find }: Props) {
  const now = useNow();
  const spanMs = Date.parse(session.ended_at) - Date.parse(session.started_at);
  const isApiEquivalent = session.requests.some(request => request.is_api_equivalent);
  return (
    <div class="session-head">
      <h2>
        <IconButton icon="arrow-left" label={t('session.back')} click={back} />
        <Icon name={clientIcon(session.client)} class="client-icon" />
        <span class="session-title" title={sessionTitle(session)}>
          {sessionTitle(session)}
        </span>
        <OriginBadge origin={session.origin} />
        {session.live ? (
          <span class="live-badge">
            <Icon name="circle-filled" class="live-dot" /> {t('session.live')}
          </span>
        ) : null}
        <SessionActions session={session} find={find} />
      </h2>
      <Marks session={session} />
      <FoldingRow class="figures">
        {session.error_count === 0 ? null : (
          <Figure label={t('figure.errors')} value={count(session.error_count)} isAlert />
        )}
        <Figure
          label={t('figure.cost')}
          value={cost(session.cost_usd, session.cost_incomplete, isApiEquivalent)}
        />
        <Figure label={t('figure.duration')} value={duration(spanMs)} />
        <Figure label={t('figure.requests')} value={count(session.request_count)} />
        <Figure label={t('figure.input')} value={inputTokens(session)} />
        <Figure label={t('figure.cacheShare')} value={cacheShare(session)} />
        <Figure label={t('figure.output')} value={tokens(session.output_tokens, t('kind.output'))} />
        <Figure label={t('figure.models')} value={models(session)} />
        {session.threads.length < 2 ? null : (
          <Figure label={t('figure.threads')} value={count(session.threads.length)} />
        )}
        <Figure label={t('figure.started')} value={timeAgo(session.started_at, now)} />
        <Figure label={t('figure.client')} value={client(session)} />
        <Figure label={t('figure.workspace')} value={plain(session.workspace, 'unknown.workspace')} />
        <Figure
          label={t('figure.cacheRead')}
          value={tokens(session.cache_read_tokens, t('kind.cacheRead'))}
        />
        <Figure
          label={t('figure.cacheWrite')}
          value={tokens(cacheWriteTokens(session), t('kind.cacheWrite'))}
        />
      </FoldingRow>
    </div>
  );
}

/** What the user keeps about it. */
function Marks({ session }: { session: SessionDetail }) {
  const { tags, note } = session;
  if (tags.length === 0 && note === null) return null;
  return (
    <p class="session-marks">
      {tags.map(tag => (
        <span key={tag} class="tag">
          <Icon name="tag" /> {toLabel(tag, 64)}
        </span>
      ))}
      {note === null ? null : (
        <span class="session-note" title={note}>
          <Icon name="note" label={t('session.note')} /> {toLabel(note, 300)}
        </span>
      )}
    </p>
  );
}

function client(session: SessionDetail): Shown {
  const name = toLabel(session.client, 60);
  const version = session.client_version === null ? '' : ` ${toLabel(session.client_version, 40)}`;
  return { text: name, title: `${name}${version}`, exact: `${name}${version}` };
}

function models(session: SessionDetail): Shown {
  const exact = session.models.map(model => toLabel(model)).join(', ');
  return { ...plain(exact, 'unknown.model'), ...(exact === '' ? {} : { text: short(session.models) }) };
}

function short(names: readonly string[]): string {
  // Two dates of one model are one to a person; the tooltip has both.
  const [first, second, ...others] = new Set(names.map(name => toLabel(formatModel(name), 40)));
  const shown = second === undefined ? (first ?? '') : `${first}, ${second}`;
  return others.length === 0 ? shown : `${shown} +${others.length}`;
}
