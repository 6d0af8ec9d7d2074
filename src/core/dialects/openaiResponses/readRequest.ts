// Reads a Responses request: an HTTP body, or a `response.create` frame of a WebSocket.
import type { Message, ToolDefinition } from '../../../protocol/conversation.ts';
import { sessionOfCacheKey } from '../cacheKey.ts';
import { pathOf } from '../chooseDialect.ts';
import type { RequestFacts } from '../dialect.ts';
import { EMPTY_REQUEST } from '../facts.ts';
import { firstPromptOf } from '../firstPrompt.ts';
import { isRecord, type JsonRecord, recordOf, recordsOf, textOf, textOrNull } from '../json.ts';
import { isTitleRequest } from '../titleRequest.ts';
import { toolResultsOf } from '../toolResults.ts';
import { readItems } from './items.ts';

/** Compaction asks a model to write as well. */
const GENERATING_PATH = /\/responses(\/compact)?$/;

export function readRequest(body: unknown, target: string): RequestFacts {
  if (!isRecord(body)) return EMPTY_REQUEST;
  const isFrame = body.type !== undefined;
  if (isFrame && body.type !== 'response.create') return EMPTY_REQUEST;
  const request = isFrame && isRecord(body.response) ? body.response : body;
  const isPrewarm = request.generate === false;
  const messages = [...readInstructions(request.instructions), ...readItems(request.input)];
  const tools = recordsOf(request.tools).flatMap(readTool);
  return {
    ...EMPTY_REQUEST,
    model: textOrNull(request.model),
    isStreaming: isFrame || request.stream === true,
    isGeneration: !isPrewarm && GENERATING_PATH.test(pathOf(target)),
    isPrewarm,
    isTitleRequest: isTitleRequest(messages, tools.length),
    clientSessionId: sessionOfCacheKey(request.prompt_cache_key),
    clientMetadata: readMetadata(request.client_metadata),
    previousResponseId: textOrNull(request.previous_response_id),
    messages,
    tools,
    toolResults: toolResultsOf(messages),
    firstPrompt: firstPromptOf(messages),
  };
}

function readInstructions(instructions: unknown): Message[] {
  if (typeof instructions === 'string')
    return instructions === '' ? [] : [{ role: 'system', parts: [{ type: 'text', text: instructions }] }];
  return readItems(instructions);
}

/** Tools of a namespace stand one level deeper; hosted tools are known by their type or server. */
function readTool(tool: JsonRecord): ToolDefinition[] {
  if (tool.type === 'namespace' && Array.isArray(tool.tools)) return recordsOf(tool.tools).flatMap(readTool);
  const name = textOrNull(tool.name) ?? textOrNull(tool.server_label) ?? textOf(tool.type);
  const description = textOrNull(tool.description) ?? textOrNull(tool.server_description);
  return [{ name, description, definition: tool }];
}

function readMetadata(metadata: unknown): Record<string, string> {
  const texts = Object.entries(recordOf(metadata)).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
  );
  return Object.fromEntries(texts);
}
