// What a search looked for, as it is marked in the session that a hit opens. Pure.
import { lexQuery } from '../../src/protocol/lexQuery.ts';
import type { FoundWords } from '../../src/protocol/panel.ts';
import type { Snippet } from '../../src/protocol/search.ts';
import { wordsOf } from '../../src/protocol/words.ts';
import { openEnded } from './querySyntax.ts';
import { splitSnippet } from './snippet.ts';

/** More different words in one place help nobody. */
const MAX_WORDS = 32;

/**
 * The words of the query, and what was marked in the snippets: the index also finds `naïve` where `naive` was asked for.
 * @param hit the snippet that was chosen, undefined where the session has none
 */
export function foundWords(
  query: string,
  snippets: readonly Snippet[],
  hit: Snippet | undefined,
): FoundWords | undefined {
  const asked = lexQuery(openEnded(query)).flatMap(({ field, isNegated, text }) => {
    const words = field === null && !isNegated ? wordsOf(text).join(' ') : '';
    return words === '' ? [] : [text.endsWith('*') ? `${words}*` : words];
  });
  const marked = snippets.flatMap(({ text }) =>
    splitSnippet(text).map(part => (part.isMatch ? wordsOf(part.text).join(' ') : '')),
  );
  const words = [...new Set([...asked, ...marked])].filter(word => word !== '').slice(0, MAX_WORDS);
  return words.length === 0 ? undefined : { words, source: hit?.source ?? null };
}
