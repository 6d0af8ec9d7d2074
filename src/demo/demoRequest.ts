// What the demo upstream understands of a request, in one shape for every dialect.
import type { Dialect } from '../core/dialects/dialect.ts';
import { latestPromptOf } from '../core/dialects/firstPrompt.ts';
import { type JsonRecord, recordOf, recordsOf, textOf } from '../core/dialects/json.ts';
import type { Message } from '../protocol/conversation.ts';

export interface OfferedTool {
  name: string;
  /** Responses: the namespace that the tool stands in. */
  namespace: string | null;
  /** JSON schema of its arguments; null for a tool that takes free text. */
  parameters: JsonRecord | null;
}

export interface DemoRequest {
  model: string;
  isStreaming: boolean;
  isTitleRequest: boolean;
  /** The latest thing a person asked. */
  prompt: string;
  /** What a tool answered since the last answer of the model; null when the turn belongs to the person. */
  toolResult: string | null;
  tools: OfferedTool[];
  wantsThinking: boolean;
  /** Characters of instructions, tools and the history that the model saw before. */
  repeatedChars: number;
  /** Characters that are new. */
  newChars: number;
}

/** @param history messages that a `previous_response_id` stands for */
export function readDemoRequest(
  dialect: Dialect,
  body: unknown,
  target: string,
  history: readonly Message[] = [],
): DemoRequest {
  const facts = dialect.readRequest(body, target);
  const json = recordOf(body);
  const messages = [...history, ...facts.messages];
  const lastAnswer = messages.findLastIndex(message => message.role === 'assistant');
  const fresh = messages.slice(lastAnswer + 1);
  const results = fresh.flatMap(message => message.parts).filter(part => part.type === 'tool_result');
  const toolChars = JSON.stringify(json.tools ?? []).length;
  const allChars = toolChars + charsOf(messages);
  const newChars = lastAnswer === -1 ? allChars : charsOf(fresh);
  return {
    model: facts.model ?? 'demo',
    isStreaming: facts.isStreaming,
    isTitleRequest: facts.isTitleRequest,
    prompt: latestPromptOf(messages) ?? '',
    toolResult: results.at(-1)?.text ?? null,
    tools: readTools(json),
    wantsThinking: wantsThinking(json),
    repeatedChars: allChars - newChars,
    newChars,
  };
}

/** Tools that may be called, as `tool_choice` limits them. */
function readTools(body: JsonRecord): OfferedTool[] {
  const choice = body.tool_choice;
  if (choice === 'none' || recordOf(choice).type === 'none') return [];
  const tools = recordsOf(body.tools).flatMap(tool => readTool(tool, null));
  const wanted = textOf(recordOf(choice).name) || textOf(recordOf(recordOf(choice).function).name);
  return wanted === '' ? tools : tools.filter(tool => tool.name === wanted);
}

/** Anthropic: `input_schema`; chat: below `function`; Responses: `parameters`, or deeper in a namespace. */
function readTool(tool: JsonRecord, namespace: string | null): OfferedTool[] {
  if (tool.type === 'namespace')
    return recordsOf(tool.tools).flatMap(inner => readTool(inner, textOf(tool.name) || null));
  const definition = tool.type === 'function' && tool.function !== undefined ? recordOf(tool.function) : tool;
  const name = textOf(definition.name);
  if (name === '') return [];
  if (tool.type === 'custom' && tool.input_schema === undefined)
    return [{ name, namespace, parameters: null }];
  const parameters = definition.input_schema ?? definition.parameters;
  // A tool without a schema runs at the provider.
  return parameters === undefined ? [] : [{ name, namespace, parameters: recordOf(parameters) }];
}

function wantsThinking(body: JsonRecord): boolean {
  const { type } = recordOf(body.thinking);
  return (
    type === 'enabled' ||
    type === 'adaptive' ||
    body.reasoning !== undefined ||
    body.reasoning_effort !== undefined
  );
}

function charsOf(messages: readonly Message[]): number {
  return messages.length === 0 ? 0 : JSON.stringify(messages).length;
}
