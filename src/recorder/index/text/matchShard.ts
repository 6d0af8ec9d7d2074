// One month's sessions that match a search: the words in one text, every `path:` in some text, what is excluded in none.
import type { ParsedQuery, TextFilter } from '../../../core/search/parseQuery.ts';
import { errorMessage } from '../../../protocol/errors.ts';
import { wordsOf } from '../../../protocol/words.ts';
import type { RecordIndex } from '../recordIndex.ts';
import type { TextSource } from './eventTexts.ts';
import type { RankBasis, TextHit, TextShard } from './textShard.ts';

/** Where the paths of files are spoken of. */
const PATH_SOURCES: ReadonlySet<TextSource> = new Set(['tool_call', 'tool_result', 'prompt']);

export interface ShardMatch {
  /** By journal; none is empty. */
  hits: Map<string, TextHit[]>;
  basis: RankBasis;
}

/** A shard that can't be read any more has no hits, and is built anew. */
export function matchShard(
  index: RecordIndex,
  shard: TextShard,
  query: ParsedQuery,
  basis: RankBasis | null,
): ShardMatch {
  try {
    return match(shard, query, basis);
  } catch (error) {
    index.discardText(shard.month, errorMessage(error));
    return { hits: new Map(), basis: basis ?? { lastDocid: 0, weights: [] } };
  }
}

/** Expressions of which a session without wanted text may not match any. */
export function excludedExpressions({ excludedFts, filters }: ParsedQuery): Expression[] {
  const paths = filters.path.filter(({ isNegated }) => isNegated).map(phraseOf);
  return [
    ...(excludedFts === null ? [] : [{ fts: excludedFts, sources: null }]),
    ...paths.flatMap(fts => (fts === null ? [] : [{ fts, sources: PATH_SOURCES }])),
  ];
}

export interface Expression {
  fts: string;
  /** Which texts count; null: all. */
  sources: ReadonlySet<TextSource> | null;
}

/** Journals of a month with a text that matches; none of a shard that can't be read. */
export function filesWith(index: RecordIndex, shard: TextShard, { fts, sources }: Expression): string[] {
  try {
    return shard.filesWith(fts, sources);
  } catch (error) {
    index.discardText(shard.month, errorMessage(error));
    return [];
  }
}

function match(shard: TextShard, query: ParsedQuery, basis: RankBasis | null): ShardMatch {
  let hits: Map<string, TextHit[]> | null = null;
  const excluded: string[] = [];
  let used = basis ?? { lastDocid: Number.MAX_SAFE_INTEGER, weights: [] };
  if (query.fts !== null) {
    const found = searchTolerantly(shard, query, query.fts, basis);
    hits = byFile(found.hits);
    used = found.basis;
    // All texts of a session stand in one month.
    if (query.excludedFts !== null && hits.size > 0)
      excluded.push(...shard.filesWith(query.excludedFts, null));
  }
  for (const path of query.filters.path) {
    const expression = phraseOf(path);
    if (expression === null) continue;
    if (path.isNegated) {
      excluded.push(...shard.filesWith(expression, PATH_SOURCES));
      continue;
    }
    const found = shard.search(expression, { lastDocid: used.lastDocid, weights: [] });
    hits = combine(hits, byFile(found.hits.filter(hit => PATH_SOURCES.has(hit.source))));
  }
  for (const file of excluded) hits?.delete(file);
  return { hits: hits ?? new Map(), basis: used };
}

/** An expression that FTS4 refuses is searched as plain words. */
function searchTolerantly(shard: TextShard, query: ParsedQuery, fts: string, basis: RankBasis | null) {
  try {
    return shard.search(fts, basis);
  } catch {
    const words = query.terms.flatMap(term => wordsOf(term.text));
    return shard.search(words.map(word => `"${word}"`).join(' '), basis);
  }
}

function combine(
  hits: Map<string, TextHit[]> | null,
  ofPath: Map<string, TextHit[]>,
): Map<string, TextHit[]> {
  return hits === null ? ofPath : new Map([...hits].filter(([file]) => ofPath.has(file)));
}

function phraseOf({ value, isPrefix }: TextFilter): string | null {
  const words = wordsOf(value);
  if (words.length === 0) return null;
  return `"${words.join(' ')}${isPrefix ? '*' : ''}"`;
}

function byFile(hits: readonly TextHit[]): Map<string, TextHit[]> {
  const files = new Map<string, TextHit[]>();
  for (const hit of hits) {
    const known = files.get(hit.file);
    if (known === undefined) files.set(hit.file, [hit]);
    else known.push(hit);
  }
  return files;
}
