// What of a journal's event can be searched for: the texts that a person, a model or a tool wrote.
import { createHash } from 'node:crypto';
import { blockText } from '../../../core/body/blockText.ts';
import { dialectFor } from '../../../core/dialects/byName.ts';
import type { MessagePart } from '../../../protocol/conversation.ts';
import type { Block, JournalEvent, ResponseEvent } from '../../../protocol/journal.ts';
import type { DialectName } from '../../../protocol/wire.ts';

/** In the order of their numbers in the shards: append only. */
export const TEXT_SOURCES = [
  'prompt',
  'answer',
  'thinking',
  'tool_call',
  'tool_result',
  'system',
  'title',
] as const;
export type TextSource = (typeof TEXT_SOURCES)[number];

export interface EventText {
  source: TextSource;
  text: string;
}

const MAX_TOOL_RESULT_CHARS = 64 * 1024;
const MAX_CHARS = 1024 * 1024;
const WORDS = /[\p{L}\p{N}]+/gu;

/** @param dialectOf the dialect of the request that an answer belongs to; null when it is unknown */
export function eventTexts(
  event: JournalEvent,
  dialectOf: (sessionId: string, requestId: string) => DialectName | null,
): EventText[] {
  return textsOf(event, dialectOf).flatMap(({ source, text }) => {
    const limit = source === 'tool_result' ? MAX_TOOL_RESULT_CHARS : MAX_CHARS;
    return text.trim() === '' ? [] : [{ source, text: text.slice(0, limit) }];
  });
}

/**
 * Tells equal texts apart from others. Of what a model wrote only the words count: a client sends an answer
 * back as history with other white space and escapes.
 */
export function textDigest({ source, text }: EventText): Uint8Array {
  const isModels = source === 'answer' || source === 'thinking' || source === 'tool_call';
  const identity = isModels ? (text.match(WORDS)?.join(' ') ?? text) : text;
  return createHash('sha256').update(identity).digest().subarray(0, 8);
}

function textsOf(
  event: JournalEvent,
  dialectOf: (sessionId: string, requestId: string) => DialectName | null,
): EventText[] {
  switch (event.type) {
    case 'block':
      return blockTexts(event);
    case 'response':
      return answerTexts(event, dialectOf);
    case 'session_titled':
      return event.source === 'title_request' ? [{ source: 'title', text: event.title }] : [];
    case 'session_started':
    case 'request':
    case 'session_idle':
      return [];
  }
}

function blockTexts(block: Block): EventText[] {
  const source = blockSource(block);
  return source === null ? [] : [{ source, text: blockText(block.text, block.kind) }];
}

/** Definitions of tools are the same in every session: finding them would help nobody. */
function blockSource(block: Block): TextSource | null {
  switch (block.kind) {
    case 'tool':
      return null;
    case 'system':
      return 'system';
    case 'tool_result':
      return 'tool_result';
    case 'assistant':
      return assistantSource(block.text);
    case 'user':
    case 'other':
      return 'prompt';
  }
}

function assistantSource(json: string): TextSource {
  const type = /"type"\s*:\s*"([^"]*)"/.exec(json.slice(0, 2000))?.[1] ?? '';
  if (type.endsWith('_call') || type.endsWith('tool_use') || type === 'function') return 'tool_call';
  return type === 'thinking' || type === 'reasoning' ? 'thinking' : 'answer';
}

function answerTexts(
  event: ResponseEvent,
  dialectOf: (sessionId: string, requestId: string) => DialectName | null,
): EventText[] {
  if (!('text' in event.body) || event.request_id === null) return [];
  const dialect = dialectOf(event.session_id, event.request_id);
  if (dialect === null || dialect === 'other') return [];
  const body = parseJson(event.body.text);
  if (body === undefined) return [{ source: 'answer', text: event.body.text }];
  const { messages } = dialectFor(dialect).readResponse(body);
  return messages.flatMap(message => message.parts.flatMap(partTexts));
}

function partTexts(part: MessagePart): EventText[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return [{ source: 'answer', text: part.text }];
    case 'thinking':
      return part.is_redacted ? [] : [{ source: 'thinking', text: part.text }];
    case 'tool_call':
      return [{ source: 'tool_call', text: `${part.name} ${unescaped(part.arguments)}` }];
    case 'tool_result':
      return [{ source: 'tool_result', text: part.text }];
    case 'image':
    case 'document':
    case 'unknown':
      return [];
  }
}

/** Arguments as they read, not as JSON: with real line breaks and quotes. */
function unescaped(json: string): string {
  const values: string[] = [];
  const value = parseJson(json);
  if (value === undefined) return json;
  collect(value, values);
  return values.join('\n');
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value);
  else if (typeof value === 'number' || typeof value === 'boolean') into.push(String(value));
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collect(member, into);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
