// Reads from the journal what a search found, and cuts out the place with the match marked.

import type { JournalEvent } from '../../../protocol/journal.ts';
import type { Snippet } from '../../../protocol/search.ts';
import { readLinesAt } from '../../journal/readJournal.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { cutSnippet, type SearchTerm } from './cutSnippet.ts';
import { eventTexts } from './eventTexts.ts';
import { weighted } from './rankHits.ts';
import type { TextHit } from './textShard.ts';

const MAX_SNIPPETS = 3;
/** Lines beyond this are not parsed for the sake of a snippet. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** The best places of one session; each reads exactly one line of its journal. */
export async function readSnippets(
  index: RecordIndex,
  hits: readonly TextHit[],
  terms: readonly SearchTerm[],
): Promise<Snippet[]> {
  const best = [...hits]
    .filter(hit => hit.length <= MAX_LINE_BYTES)
    .sort((a, b) => weighted(b) - weighted(a) || b.offset - a.offset)
    .slice(0, MAX_SNIPPETS);
  const [first] = best;
  if (first === undefined) return [];
  const events = await readLinesAt(index.dataFolder, first.file, best);
  return best.flatMap((hit, i) => {
    const event = events[i];
    return event === null || event === undefined ? [] : snippetOf(index, hit, event, terms);
  });
}

function snippetOf(
  index: RecordIndex,
  hit: TextHit,
  event: JournalEvent,
  terms: readonly SearchTerm[],
): Snippet[] {
  const texts = eventTexts(event, (session, request) => index.dialectOf(session, request))
    .filter(({ source }) => source === hit.source)
    .map(({ text }) => cutSnippet(text, terms));
  const snippet = texts.find(({ isMarked }) => isMarked) ?? texts[0];
  if (snippet === undefined) return [];
  return [{ request_id: event.request_id ?? '', source: hit.source, text: snippet.text }];
}
