// Parts of a conversation as Markdown that is read and compared as text. Pure.
import type { Message, MessagePart, MessageRole } from '../../protocol/conversation.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Translate } from '../translate.ts';
import { prettyPrint } from './bodyText.ts';

/** Names of the tools by call id, so that a result says whose it is; filled as calls go by. */
export type ToolNames = Map<string, string>;

/** @param level of the role's heading; what is inside of it stands one deeper */
export function messageMarkdown(message: Message, level: number, names: ToolNames, t: Translate): string[] {
  const blocks: string[] = [];
  let isNamed = false;
  for (const part of message.parts) {
    if (part.type === 'text' && part.text.trim() === '') continue;
    const { heading, body } = describe(part, names, t);
    if (!isNamed && message.role !== 'tool') blocks.push(`${marks(level)} ${roleName(message.role, t)}`);
    isNamed = true;
    if (heading !== null) blocks.push(`${marks(level + 1)} ${heading}`);
    if (body !== '') blocks.push(body);
  }
  return blocks;
}

function describe(
  part: MessagePart,
  names: ToolNames,
  t: Translate,
): { heading: string | null; body: string } {
  switch (part.type) {
    case 'text':
      return { heading: null, body: part.text.trimEnd() };
    case 'thinking':
      return {
        heading: t('Thinking'),
        body: part.text === '' ? t('The provider did not send its text.') : part.text.trimEnd(),
      };
    case 'tool_call':
      names.set(part.call_id, part.name);
      return {
        heading: t('Tool call: {0}', toLabel(part.name)),
        body: fence(argumentsText(part.arguments), 'json'),
      };
    case 'tool_result': {
      const name = toLabel(names.get(part.call_id) ?? part.call_id);
      const heading = part.is_error ? t('Tool error: {0}', name) : t('Tool result: {0}', name);
      return { heading, body: fence(part.text) };
    }
    case 'image':
    case 'document':
      return {
        heading: null,
        body: `[${part.type === 'image' ? t('Image') : t('Document')}: ${toLabel(part.media_type ?? '')} ${part.bytes ?? ''}]`,
      };
    case 'refusal':
      return { heading: t('Refused'), body: part.text.trimEnd() };
    case 'unknown':
      return { heading: toLabel(part.kind), body: fence(argumentsText(part.json), 'json') };
  }
}

/** A fence that is longer than any inside. */
export function fence(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/^ {0,3}(`{3,})/gm)].map(match => match[1]?.length ?? 0));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.replace(/\n$/, '')}\n${ticks}`;
}

/** A custom tool takes plain text, and a broken stream leaves half of its JSON: both as they are. */
function argumentsText(text: string): string {
  return prettyPrint(text)?.trimEnd() ?? text;
}

function roleName(role: MessageRole, t: Translate): string {
  const names: Record<MessageRole, string> = {
    system: t('System Prompt'),
    user: t('User'),
    assistant: t('Assistant'),
    tool: t('Tool'),
  };
  return names[role];
}

function marks(level: number): string {
  return '#'.repeat(level);
}
