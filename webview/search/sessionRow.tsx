// One session in the list of results: its name, its figures, and where the text was found.
import type { SessionSummary } from '../../src/protocol/api.ts';
import { formatModel } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import type { Snippet } from '../../src/protocol/search.ts';
import { Icon } from '../components/icon.tsx';
import { OriginBadge } from '../components/originBadge.tsx';
import { Value } from '../components/value.tsx';
import { clientIcon } from '../labels.ts';
import { useNow } from '../services.ts';
import { plural, t } from '../strings.ts';
import { costOf, timeAgo, tokens } from '../values.ts';
import { splitSnippet } from './snippet.ts';

/** More hits of one session than these say little more. */
const MAX_SNIPPETS = 4;
const MAX_TAGS = 3;

export function SessionRow({ session, isSearch }: { session: SessionSummary; isSearch: boolean }) {
  const now = useNow();
  const snippets = session.snippets?.slice(0, MAX_SNIPPETS) ?? [];
  return (
    <div class="session-row">
      <div class="session-line">
        <Icon name={clientIcon(session.client)} class="client-icon" />
        <span class="session-title" title={sessionTitle(session)}>
          {sessionTitle(session)}
        </span>
        <OriginBadge origin={session.origin} />
        {session.pinned ? <Icon name="pinned" label={t('session.pinned')} /> : null}
        {session.tags.slice(0, MAX_TAGS).map(tag => (
          <span key={tag} class="tag">
            {toLabel(tag, 40)}
          </span>
        ))}
        {session.live ? <Icon name="circle-filled" class="live-dot" label={t('session.live')} /> : null}
        {session.error_count > 0 ? (
          <span class="errors">
            <Icon name="error" class="error-icon" label={plural('errors', session.error_count)} />{' '}
            {session.error_count}
          </span>
        ) : null}
        <Value value={timeAgo(session.ended_at, now)} class="session-time" />
      </div>
      <div class="session-figures">
        <span class="session-origin">{origin(session)}</span>
        <span>{plural('requests', session.request_count)}</span>
        <span class="with-tokens">
          <Value value={tokens(session.total_tokens)} />
          <span class="visually-hidden"> {t('kind.tokens')}</span>
        </span>
        <Value value={costOf(session)} class="with-cost" />
      </div>
      {isSearch
        ? snippets.map((snippet, index) => <SnippetLine key={index} snippet={snippet} index={index} />)
        : null}
    </div>
  );
}

function SnippetLine({ snippet, index: at }: { snippet: Snippet; index: number }) {
  return (
    <div class="snippet" data-snippet={at}>
      <span class="snippet-text">
        {splitSnippet(snippet.text).map((part, index) =>
          part.isMatch ? <mark key={index}>{part.text}</mark> : part.text,
        )}
      </span>
      <span class="snippet-source">{sourceLabel(snippet.source)}</span>
    </div>
  );
}

export function sessionTitle(session: SessionSummary): string {
  const title = session.title === null ? '' : toLabel(session.title, 200);
  return title === '' ? t('session.untitled') : title;
}

/** What copying a row gives: its name, where it comes from, and its hits. */
export function sessionText(session: SessionSummary): string {
  const hits = (session.snippets ?? []).map(({ text }) =>
    splitSnippet(text)
      .map(part => part.text)
      .join(''),
  );
  const from = session.origin === 'recorded' ? '' : ` · ${t(`origin.${session.origin}`)}`;
  return [sessionTitle(session), `${origin(session)}${from}`, session.id, ...hits].join('\n');
}

/** `claude-code · my-app · sonnet-4.5, haiku-4.5`. */
export function origin(session: SessionSummary): string {
  const models = [...new Set(session.models.map(formatModel))].join(', ');
  return [session.client, session.workspace ?? '', models]
    .map(text => toLabel(text, 80))
    .filter(text => text !== '')
    .join(' · ');
}

const SOURCES = {
  prompt: 'source.prompt',
  answer: 'source.answer',
  thinking: 'source.thinking',
  tool_call: 'source.toolCall',
  tool_result: 'source.toolResult',
  system: 'source.system',
  title: 'source.title',
} as const;

function sourceLabel(source: string): string {
  return Object.hasOwn(SOURCES, source) ? t(SOURCES[source as keyof typeof SOURCES]) : toLabel(source, 30);
}
