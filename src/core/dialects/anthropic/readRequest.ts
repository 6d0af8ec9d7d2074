// Reads the body of an Anthropic request: Messages, token counting, and others of which only the path matters.
import type { ToolDefinition } from '../../../protocol/conversation.ts';
import { pathOf } from '../chooseDialect.ts';
import type { RequestFacts } from '../dialect.ts';
import { EMPTY_REQUEST } from '../facts.ts';
import { firstPromptOf } from '../firstPrompt.ts';
import { isRecord, type JsonRecord, recordOf, recordsOf, textOf, textOrNull } from '../json.ts';
import { isTitleRequest } from '../titleRequest.ts';
import { toolResultsOf } from '../toolResults.ts';
import { readMessages } from './messages.ts';
import { sessionOfUserId } from './userId.ts';

const GENERATING_PATH = /\/(messages|complete)$/;

export function readRequest(body: unknown, target: string): RequestFacts {
  if (!isRecord(body)) return EMPTY_REQUEST;
  const messages = readMessages(body.system, body.messages);
  const tools = recordsOf(body.tools).map(readTool);
  // Claude Code asks for one token to learn its quota: nobody's prompt.
  const isProbe = body.max_tokens === 1;
  return {
    ...EMPTY_REQUEST,
    model: textOrNull(body.model),
    isStreaming: body.stream === true,
    isGeneration: GENERATING_PATH.test(pathOf(target)),
    isTitleRequest: isTitleRequest(messages, tools.length),
    clientSessionId: sessionOfUserId(recordOf(body.metadata).user_id),
    messages,
    tools,
    toolResults: toolResultsOf(messages),
    firstPrompt: isProbe ? null : firstPromptOf(messages),
  };
}

function readTool(tool: JsonRecord): ToolDefinition {
  const name = textOrNull(tool.name) ?? textOf(tool.type);
  return { name, description: textOrNull(tool.description), definition: tool };
}
