// Reads from the journal what a search found, and cuts out the place with the match marked.
import type { Snippet } from '../../../protocol/search.ts';
import { readLine } from '../../journal/readJournal.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { cutSnippet, type SearchTerm } from './cutSnippet.ts';
import { eventTexts } from './eventTexts.ts';
import { weighted } from './rankHits.ts';
import type { TextHit } from './textShard.ts';

const MAX_SNIPPETS = 3;
/** Lines beyond this are not parsed for the sake of a snippet. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** The best places of one session; each reads exactly one line. */
export async function readSnippets(
  index: RecordIndex,
  hits: readonly TextHit[],
  terms: readonly SearchTerm[],
): Promise<Snippet[]> {
  const best = [...hits]
    .filter(hit => hit.length <= MAX_LINE_BYTES)
    .sort((a, b) => weighted(b) - weighted(a) || b.offset - a.offset)
    .slice(0, MAX_SNIPPETS);
  const snippets: Snippet[] = [];
  for (const hit of best) {
    const snippet = await readSnippet(index, hit, terms);
    if (snippet !== null) snippets.push(snippet);
  }
  return snippets;
}

async function readSnippet(
  index: RecordIndex,
  hit: TextHit,
  terms: readonly SearchTerm[],
): Promise<Snippet | null> {
  const event = await readLine(index.dataFolder, hit);
  if (event === null) return null;
  const texts = eventTexts(event, (session, request) => index.dialectOf(session, request))
    .filter(({ source }) => source === hit.source)
    .map(({ text }) => cutSnippet(text, terms));
  const snippet = texts.find(({ isMarked }) => isMarked) ?? texts[0];
  return snippet === undefined
    ? null
    : { request_id: event.request_id ?? '', source: hit.source, text: snippet.text };
}
