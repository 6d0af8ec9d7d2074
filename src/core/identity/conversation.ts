// Tells whether a request goes on with an earlier one's conversation, for clients that send no ids.
import { createHash } from 'node:crypto';
import type { Message, MessagePart } from '../../protocol/conversation.ts';

const DIGEST_DIGITS = 24;

/** Entry i stands for messages 0…i, system prompts and thinking left out. */
export type HistoryDigest = readonly string[];

/** What of an earlier history is kept to compare with. */
export interface KnownHistory {
  length: number;
  /** The last entry of its digest. */
  digest: string;
}

/** A name of a text: equal texts have equal names. */
export type NameText = (text: string) => string;

/**
 * Messages are compared by what they say: whether a text stands alone or in parts, white space at its ends, cache marks and
 * thinking (which clients drop from history) make no difference.
 * @param before what the messages go on with, of which only the last entry is known
 */
export function digestHistory(
  messages: readonly Message[],
  nameOf: NameText,
  before: KnownHistory | null = null,
): HistoryDigest {
  const digests: string[] = before === null ? [] : [...Array(before.length - 1).fill(''), before.digest];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const content = message.parts.flatMap(normalizePart).join('\n');
    if (content === '') continue;
    digests.push(chain(digests.at(-1) ?? '', message.role, nameOf(content)));
  }
  return digests;
}

/** Names are secret already, and nothing in a name may be taken for something to redact. */
function chain(before: string, role: string, name: string): string {
  return createHash('sha256').update(`${before}\n${role}\n${name}`).digest('hex').slice(0, DIGEST_DIGITS);
}

/** `continues`: later starts with all of earlier and says more. `repeats`: the same history once more. */
export function compareHistory(
  later: HistoryDigest,
  earlier: KnownHistory,
): 'continues' | 'repeats' | 'unrelated' {
  const end = earlier.length - 1;
  if (end < 0 || later[end] !== earlier.digest) return 'unrelated';
  return later.length > earlier.length ? 'continues' : 'repeats';
}

/** Null without any history. */
export function knownHistory(digest: HistoryDigest): KnownHistory | null {
  const last = digest.at(-1);
  return last === undefined ? null : { length: digest.length, digest: last };
}

/** The history with the answer to it; null when it is not known. */
export function historyAfter(
  digest: HistoryDigest,
  answer: readonly Message[],
  nameOf: NameText,
): KnownHistory | null {
  const before = knownHistory(digest);
  return before === null ? null : knownHistory(digestHistory(answer, nameOf, before));
}

/** How clients begin the history that takes the place of one that got too long. */
const COMPACTED =
  /^\s*(This session is being continued from a previous conversation|Another language model started to solve this problem|What did we do so far\?)/;

/** The history was replaced by its summary: it goes on with a conversation that it does not show. */
export function isCompacted(messages: readonly Message[]): boolean {
  const first = messages.find(message => message.role === 'user');
  return first?.parts.some(part => part.type === 'text' && COMPACTED.test(part.text)) ?? false;
}

function normalizePart(part: MessagePart): string[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text.trim() === '' ? [] : [part.text.trim()];
    case 'thinking':
      return [];
    case 'tool_call':
      return [`call ${part.call_id} ${part.name}`];
    case 'tool_result':
      return [`result ${part.call_id} ${part.text.trim()}`];
    case 'image':
    case 'document':
      return [`${part.type} ${part.media_type ?? ''} ${part.bytes ?? ''}`];
    case 'unknown':
      return [`${part.kind} ${part.json}`];
  }
}
