// Tells by its path which dialect a request speaks.
import type { DialectName, Provider } from '../../protocol/wire.ts';

const ANTHROPIC_MESSAGES = /^(\/v1){0,2}\/messages(\/|$)/;
const OPENAI_RESPONSES = /\/responses(\/|$)/;
const OPENAI_CHAT = /\/(chat\/completions|completions|embeddings)$/;

/** @param target path and query as the client sent them, without our own prefixes */
export function chooseDialect(target: string, provider: Provider): DialectName {
  const path = pathOf(target);
  if (ANTHROPIC_MESSAGES.test(path)) return 'anthropic_messages';
  if (provider === 'anthropic') return path.startsWith('/v1/') ? 'anthropic_messages' : 'other';
  if (OPENAI_RESPONSES.test(path)) return 'openai_responses';
  if (OPENAI_CHAT.test(path)) return 'openai_chat';
  return 'other';
}

/** The path of a request target, without query and trailing slashes. */
export function pathOf(target: string): string {
  const query = target.search(/[?#]/);
  const path = query === -1 ? target : target.slice(0, query);
  return path.replace(/\/+$/, '');
}
