// Reads the body of a chat completion, legacy completion or embeddings request.
import type { Message, ToolDefinition } from '../../../protocol/conversation.ts';
import { sessionOfCacheKey } from '../cacheKey.ts';
import { pathOf } from '../chooseDialect.ts';
import type { RequestFacts } from '../dialect.ts';
import { EMPTY_REQUEST } from '../facts.ts';
import { firstPromptOf } from '../firstPrompt.ts';
import { isRecord, type JsonRecord, listOf, recordOf, recordsOf, textOf, textOrNull } from '../json.ts';
import { isTitleRequest } from '../titleRequest.ts';
import { toolResultsOf } from '../toolResults.ts';
import { readMessage } from './messages.ts';

export function readRequest(body: unknown, target: string): RequestFacts {
  if (!isRecord(body)) return EMPTY_REQUEST;
  const messages =
    body.messages === undefined ? readPrompt(body.prompt) : recordsOf(body.messages).map(readMessage);
  const tools = [...recordsOf(body.tools).map(readTool), ...recordsOf(body.functions).map(readFunction)];
  return {
    ...EMPTY_REQUEST,
    model: textOrNull(body.model),
    isStreaming: body.stream === true,
    isGeneration: pathOf(target).endsWith('/completions'),
    isTitleRequest: isTitleRequest(messages, tools.length),
    clientSessionId: sessionOfCacheKey(body.prompt_cache_key),
    messages,
    tools,
    toolResults: toolResultsOf(messages),
    firstPrompt: firstPromptOf(messages),
  };
}

/** Legacy completions: a string or several; token numbers are nobody's text. */
function readPrompt(prompt: unknown): Message[] {
  const texts = typeof prompt === 'string' ? [prompt] : listOf(prompt).map(textOf);
  return texts.filter(text => text !== '').map(text => ({ role: 'user', parts: [{ type: 'text', text }] }));
}

function readTool(tool: JsonRecord): ToolDefinition {
  const read = readFunction(recordOf(isRecord(tool.custom) ? tool.custom : tool.function));
  return { ...read, name: read.name === '' ? textOf(tool.type) : read.name, definition: tool };
}

function readFunction(definition: JsonRecord): ToolDefinition {
  return { name: textOf(definition.name), description: textOrNull(definition.description), definition };
}
