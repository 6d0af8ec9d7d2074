// What of a journal's event can be searched for: the texts that a person, a model or a tool wrote.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { blockText } from '../../../core/body/blockText.ts';
import { dialectFor } from '../../../core/dialects/byName.ts';
import type { MessagePart } from '../../../protocol/conversation.ts';
import type { Block, JournalEvent, ResponseEvent } from '../../../protocol/journal.ts';
import type { DialectName } from '../../../protocol/wire.ts';
import { literalTexts } from './literalTexts.ts';

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
  /** What makes it the same as another text, where that is not all of it. */
  identity?: string;
}

/** `tool_calls` of a chat message. */
const chatCalls = z.array(z.object({ function: z.object({ name: z.string(), arguments: z.string() }) }));

const MAX_TOOL_RESULT_CHARS = 64 * 1024;
const MAX_CHARS = 1024 * 1024;
const WORDS = /[\p{L}\p{N}]+/gu;

/** @param dialectOf the dialect of the request that an answer belongs to; null when it is unknown */
export function eventTexts(
  event: JournalEvent,
  dialectOf: (sessionId: string, requestId: string) => DialectName | null,
): EventText[] {
  return textsOf(event, dialectOf).flatMap(found => {
    const limit = found.source === 'tool_result' ? MAX_TOOL_RESULT_CHARS : MAX_CHARS;
    return found.text.trim() === '' ? [] : [{ ...found, text: found.text.slice(0, limit) }];
  });
}

/**
 * Tells equal texts apart from others. Of what a model wrote only the words count: a client sends an answer
 * back as history with other white space and escapes.
 */
export function textDigest({ source, text, identity = text }: EventText): Uint8Array {
  const isModels = source === 'answer' || source === 'thinking' || source === 'tool_call';
  const hashed = isModels ? (identity.match(WORDS)?.join(' ') ?? identity) : identity;
  return createHash('sha256').update(hashed).digest().subarray(0, 8);
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
    case 'session_marked':
      return [event.title, event.note].flatMap(text => (text ? [{ source: 'title' as const, text }] : []));
    case 'request':
      return literalTexts(event);
    case 'session_started':
    case 'thread_started':
    case 'session_idle':
      return [];
  }
}

function blockTexts(block: Block): EventText[] {
  const source = blockSource(block);
  if (source === null) return [];
  const calls = block.kind === 'assistant' ? chatCalls.safeParse(parseJson(block.text)) : null;
  if (calls?.success) {
    return calls.data.map(({ function: { name, arguments: args } }) =>
      toolCallText(name, blockText(args, 'assistant')),
    );
  }
  return [{ source, text: blockText(block.text, block.kind) }];
}

/** Definitions of tools and parameters are the same in every session: finding them would help nobody. */
function blockSource(block: Block): TextSource | null {
  switch (block.kind) {
    case 'tool':
    case 'parameter':
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

/** Of what a model wrote only calls and their arguments are no plain strings, or strings that hold an object. */
function assistantSource(json: string): TextSource {
  return /^\s*(\[|"?\s*\{)/.test(json) ? 'tool_call' : 'answer';
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
      return [toolCallText(part.name, blockText(part.arguments, 'assistant'))];
    case 'tool_result':
      return [{ source: 'tool_result', text: part.text }];
    case 'image':
    case 'document':
    case 'unknown':
      return [];
  }
}

/** A client sends a call back without its name beside the arguments. */
function toolCallText(name: string, args: string): EventText {
  const source = 'tool_call';
  return args === '' ? { source, text: name } : { source, text: `${name}\n${args}`, identity: args };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
