// How much of a request's history was there before: as history, or as an answer that is now history.
import type { Message, MessagePart } from '../../protocol/conversation.ts';

/**
 * @param known the conversation up to the answer of the request before, with what the provider keeps of it
 * @returns how many of the first messages say nothing new
 */
export function repeatedCount(messages: readonly Message[], known: readonly Message[]): number {
  const said = new Set<string>();
  for (const { role, parts } of known)
    if (role === 'assistant') for (const part of parts) said.add(essence(part));
  let count = 0;
  let at = 0;
  for (let next = messages[count]; next !== undefined; next = messages[count]) {
    const before = known[at];
    if (before !== undefined && keyOf(before) === keyOf(next)) {
      count += 1;
      at += 1;
    } else if (next.role === 'assistant' && isEcho(next, said)) count += 1;
    // Clients leave thinking out, and give answers back in other pieces.
    else if (before?.role === 'assistant') at += 1;
    else break;
  }
  return count;
}

/** System prompts that came with the request before as well, where the provider keeps all else. */
export function repeatedPromptCount(messages: readonly Message[], before: readonly Message[]): number {
  let count = 0;
  for (const message of messages) {
    const earlier = before[count];
    if (message.role !== 'system' || earlier === undefined || keyOf(earlier) !== keyOf(message)) break;
    count += 1;
  }
  return count;
}

/** Whether a message of the history is an answer come back; clients leave out or rename some of its parts. */
function isEcho(message: Message, said: ReadonlySet<string>): boolean {
  return message.parts.every(part => part.type === 'thinking' || said.has(essence(part)));
}

function essence(part: MessagePart): string {
  if (part.type === 'tool_call') return `call ${part.call_id}`;
  return part.type === 'text' ? `text ${part.text.trim()}` : JSON.stringify(part);
}

/** Histories are compared turn after turn: a message is written out once. */
const keys = new WeakMap<Message, string>();

function keyOf(message: Message): string {
  const known = keys.get(message);
  if (known !== undefined) return known;
  const key = JSON.stringify(message);
  keys.set(message, key);
  return key;
}
