// The list of sessions: filtered, sorted, paged; a text search adds the sessions that its words are found in.
import * as z from 'zod/mini';
import { looksForText, type ParsedQuery, parseQuery } from '../../../core/search/parseQuery.ts';
import type { SessionList, SessionQuery } from '../../../protocol/api.ts';
import type { RecordIndex } from '../recordIndex.ts';
import type { Conditions } from './conditions.ts';
import { decodeCursor, encodeCursor, queryIdentity } from './cursor.ts';
import { addText, searchAll, searchByRelevance } from './searchSessions.ts';
import { addSearchFilters, sessionConditions } from './sessionConditions.ts';
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from './sessionSummary.ts';
import { resolveRange } from './timeRange.ts';

const DEFAULT_LIMIT = 50;

/** What is compared, then the id; the second says whether the greatest comes first. */
const SORTS = {
  newest: ['s.started_at', true],
  oldest: ['s.started_at', false],
  cost: ['coalesce(s.cost_usd, -1)', true],
  tokens: ['coalesce(s.total_tokens, -1)', true],
  requests: ['s.request_count', true],
} as const;

const pageEnd = z.object({ v: z.union([z.string(), z.number()]), id: z.string() });

export interface ListContext {
  index: RecordIndex;
  /** Milliseconds since the epoch. */
  now: number;
  signal: AbortSignal;
}

export async function listSessions(context: ListContext, query: SessionQuery): Promise<SessionList> {
  const range = resolveRange(query, context.now);
  const where = sessionConditions(query, range);
  const parsed = parseQuery(query.text_search ?? '');
  addSearchFilters(where, parsed.filters, range.tz);
  const list = await listMatching(context, query, parsed, where);
  return query.text_search === undefined ? list : { ...list, problems: parsed.problems };
}

async function listMatching(
  context: ListContext,
  query: SessionQuery,
  parsed: ParsedQuery,
  where: Conditions,
): Promise<SessionList> {
  const sort = query.sort ?? (looksForText(parsed) ? 'relevance' : 'newest');
  const page = {
    identity: queryIdentity(query),
    cursor: query.cursor,
    limit: query.limit ?? DEFAULT_LIMIT,
  };
  if (looksForText(parsed) && sort === 'relevance') return searchByRelevance(context, parsed, where, page);
  const found = await searchAll(context, parsed);
  addText(where, found);
  const list = listPage(context, where, sort === 'relevance' ? 'newest' : sort, page);
  if (found.wanted !== null) {
    await Promise.all(
      list.sessions.map(async session => {
        session.snippets = await found.snippets(session.id);
      }),
    );
  }
  return list;
}

export interface Page {
  identity: string;
  cursor: string | undefined;
  limit: number;
}

function listPage(
  { index, now }: ListContext,
  where: Conditions,
  sort: keyof typeof SORTS,
  page: Page,
): SessionList {
  const after = decodeCursor(page.cursor, page.identity, pageEnd);
  const total = index.database.get<{ n: number }>(
    `SELECT count(*) AS n FROM sessions s WHERE ${where.sql}`,
    where.params,
  );
  const [column, isDescending] = SORTS[sort];
  if (after !== null) where.add(`(${column}, s.id) ${isDescending ? '<' : '>'} (?, ?)`, after.v, after.id);
  const order = isDescending ? 'DESC' : 'ASC';
  const rows = index.database.all<SummaryRow & { sorted_by: string | number }>(
    `SELECT ${SUMMARY_COLUMNS}, ${column} AS sorted_by FROM sessions s WHERE ${where.sql}
      ORDER BY ${column} ${order}, s.id ${order} LIMIT ?`,
    [...where.params, page.limit + 1],
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const hasMore = rows.length > page.limit && last !== undefined;
  return {
    sessions: shown.map(row => toSummary(index, row, now)),
    next_cursor: hasMore ? encodeCursor(page.identity, { v: last.sorted_by, id: last.id }) : null,
    total: total?.n ?? 0,
  };
}
