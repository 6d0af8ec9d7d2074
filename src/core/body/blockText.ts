// The text of a block that a person would search for.
import type { BlockKind } from '../../protocol/journal.ts';
import { isRecord, parseJson, textOf } from '../dialects/json.ts';

/** Members that hold ids, marks and opaque data, not words. */
const OPAQUE = new Set([
  'type',
  'id',
  'call_id',
  'tool_use_id',
  'signature',
  'encrypted_content',
  'encrypted_index',
  'data',
  'file_data',
  'media_type',
  'cache_control',
]);
/** Base64 and hashes: long, and without a space or punctuation that prose or code would have. */
const OPAQUE_TEXT = /^(data:[^,]{1,100},)?[A-Za-z0-9+/=_-]{200,}$/;
const MAX_DEPTH = 32;

/**
 * Strings and numbers of a block, one a line: a text as it reads, arguments without their JSON, a tool's name and
 * description. Empty for images, signatures and encrypted reasoning.
 * @param json text of a block as `splitBody` cut it
 */
export function blockText(json: string, kind: BlockKind): string {
  // A tool's definition was cut without its braces.
  const value = parseJson(json) ?? parseJson(`{${json}}`);
  if (value === undefined) return json;
  if (kind === 'tool' && isRecord(value)) return toolText(value);
  const lines: string[] = [];
  collect(typeof value === 'string' ? unwrap(value) : value, lines, 0);
  return lines.join('\n');
}

function toolText(tool: Record<string, unknown>): string {
  const definition = isRecord(tool.function) ? tool.function : tool;
  return [textOf(definition.name), textOf(definition.description)].filter(text => text !== '').join('\n');
}

/** OpenAI sends tool arguments, and some tools their results, as JSON inside a string. */
function unwrap(text: string): unknown {
  const start = text.trimStart()[0];
  const inner = start === '{' || start === '[' ? parseJson(text) : undefined;
  return typeof inner === 'object' && inner !== null ? inner : text;
}

function collect(value: unknown, lines: string[], depth: number): void {
  if (typeof value === 'string') {
    if (value !== '' && !OPAQUE_TEXT.test(value)) lines.push(value);
  } else if (typeof value === 'number') {
    lines.push(String(value));
  } else if (depth < MAX_DEPTH && typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      if (!OPAQUE.has(name)) collect(member, lines, depth + 1);
  }
}
