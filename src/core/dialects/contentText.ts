// The readable text inside nested content of any provider: tool results, search results, documents.
import { isRecord } from './json.ts';

/** Members that hold words a person would read, in the order they are read. */
const READABLE = [
  'title',
  'url',
  'text',
  'content',
  'output',
  'stdout',
  'stderr',
  'result',
  'error_code',
  'error_message',
  'tool_name',
  'tool_references',
] as const;
const MAX_DEPTH = 8;

/** Strings of nested content, one a line; images and encrypted data are left out. */
export function contentText(content: unknown): string {
  const lines: string[] = [];
  collect(content, lines, 0);
  return lines.join('\n');
}

function collect(content: unknown, lines: string[], depth: number): void {
  if (typeof content === 'string') {
    if (content !== '') lines.push(content);
    return;
  }
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(content)) {
    for (const element of content) collect(element, lines, depth + 1);
  } else if (isRecord(content)) {
    for (const name of READABLE) if (Object.hasOwn(content, name)) collect(content[name], lines, depth + 1);
  }
}

/** Size of base64 data, also as a data URL; null when there is none. */
export function mediaBytes(data: unknown): number | null {
  if (typeof data !== 'string' || data === '') return null;
  const comma = data.startsWith('data:') ? data.indexOf(',') : -1;
  if (/^https?:/.test(data)) return null;
  const chars = data.length - comma - 1;
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((chars * 3) / 4) - padding);
}

/** `data:image/png;base64,…` → `image/png`, else null. */
export function mediaType(data: unknown): string | null {
  if (typeof data !== 'string') return null;
  return /^data:([^;,]{1,100})/.exec(data)?.[1] ?? null;
}
