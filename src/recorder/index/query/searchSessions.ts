// Finds sessions by their text: month by month from the newest, ranked within each, snippets from the journal.
import { setImmediate } from 'node:timers/promises';
import * as z from 'zod/mini';
import { looksForText, type ParsedQuery } from '../../../core/search/parseQuery.ts';
import type { SessionList, SessionSummary } from '../../../protocol/api.ts';
import type { Snippet } from '../../../protocol/search.ts';
import type { RecordIndex } from '../recordIndex.ts';
import { excludedExpressions, filesWith, matchShard } from '../text/matchShard.ts';
import { scoreSession } from '../text/rankHits.ts';
import { readSnippets } from '../text/readSnippets.ts';
import type { RankBasis, TextHit, TextShard } from '../text/textShard.ts';
import type { Conditions } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ListContext, Page } from './listSessions.ts';
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from './sessionSummary.ts';

const pageEnd = z.object({
  month: z.string(),
  lastDocid: z.number(),
  weights: z.array(z.number()),
  score: z.number(),
  startedAt: z.string(),
  id: z.string(),
});
type PageEnd = z.infer<typeof pageEnd>;

interface RankedSession {
  session: SessionSummary;
  score: number;
  hits: readonly TextHit[];
  month: string;
  basis: RankBasis;
}

export async function searchByRelevance(
  context: ListContext,
  query: ParsedQuery,
  where: Conditions,
  page: Page,
): Promise<SessionList> {
  const { index } = context;
  const after = decodeCursor(page.cursor, page.identity, pageEnd);
  const months = index.text.months().filter(month => after === null || month <= after.month);
  const found: RankedSession[] = [];
  let isWhole = true;
  for (const month of months.toReversed()) {
    if (found.length >= page.limit) {
      isWhole = false;
      break;
    }
    const end = after?.month === month ? after : null;
    const shard = await nextShard(context, month);
    if (index.text.isBehind(shard)) {
      isWhole = false;
      index.startCatchUp();
    }
    const match = matchShard(index, shard, query, end);
    const ranked = rankSessions(context, where, match.hits).map(one => ({
      ...one,
      month,
      basis: match.basis,
    }));
    found.push(...(end === null ? ranked : ranked.filter(one => comesAfter(one, end))));
    index.text.trim();
  }
  const shown = found.slice(0, page.limit);
  const last = shown.at(-1);
  const hasMore = last !== undefined && (found.length > shown.length || !isWhole);
  await Promise.all(
    shown.map(async ({ session, hits }) => {
      session.snippets = await readSnippets(index, hits, query.terms);
    }),
  );
  return {
    sessions: shown.map(({ session }) => session),
    next_cursor: hasMore ? encodeCursor(page.identity, endOf(last)) : null,
    total: after === null && isWhole ? found.length : null,
  };
}

/** Other work goes on between two months, and a consumer that has left is noticed. */
async function nextShard({ index, signal }: ListContext, month: string): Promise<TextShard> {
  await setImmediate();
  signal.throwIfAborted();
  return index.text.shard(month);
}

export interface FoundSessions {
  /** Journals with a hit; null when no text is looked for. */
  wanted: ReadonlySet<string> | null;
  /** Journals with a text that must not be there. */
  unwanted: ReadonlySet<string>;
  snippets(sessionId: string): Promise<Snippet[]>;
}

/** All that a query's text says of sessions, for orders other than by relevance: reads every month, where there is a text. */
export async function searchAll(context: ListContext, query: ParsedQuery): Promise<FoundSessions> {
  const { index } = context;
  const isWanted = looksForText(query);
  const excluded = isWanted ? [] : excludedExpressions(query);
  const hits = new Map<string, readonly TextHit[]>();
  const unwanted = new Set<string>();
  const months = isWanted || excluded.length > 0 ? index.text.months().toReversed() : [];
  for (const month of months) {
    const shard = await nextShard(context, month);
    if (index.text.isBehind(shard)) index.startCatchUp();
    if (isWanted) {
      for (const [file, ofFile] of matchShard(index, shard, query, null).hits) hits.set(file, ofFile);
    }
    for (const one of excluded) for (const file of filesWith(index, shard, one)) unwanted.add(file);
    index.text.trim();
  }
  return {
    wanted: isWanted ? new Set(hits.keys()) : null,
    unwanted,
    snippets: sessionId => readSnippets(index, hits.get(index.fileOf(sessionId) ?? '') ?? [], query.terms),
  };
}

/** Keeps the sessions that the text allows. */
export function addText(where: Conditions, { wanted, unwanted }: FoundSessions): void {
  if (wanted !== null) where.add('s.file IN (SELECT value FROM json_each(?))', JSON.stringify([...wanted]));
  if (unwanted.size > 0) {
    where.add('s.file NOT IN (SELECT value FROM json_each(?))', JSON.stringify([...unwanted]));
  }
}

function rankSessions(
  { index, now }: ListContext,
  where: Conditions,
  hits: ReadonlyMap<string, readonly TextHit[]>,
): { session: SessionSummary; score: number; hits: readonly TextHit[] }[] {
  return sessionsOf(index, where, [...hits.keys()])
    .map(row => {
      const ofSession = hits.get(row.file) ?? [];
      return { session: toSummary(index, row, now), score: scoreSession(ofSession), hits: ofSession };
    })
    .sort(
      (a, b) =>
        b.score - a.score ||
        compare(b.session.started_at, a.session.started_at) ||
        compare(b.session.id, a.session.id),
    );
}

function sessionsOf(index: RecordIndex, where: Conditions, files: readonly string[]) {
  return index.database.all<SummaryRow & { file: string }>(
    `SELECT ${SUMMARY_COLUMNS}, s.file FROM sessions s
      WHERE s.file IN (SELECT value FROM json_each(?)) AND ${where.sql}`,
    [JSON.stringify(files), ...where.params],
  );
}

function comesAfter({ session, score }: RankedSession, end: PageEnd): boolean {
  if (score !== end.score) return score < end.score;
  return (compare(session.started_at, end.startedAt) || compare(session.id, end.id)) < 0;
}

function endOf({ session, score, month, basis }: RankedSession): PageEnd {
  return { month, ...basis, score, startedAt: session.started_at, id: session.id };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
