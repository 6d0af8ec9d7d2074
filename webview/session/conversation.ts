// Turns as the conversation shows them: one list of parts a turn, each tool call with its result. Pure.
import type { RequestSummary, ToolCallSummary } from '../../src/protocol/api.ts';
import type { MessagePart, MessageRole, Turn } from '../../src/protocol/conversation.ts';

export type ToolResultPart = Extract<MessagePart, { type: 'tool_result' }>;
export type ToolCallPart = Extract<MessagePart, { type: 'tool_call' }>;

export interface ShownPart {
  /** Stable over refreshes: request, side, message and part. */
  key: string;
  role: MessageRole;
  part: MessagePart;
  /** Of a tool call: its result from a later request, null until that came. */
  result: ToolResultPart | null;
  /** Of a tool call: what the index knows of it. */
  call: ToolCallSummary | null;
}

export interface ShownTurn {
  turn: Turn;
  /** Null while the list of requests is behind the conversation. */
  request: RequestSummary | null;
  parts: ShownPart[];
}

/**
 * Moves each tool result under its call, so that one reads them together; a result whose call is not among
 * `turns` stays where it came. What a client sends back of the answer before is left out: it stands there already.
 */
export function showTurns(
  turns: readonly Turn[],
  requests: ReadonlyMap<string, RequestSummary>,
): ShownTurn[] {
  const results = collectResults(turns);
  const called = collectCalls(turns);
  /** By thread: the answer that its next request sends back as history. */
  const answers = new Map<string, Set<string>>();
  return turns.map(turn => {
    const answer = answers.get(turn.thread_id);
    answers.set(turn.thread_id, new Set(turn.output.flatMap(message => message.parts.map(identity))));
    const request = requests.get(turn.request_id) ?? null;
    const calls = new Map(request?.tool_calls.map(call => [call.call_id, call]));
    const parts: ShownPart[] = [];
    for (const side of ['input', 'output'] as const)
      turn[side].forEach((message, at) => {
        message.parts.forEach((part, index) => {
          if (part.type === 'tool_result' && called.has(part.call_id)) return;
          if (isBlank(part)) return;
          const isEcho = side === 'input' && message.role === 'assistant' && answer?.has(identity(part));
          if (isEcho === true) return;
          const callId = part.type === 'tool_call' ? part.call_id : null;
          parts.push({
            key: `${turn.request_id}/${side}/${at}/${index}`,
            role: message.role,
            part,
            result: callId === null ? null : (results.get(callId) ?? null),
            call: callId === null ? null : (calls.get(callId) ?? null),
          });
        });
      });
    return { turn, request, parts };
  });
}

/** What stays the same when a client sends a part back: calls keep their id, text its words. */
function identity(part: MessagePart): string {
  if (part.type === 'tool_call') return `tool_call ${part.call_id}`;
  return 'text' in part ? `${part.type} ${part.text.trim()}` : JSON.stringify(part);
}

/** Everything of a part that a search looks at. */
export function searchableText(shown: ShownPart): string {
  const { part, result } = shown;
  const after = result === null ? '' : `\n${result.text}`;
  if (part.type === 'tool_call') return `${part.name}\n${part.arguments}${after}`;
  if (part.type === 'unknown') return part.json;
  return 'text' in part ? part.text : '';
}

function collectResults(turns: readonly Turn[]): Map<string, ToolResultPart> {
  const results = new Map<string, ToolResultPart>();
  for (const turn of turns)
    for (const message of turn.input)
      for (const part of message.parts) if (part.type === 'tool_result') results.set(part.call_id, part);
  return results;
}

function collectCalls(turns: readonly Turn[]): Set<string> {
  const calls = new Set<string>();
  for (const turn of turns)
    for (const message of [...turn.input, ...turn.output])
      for (const part of message.parts) if (part.type === 'tool_call') calls.add(part.call_id);
  return calls;
}

/** Providers send empty text beside tool calls: nothing to show. Redacted thinking is empty, but a fact. */
function isBlank(part: MessagePart): boolean {
  return part.type === 'text' && part.text.trim() === '';
}
