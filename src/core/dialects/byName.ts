// Finds a dialect by its name.
import type { DialectName } from '../../protocol/wire.ts';
import { anthropicMessages } from './anthropic/anthropic.ts';
import type { Dialect } from './dialect.ts';
import { openaiChat } from './openaiChat/openaiChat.ts';
import { openaiResponses } from './openaiResponses/openaiResponses.ts';
import { other } from './other/other.ts';

const DIALECT_BY_NAME: Readonly<Record<DialectName, Dialect>> = {
  anthropic_messages: anthropicMessages,
  openai_chat: openaiChat,
  openai_responses: openaiResponses,
  other,
};

export function dialectFor(name: DialectName): Dialect {
  return DIALECT_BY_NAME[name];
}
