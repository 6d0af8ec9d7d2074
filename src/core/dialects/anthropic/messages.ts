// Turns Anthropic's content blocks into the conversation shape of the views.
import type { BetaContentBlock, BetaContentBlockParam } from '@anthropic-ai/sdk/resources/beta/messages';
import type { Message, MessagePart } from '../../../protocol/conversation.ts';
import { contentText, mediaBytes } from '../contentText.ts';
import { isRecord, type JsonRecord, jsonOf, listOf, recordOf, textOf, textOrNull } from '../json.ts';
import { serverOfToolName } from '../toolServer.ts';

/** The kinds of block that the SDK knows, in requests and in answers; the compiler keeps it complete. */
const KNOWN_BLOCKS: Record<(BetaContentBlock | BetaContentBlockParam)['type'], true> = {
  text: true,
  image: true,
  document: true,
  search_result: true,
  thinking: true,
  redacted_thinking: true,
  tool_use: true,
  tool_result: true,
  server_tool_use: true,
  web_search_tool_result: true,
  web_fetch_tool_result: true,
  code_execution_tool_result: true,
  bash_code_execution_tool_result: true,
  text_editor_code_execution_tool_result: true,
  tool_search_tool_result: true,
  container_upload: true,
  mcp_tool_use: true,
  mcp_tool_result: true,
  mcp_tool_listing: true,
  advisor_tool_result: true,
  compaction: true,
  fallback: true,
  tool_addition: true,
  tool_removal: true,
};

export function isKnownBlock(type: unknown): boolean {
  return typeof type === 'string' && Object.hasOwn(KNOWN_BLOCKS, type);
}

/** System prompt (a string or blocks) and messages, in order; each stays one message. */
export function readMessages(system: unknown, messages: unknown): Message[] {
  const systemParts = readContent(system);
  const first: Message[] = systemParts.length === 0 ? [] : [{ role: 'system', parts: systemParts }];
  return [...first, ...listOf(messages).filter(isRecord).map(readMessage)];
}

function readMessage(message: JsonRecord): Message {
  const parts = readContent(message.content);
  if (message.role === 'assistant' || message.role === 'system') return { role: message.role, parts };
  const isToolsOnly = parts.length > 0 && parts.every(part => part.type === 'tool_result');
  return { role: isToolsOnly ? 'tool' : 'user', parts };
}

/** A string, or a list of blocks. */
export function readContent(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return listOf(content).map(block =>
    isRecord(block) ? readBlock(block) : { type: 'unknown', kind: typeof block, json: jsonOf(block) },
  );
}

function readBlock(block: JsonRecord): MessagePart {
  const type = textOf(block.type);
  switch (type) {
    case 'text':
      return { type: 'text', text: textOf(block.text) };
    // The summary that takes the place of what came before.
    case 'compaction':
      return { type: 'text', text: textOf(block.content) };
    case 'thinking':
      return { type: 'thinking', text: textOf(block.thinking), is_redacted: false };
    case 'redacted_thinking':
      return { type: 'thinking', text: '', is_redacted: true };
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return readToolUse(block);
    case 'image':
    case 'document': {
      const source = recordOf(block.source);
      return { type, media_type: textOrNull(source.media_type), bytes: mediaBytes(source.data) };
    }
  }
  if (type === 'tool_result' || type.endsWith('_tool_result')) return readToolResult(block);
  return { type: 'unknown', kind: type, json: jsonOf(block) };
}

function readToolUse(block: JsonRecord): MessagePart {
  const name = textOf(block.name);
  return {
    type: 'tool_call',
    call_id: textOf(block.id),
    name,
    server: textOrNull(block.server_name) ?? serverOfToolName(name),
    arguments: typeof block.input === 'string' ? block.input : jsonOf(block.input),
  };
}

function readToolResult(block: JsonRecord): MessagePart {
  const isFailed = textOf(recordOf(block.content).type).endsWith('_error');
  return {
    type: 'tool_result',
    call_id: textOf(block.tool_use_id),
    is_error: block.is_error === true || isFailed,
    text: contentText(block.content),
  };
}
