// Decides what the demo upstream answers: deterministic, so that the same request gets the same answer.
import { chooseTool, type ToolCallPlan } from './chooseTool.ts';
import type { DemoRequest } from './demoRequest.ts';
import { type Directives, readDirectives } from './directives.ts';

export interface AnswerUsage {
  /** Everything, cached or not. */
  inputTokens: number;
  /** Of the input: what an answer before had seen already. */
  repeatedTokens: number;
  outputTokens: number;
  /** Of the output. */
  thinkingTokens: number;
}

export interface AnswerPlan {
  thinking: string | null;
  text: string;
  toolCall: ToolCallPlan | null;
  usage: AnswerUsage;
  directives: Directives;
}

const ECHO_CHARS = 400;
const CHARS_PER_TOKEN = 4;

export function planAnswer(request: DemoRequest): AnswerPlan {
  // Directives are for the conversation itself, not for a title made from the same words.
  const directives = readDirectives(request.isTitleRequest ? '' : request.prompt);
  const isCalling = request.toolResult === null && !directives.isWithoutTools;
  const toolCall = isCalling ? chooseTool(request.tools, request.prompt, directives.tool) : null;
  const thinking = request.wantsThinking ? thinkingAbout(request, toolCall) : null;
  const text = textFor(request, toolCall, directives);
  const written = text.length + (toolCall === null ? 0 : JSON.stringify(toolCall.input).length);
  const thinkingTokens = tokensOf(thinking?.length ?? 0);
  return {
    thinking,
    text,
    toolCall,
    usage: {
      inputTokens: Math.max(1, tokensOf(request.repeatedChars + request.newChars)),
      repeatedTokens: tokensOf(request.repeatedChars),
      outputTokens: tokensOf(written) + thinkingTokens,
      thinkingTokens,
    },
    directives,
  };
}

export function tokensOf(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

function textFor(request: DemoRequest, toolCall: ToolCallPlan | null, directives: Directives): string {
  const asked = excerpt(request.prompt);
  if (request.isTitleRequest) return title(request.prompt);
  if (directives.wordCount !== null) return words(directives.wordCount);
  if (toolCall !== null) return `I will use ${toolCall.tool.name} for that.`;
  if (request.toolResult !== null)
    return `The tool answered: ${excerpt(request.toolResult)}\n\nThat is what you asked for: ${asked}`;
  return `Moonlight on the wire. You said: ${asked}`;
}

function title(prompt: string): string {
  // OpenCode puts its instruction in front of the conversation, in a line of its own.
  const asked = prompt.replace(/^[^\n:]*\btitle\b[^\n:]*:\s*/i, '');
  const first = asked.replace(/\s+/g, ' ').trim().split(' ').slice(0, 6).join(' ');
  return first === '' ? 'A demo session' : first;
}

function thinkingAbout(request: DemoRequest, toolCall: ToolCallPlan | null): string {
  if (toolCall !== null) return `A tool can help here: ${toolCall.tool.name}. I will call it first.`;
  return request.toolResult === null ? 'This needs no tool.' : 'The tool has answered. I can sum it up.';
}

function excerpt(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= ECHO_CHARS ? trimmed : `${trimmed.slice(0, ECHO_CHARS)}…`;
}

function words(count: number): string {
  const verse = ['the', 'moon', 'keeps', 'a', 'log', 'of', 'every', 'tide'];
  return Array.from({ length: count }, (_, index) => verse[index % verse.length]).join(' ');
}
