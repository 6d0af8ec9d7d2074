// Cuts a request's context into the pieces that come and go between turns: tools, system prompt, parts of messages.
import type { ContextKind } from '../../protocol/context.ts';
import type { Message, MessagePart, MessageRole, ToolDefinition } from '../../protocol/conversation.ts';
import { toLabel } from '../../protocol/label.ts';
import { isRecord, without } from '../dialects/json.ts';

export interface ContextSegment {
  kind: ContextKind;
  /** One line for a reader. */
  readonly label: string;
  characters: number;
  /** Equal for the same content, wherever it stands. */
  key: string;
}

const LABEL_LENGTH = 100;
/** An image is about 1,600 tokens whatever its bytes: as much as this many characters of text. */
const IMAGE_CHARACTERS = 6400;
/** Claude Code puts a checksum of each request before its system prompt; providers cut it off again. */
const VOLATILE = 'x-anthropic-billing-header:';

/** In the order in which a provider caches them. */
export function contextSegments(
  tools: readonly ToolDefinition[],
  messages: readonly Message[],
): ContextSegment[] {
  const names = new Map<string, string>();
  return [
    ...tools.map(toolSegment),
    ...messages.flatMap(({ role, parts }) => parts.map(part => partSegment(role, part, names))),
  ];
}

/** @param names of the tools by call id, filled as calls go by */
function partSegment(role: MessageRole, part: MessagePart, names: Map<string, string>): ContextSegment {
  if (part.type === 'tool_call') names.set(part.call_id, part.name);
  const text = textOf(part);
  const isVolatile = role === 'system' && text.startsWith(VOLATILE);
  return {
    kind: kindOf(role, part),
    // Thousands of pieces are counted and a few are named.
    get label() {
      return toLabel(labelOf(part, text, names), LABEL_LENGTH);
    },
    characters: charactersOf(part, text),
    key: isVolatile ? VOLATILE : keyOf(role, part),
  };
}

/** Most of a context is plain text, which needs no JSON to be told apart. */
function keyOf(role: MessageRole, part: MessagePart): string {
  if (part.type === 'text') return `${role} text ${part.text}`;
  if (part.type === 'tool_result') return `${role} ${part.is_error} ${part.call_id} ${part.text}`;
  return `${role} ${JSON.stringify(part)}`;
}

export function toolSegment(tool: ToolDefinition): ContextSegment {
  const { definition } = tool;
  // The mark moves as tools come and go; the tool stays the same.
  const json = JSON.stringify(isRecord(definition) ? without(definition, 'cache_control') : definition) ?? '';
  return {
    kind: 'tools',
    label: toLabel(tool.name, LABEL_LENGTH),
    characters: json.length,
    key: `tool ${json}`,
  };
}

function kindOf(role: MessageRole, part: MessagePart): ContextKind {
  if (part.type === 'thinking') return 'thinking';
  if (part.type === 'tool_result' || role === 'tool') return 'tool_results';
  return role;
}

function textOf(part: MessagePart): string {
  if (part.type === 'tool_call') return part.arguments;
  if (part.type === 'unknown') return part.json;
  return 'text' in part ? part.text : '';
}

function charactersOf(part: MessagePart, text: string): number {
  if (part.type === 'image') return IMAGE_CHARACTERS;
  if (part.type === 'document') return part.bytes ?? 0;
  return part.type === 'tool_call' ? part.name.length + text.length : text.length;
}

function labelOf(part: MessagePart, text: string, names: ReadonlyMap<string, string>): string {
  if (part.type === 'tool_call') return part.name;
  if (part.type === 'tool_result') return names.get(part.call_id) ?? part.call_id;
  if (part.type === 'image' || part.type === 'document') return part.media_type ?? part.type;
  return part.type === 'unknown' ? part.kind : text;
}
