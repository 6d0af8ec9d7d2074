// One part of a message: prose, thinking, a tool call with its result, and whatever else a provider sends.
import { useMemo } from 'preact/hooks';
import type { MessagePart, MessageRole } from '../../src/protocol/conversation.ts';
import { formatCount } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { Fold } from '../components/fold.tsx';
import { Icon } from '../components/icon.tsx';
import { LongText } from '../components/longText.tsx';
import { renderMarkdown } from '../markdown/markdown.ts';
import { useServices } from '../services.ts';
import { type StringKey, t } from '../strings.ts';
import { characters } from '../values.ts';
import type { ShownPart } from './conversation.ts';
import { isFromClient } from './partGroups.ts';
import { prettyJson } from './text.ts';
import { ToolCallView, ToolOutput } from './toolCallView.tsx';

interface Props {
  shown: ShownPart;
  isFirstOfRole: boolean;
  /** The search stands here. */
  isFound: boolean;
}

const ROLES: Readonly<Record<MessageRole, { icon: string; label: StringKey }>> = {
  system: { icon: 'gear', label: 'role.system' },
  user: { icon: 'account', label: 'role.user' },
  assistant: { icon: 'sparkle', label: 'role.assistant' },
  tool: { icon: 'tools', label: 'role.tool' },
};

export function PartView({ shown, isFirstOfRole, isFound }: Props) {
  const isNamed = isFirstOfRole && (shown.role === 'user' || shown.role === 'assistant');
  return (
    <div class={`part part-${shown.role}${isFound ? ' found' : ''}`} data-part={shown.key}>
      {isNamed ? <RoleName of={shown.role} /> : null}
      <PartBody shown={shown} />
    </div>
  );
}

export function RoleName({ of: role }: { of: MessageRole }) {
  const { icon, label } = ROLES[role];
  return (
    <p class="part-role">
      <Icon name={icon} /> {t(label)}
    </p>
  );
}

function PartBody({ shown }: { shown: ShownPart }) {
  const { key, part, role } = shown;
  switch (part.type) {
    case 'text':
      if (role === 'system')
        return <FoldedText foldKey={key} icon="gear" title={t('role.system')} text={part.text} />;
      if (isFromClient(shown))
        return <FoldedText foldKey={key} icon="info" title={t('part.fromClient')} text={part.text} />;
      return role === 'assistant' ? (
        <Prose text={part.text} />
      ) : (
        <LongText foldKey={key} text={part.text} maxLines={30} maxCharacters={3000} />
      );
    case 'thinking':
      return (
        <Fold
          foldKey={key}
          icon="lightbulb"
          title={t('part.thinking')}
          detail={part.is_redacted ? t('part.thinkingRedacted') : firstLine(part.text)}
        >
          {part.text === '' ? <p class="dim">{t('part.thinkingHidden')}</p> : <Prose text={part.text} />}
        </Fold>
      );
    case 'tool_call':
      return <ToolCallView foldKey={key} part={part} result={shown.result} call={shown.call} />;
    case 'tool_result':
      return (
        <Fold
          foldKey={key}
          icon={part.is_error ? 'error' : 'output'}
          isError={part.is_error}
          title={part.is_error ? t('part.toolError') : t('part.toolResult')}
          detail={firstLine(part.text)}
        >
          <ToolOutput foldKey={key} text={part.text} />
        </Fold>
      );
    case 'image':
    case 'document':
      return <Attachment part={part} />;
    case 'refusal':
      return (
        <p class="turn-error">
          <Icon name="circle-slash" class="error-icon" /> <strong>{t('part.refusal')}</strong>{' '}
          <span class="plain-text">{part.text}</span>
        </p>
      );
    case 'unknown':
      return (
        <Fold
          foldKey={key}
          icon="question"
          title={t('part.unknown', toLabel(part.kind, 60))}
          figures={[characters(part.json.length)]}
        >
          <LongText foldKey={key} text={prettyJson(part.json)} maxLines={200} maxCharacters={20_000} isCode />
        </Fold>
      );
  }
}

/** What no person wrote: long, and the same in every session. */
function FoldedText(props: { foldKey: string; icon: string; title: string; text: string }) {
  const { foldKey, icon, title, text } = props;
  return (
    <Fold
      foldKey={foldKey}
      icon={icon}
      title={title}
      detail={firstWords(text)}
      figures={[characters(text.length)]}
    >
      <LongText foldKey={foldKey} text={text} maxLines={200} maxCharacters={20_000} />
    </Fold>
  );
}

function Prose({ text }: { text: string }) {
  const { host, announce } = useServices();
  const nodes = useMemo(
    () =>
      renderMarkdown(
        text,
        { copyLink: t('action.clickToCopy'), copyCode: t('action.copyCode'), image: t('part.image') },
        copied => {
          host.copy(copied);
          announce(t('copied', toLabel(copied, 60)));
        },
      ),
    [text, host, announce],
  );
  return <div class="markdown">{nodes}</div>;
}

function Attachment({ part }: { part: Extract<MessagePart, { type: 'image' | 'document' }> }) {
  const isImage = part.type === 'image';
  const details = [
    part.media_type === null ? '' : toLabel(part.media_type, 60),
    part.bytes === null ? '' : t('value.bytes', formatCount(part.bytes)),
  ].filter(text => text !== '');
  return (
    <p class="attachment">
      <Icon name={isImage ? 'file-media' : 'file'} /> {t(isImage ? 'part.image' : 'part.document')}{' '}
      <span class="dim">{details.join(' · ')}</span>
    </p>
  );
}

/** Without the element that a client puts around it. */
function firstWords(text: string): string {
  return toLabel(text.slice(0, 2000).replace(/^\s*<[^<>]*>|<\/[\w-]+>\s*$/g, ''), 100);
}

function firstLine(text: string): string {
  return toLabel(text, 100);
}
