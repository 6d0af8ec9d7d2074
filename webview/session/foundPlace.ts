// Where in a conversation the words stand that a search found. Pure.
import type { FoundWords } from '../../src/protocol/panel.ts';
import { WORD_CHARACTERS, wordsOf } from '../../src/protocol/words.ts';
import { type ShownPart, type ShownTurn, searchableText } from './conversation.ts';
import type { FindHit } from './find.ts';

/** Not in the middle of a word; in JSON a line break before one is written as a letter. */
const WORD_START = `(?:(?<![${WORD_CHARACTERS}])|(?<=\\\\[nrt]))`;
const WORD_END = `(?![${WORD_CHARACTERS}])`;

/** Matches whole words and phrases, whatever stands between the words; null for none. */
export function wordsPattern(words: readonly string[]): RegExp | null {
  const alternatives = words
    .map(
      word =>
        `${wordsOf(word).join(`[^${WORD_CHARACTERS}]+`)}${word.endsWith('*') ? `[${WORD_CHARACTERS}]*` : ''}`,
    )
    .filter(text => text !== '')
    // The longest first: a phrase is marked as one.
    .sort((a, b) => b.length - a.length);
  if (alternatives.length === 0) return null;
  return new RegExp(`${WORD_START}(?:${alternatives.join('|')})${WORD_END}`, 'giu');
}

/**
 * The part of a request's turn that holds the words; a tool's result that came with the request stands under its call, in the
 * turn before. Null while that is not read, and where only the title has them.
 */
export function foundPlace(
  turns: readonly ShownTurn[],
  requestId: string,
  { words, source }: FoundWords,
): FindHit | null {
  const pattern = wordsPattern(words);
  const asked = turns.find(({ turn }) => turn.request_id === requestId);
  if (pattern === null || asked === undefined) return null;
  const results = new Set(
    asked.turn.input.flatMap(({ parts }) =>
      parts.flatMap(part => (part.type === 'tool_result' ? [part.call_id] : [])),
    ),
  );
  const places = turns.flatMap(({ turn, parts }, turnIndex) =>
    parts
      .filter(shown => turn.request_id === requestId || isResultOf(shown, results))
      .filter(shown => searchableText(shown).search(pattern) >= 0)
      .map(shown => ({ turnIndex, partKey: shown.key, isMeant: sourcesOf(shown).includes(source ?? '') })),
  );
  const { turnIndex, partKey } = places.find(place => place.isMeant) ?? places[0] ?? {};
  return turnIndex === undefined || partKey === undefined ? null : { turnIndex, partKey };
}

function isResultOf({ part }: ShownPart, results: ReadonlySet<string>): boolean {
  return part.type === 'tool_call' && results.has(part.call_id);
}

/** What the index calls the text of a part. */
function sourcesOf({ part, role }: ShownPart): string[] {
  if (part.type === 'tool_call') return ['tool_call', 'tool_result'];
  if (part.type !== 'text') return [part.type];
  return [role === 'assistant' ? 'answer' : role === 'system' ? 'system' : 'prompt'];
}
