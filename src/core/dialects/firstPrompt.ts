// Finds what a person asked first, without what their client wrapped around it.
import type { Message } from '../../protocol/conversation.ts';
import { personsWords } from '../../protocol/personsWords.ts';

const MAX_CHARS = 2000;

/** @returns at most 2000 characters; null when no user message holds a person's words */
export function firstPromptOf(messages: readonly Message[]): string | null {
  return promptOf(messages, MAX_CHARS);
}

/** The latest thing a person asked, whole; null when no user message holds a person's words. */
export function latestPromptOf(messages: readonly Message[]): string | null {
  for (const message of messages.toReversed()) {
    const prompt = promptOf([message], Number.POSITIVE_INFINITY);
    if (prompt !== null) return prompt;
  }
  return null;
}

function promptOf(messages: readonly Message[], maxChars: number): string | null {
  for (const message of messages) {
    if (message.role !== 'user') continue;
    const texts = message.parts.flatMap(part => (part.type === 'text' ? [personsWords(part.text)] : []));
    const prompt = texts.filter(text => text !== '').join('\n');
    if (prompt !== '') return prompt.slice(0, maxChars).trimEnd();
  }
  return null;
}
