// Tells whether a request goes on with an earlier one's conversation, for clients that send no ids.
import { createHash } from 'node:crypto';
import type { Message, MessagePart } from '../../protocol/conversation.ts';

/** Entry i is the digest of messages 0…i, system prompts and thinking left out. */
export type HistoryDigest = readonly string[];

const DIGEST_CHARS = 22;

/**
 * Messages are compared by what they say: whether a text stands alone or in parts, white space at its ends, cache marks and
 * thinking (which clients drop from history) make no difference.
 */
export function digestHistory(messages: readonly Message[]): HistoryDigest {
  const digests: string[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const content = message.parts.flatMap(normalizePart).join('\n');
    if (content === '') continue;
    const hash = createHash('sha256').update(`${digests.at(-1) ?? ''}\n${message.role}\n${content}`);
    digests.push(hash.digest('base64url').slice(0, DIGEST_CHARS));
  }
  return digests;
}

/** `continues`: later starts with all of earlier and says more. `repeats`: the same history once more. */
export function compareHistory(
  later: HistoryDigest,
  earlier: HistoryDigest,
): 'continues' | 'repeats' | 'unrelated' {
  const end = earlier.length - 1;
  if (end < 0 || later[end] !== earlier[end]) return 'unrelated';
  return later.length > earlier.length ? 'continues' : 'repeats';
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
