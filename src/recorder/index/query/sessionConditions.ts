// Turns the filters of `GET /sessions`, and those within a search text, into SQL over `sessions s`.
import type { NumberFilter, SearchFilters, TextFilter } from '../../../core/search/parseQuery.ts';
import type { SessionQuery } from '../../../protocol/api.ts';
import { Conditions } from './conditions.ts';
import { readTime, type TimeRange } from './timeRange.ts';

const HAS_MODEL = 'EXISTS (SELECT 1 FROM usage u WHERE u.session = s.key AND ';
const HAS_TOOL = 'EXISTS (SELECT 1 FROM tool_usage t WHERE t.session = s.key AND ';
const HAS_TAG = 'EXISTS (SELECT 1 FROM json_each(s.tags) g WHERE ';

export function sessionConditions(query: SessionQuery, range: TimeRange): Conditions {
  const where = new Conditions();
  if (range.fromMs !== null) where.add('s.ended_at >= ?', new Date(range.fromMs).toISOString());
  if (range.toMs !== null) where.add('s.started_at < ?', new Date(range.toMs).toISOString());
  if (query.model?.endsWith('*')) {
    const prefix = query.model.slice(0, -1);
    where.add(`${HAS_MODEL} substr(u.model, 1, length(?)) = ?)`, prefix, prefix);
  } else if (query.model !== undefined) {
    where.add(`${HAS_MODEL} u.model = ?)`, query.model);
  }
  if (query.provider !== undefined) where.add(`${HAS_MODEL} u.provider = ?)`, query.provider);
  if (query.client !== undefined) where.add('s.client = ?', query.client);
  if (query.workspace !== undefined) where.add("coalesce(s.workspace, '') = ?", query.workspace);
  if (query.tool !== undefined) where.add(`${HAS_TOOL} t.name = ?)`, query.tool);
  if (query.success !== undefined) where.add(query.success ? 's.error_count = 0' : 's.error_count > 0');
  if (query.tag !== undefined) where.add(`${HAS_TAG} g.value = ?)`, query.tag);
  if (query.pinned !== undefined) where.add('s.pinned = ?', query.pinned ? 1 : 0);
  if (query.origin !== undefined) where.add('s.origin = ?', query.origin);
  if (query.min_total_tokens !== undefined) where.add('s.total_tokens >= ?', query.min_total_tokens);
  if (query.max_total_tokens !== undefined) where.add('s.total_tokens <= ?', query.max_total_tokens);
  if (query.min_cost !== undefined) where.add('s.cost_usd >= ?', query.min_cost);
  return where;
}

/** Adds what the search syntax asks of a session; `path:` is a matter of the text. */
export function addSearchFilters(where: Conditions, filters: SearchFilters, tz: string): void {
  addAny(where, filters.model, 'contains', test => `${HAS_MODEL} ${test('u.model')})`);
  addAny(where, filters.provider, 'equals', test => `${HAS_MODEL} ${test('u.provider')})`);
  addAny(where, filters.client, 'contains', test => test('s.client'));
  addAny(where, filters.workspace, 'contains', test => test("coalesce(s.workspace, '')"));
  addAny(where, filters.tool, 'equals', test => `${HAS_TOOL} ${test('t.name')})`);
  addAny(where, filters.tag, 'equals', test => `${HAS_TAG} ${test('g.value')})`);
  for (const { value, isNegated } of filters.status) {
    const not = isNegated ? 'NOT ' : '';
    if (value === 'error') where.add(`${not}s.error_count > 0`);
    else if (value === 'ok') where.add(`${not}s.error_count = 0`);
    else {
      where.add(`${not}EXISTS (SELECT 1 FROM requests r WHERE r.session = s.key AND r.status = ?)`, value);
    }
  }
  for (const filter of filters.cost) addNumber(where, 's.cost_usd', filter);
  for (const filter of filters.tokens) addNumber(where, 's.total_tokens', filter);
  if (filters.after !== null) {
    where.add('s.ended_at >= ?', new Date(readTime('after', filters.after, tz, 0)).toISOString());
  }
  if (filters.before !== null) {
    where.add('s.started_at < ?', new Date(readTime('before', filters.before, tz, 0)).toISOString());
  }
}

/** Any of the wanted values, none of the unwanted; without regard to case. */
function addAny(
  where: Conditions,
  filters: readonly TextFilter[],
  how: 'equals' | 'contains',
  exists: (test: (column: string) => string) => string,
): void {
  const testOf = (filter: TextFilter) =>
    exists(column => {
      if (how === 'contains' && !filter.isExact) return `instr(lower(${column}), lower(?)) > 0`;
      return filter.isPrefix ? `instr(lower(${column}), lower(?)) = 1` : `lower(${column}) = lower(?)`;
    });
  const wanted = filters.filter(filter => !filter.isNegated);
  if (wanted.length > 0) {
    where.add(wanted.map(testOf).join(' OR '), ...wanted.map(filter => filter.value));
  }
  for (const filter of filters) if (filter.isNegated) where.add(`NOT ${testOf(filter)}`, filter.value);
}

/** `op` is one of a closed set of operators. */
function addNumber(where: Conditions, column: string, { op, value }: NumberFilter): void {
  where.add(`${column} ${op} ?`, value);
}
