// Turns Responses items, of a request's input or an answer's output, into the conversation shape of the views.
import type { Message, MessagePart, MessageRole } from '../../../protocol/conversation.ts';
import { contentText, mediaBytes, mediaType } from '../contentText.ts';
import { isRecord, type JsonRecord, jsonOf, listOf, recordsOf, textOf, textOrNull } from '../json.ts';
import { readToolCall, readToolOutput } from './toolItems.ts';

/** A string, or a list of items; each item stays one message. */
export function readItems(items: unknown): Message[] {
  if (typeof items === 'string')
    return items === '' ? [] : [{ role: 'user', parts: [{ type: 'text', text: items }] }];
  return listOf(items).filter(isRecord).map(readItem);
}

function readItem(item: JsonRecord): Message {
  const type = textOf(item.type);
  if (type === 'message' || (type === '' && item.role !== undefined))
    return { role: roleOf(item.role), parts: readContent(item.content) };
  if (type === 'reasoning') return { role: 'assistant', parts: [readReasoning(item)] };
  if (type.endsWith('_call')) return { role: 'assistant', parts: readToolCall(item, type) };
  if (type.endsWith('_output')) return { role: 'tool', parts: [readToolOutput(item)] };
  return { role: 'assistant', parts: [{ type: 'unknown', kind: type, json: jsonOf(item) }] };
}

function roleOf(role: unknown): MessageRole {
  if (role === 'system' || role === 'developer') return 'system';
  return role === 'assistant' ? 'assistant' : 'user';
}

function readContent(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return listOf(content).map(part =>
    isRecord(part) ? readPart(part) : { type: 'unknown', kind: typeof part, json: jsonOf(part) },
  );
}

function readPart(part: JsonRecord): MessagePart {
  const type = textOf(part.type);
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: textOf(part.text) };
    case 'refusal':
      return { type: 'refusal', text: textOf(part.refusal) };
    case 'input_image':
      return { type: 'image', media_type: mediaType(part.image_url), bytes: mediaBytes(part.image_url) };
    case 'input_file':
      return { type: 'document', media_type: mediaType(part.file_data), bytes: mediaBytes(part.file_data) };
  }
  return { type: 'unknown', kind: type, json: jsonOf(part) };
}

/** The summary, else the reasoning itself where a server shows it; usually only the encrypted form is there. */
function readReasoning(item: JsonRecord): MessagePart {
  const parts = [...recordsOf(item.summary), ...recordsOf(item.content)];
  const text = contentText(parts);
  return { type: 'thinking', text, is_redacted: text === '' && textOrNull(item.encrypted_content) !== null };
}
