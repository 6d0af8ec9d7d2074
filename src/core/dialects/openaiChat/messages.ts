// Turns chat completion messages into the conversation shape of the views.
import type { Message, MessagePart, MessageRole } from '../../../protocol/conversation.ts';
import { contentText, mediaBytes, mediaType } from '../contentText.ts';
import { isRecord, type JsonRecord, jsonOf, listOf, recordOf, recordsOf, textOf } from '../json.ts';
import { serverOfToolName } from '../toolServer.ts';

const ROLES: Readonly<Record<string, MessageRole>> = {
  system: 'system',
  developer: 'system',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};

export function readMessage(message: JsonRecord): Message {
  const role = roleOf(message.role);
  if (role === 'tool') return { role, parts: [readToolResult(message)] };
  return {
    role,
    parts: [
      ...readReasoning(message),
      ...readContent(message.content),
      ...(textOf(message.refusal) === '' ? [] : [refusal(textOf(message.refusal))]),
      ...recordsOf(message.tool_calls).map(readToolCall),
      ...(isRecord(message.function_call) ? [readToolCall({ function: message.function_call })] : []),
    ],
  };
}

function roleOf(role: unknown): MessageRole {
  return typeof role === 'string' && Object.hasOwn(ROLES, role) ? (ROLES[role] ?? 'user') : 'user';
}

/** Not part of OpenAI's API: DeepSeek, vLLM and others name it `reasoning_content`, OpenRouter `reasoning`. */
function readReasoning(message: JsonRecord): MessagePart[] {
  const text =
    textOf(message.reasoning_content) || textOf(message.reasoning) || textOf(message.reasoning_text);
  return text === '' ? [] : [{ type: 'thinking', text, is_redacted: false }];
}

/** A string, or a list of parts. */
export function readContent(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return listOf(content).map(part =>
    isRecord(part) ? readPart(part) : { type: 'unknown', kind: typeof part, json: jsonOf(part) },
  );
}

function readPart(part: JsonRecord): MessagePart {
  const type = textOf(part.type);
  switch (type) {
    case 'text':
      return { type: 'text', text: textOf(part.text) };
    case 'refusal':
      return refusal(textOf(part.refusal));
    case 'image_url': {
      const url = isRecord(part.image_url) ? part.image_url.url : part.image_url;
      return { type: 'image', media_type: mediaType(url), bytes: mediaBytes(url) };
    }
    case 'file': {
      const data = recordOf(part.file).file_data;
      return { type: 'document', media_type: mediaType(data), bytes: mediaBytes(data) };
    }
  }
  return { type: 'unknown', kind: type, json: jsonOf(part) };
}

function refusal(text: string): MessagePart {
  return { type: 'refusal', text };
}

/** A function or a custom tool; the legacy `function_call` has no id. */
function readToolCall(call: JsonRecord): MessagePart {
  const called = recordOf(isRecord(call.custom) ? call.custom : call.function);
  const name = textOf(called.name);
  return {
    type: 'tool_call',
    call_id: textOf(call.id) || name,
    name,
    server: serverOfToolName(name),
    arguments: textOf(called.arguments) || textOf(called.input),
  };
}

function readToolResult(message: JsonRecord): MessagePart {
  return {
    type: 'tool_result',
    call_id: textOf(message.tool_call_id) || textOf(message.name),
    is_error: message.is_error === true,
    text: contentText(message.content),
  };
}
