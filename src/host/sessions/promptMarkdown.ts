// The whole context of one request as Markdown. Without ids, times or numbers, so that two of them differ only where
// the agent changed something. Pure.
import type { RequestPrompt } from '../../protocol/context.ts';
import type { ToolDefinition } from '../../protocol/conversation.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Translate } from '../translate.ts';
import { fence, messageMarkdown, type ToolNames } from './markdownParts.ts';

export function promptMarkdown(prompt: RequestPrompt, t: Translate): string {
  const names: ToolNames = new Map();
  const tools = prompt.tools.length === 0 ? [] : [`# ${t('Tools')}`, ...prompt.tools.flatMap(toolMarkdown)];
  const blocks = [
    ...(prompt.is_partial
      ? [`> ${t('The provider keeps the history of this conversation: only what was sent is shown.')}`]
      : []),
    ...tools,
    ...prompt.messages.flatMap(message => messageMarkdown(message, 1, names, t)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function toolMarkdown(tool: ToolDefinition): string[] {
  return [`## ${toLabel(tool.name)}`, ...(tool.description === null ? [] : [tool.description]), schema(tool)];
}

/** Without what was said above, and without the cache mark, which moves from tool to tool. */
function schema({ definition }: ToolDefinition): string {
  const rest: Record<string, unknown> = { ...(definition as object) };
  for (const said of ['name', 'description', 'cache_control']) delete rest[said];
  return fence(JSON.stringify(rest, null, 2), 'json');
}
