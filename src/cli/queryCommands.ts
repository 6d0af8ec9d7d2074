// The commands that ask a running LunaRoute: `sessions`, `search`, `stats`, `metrics`.
import type { RequestSummary, SessionSummary } from '../protocol/api.ts';
import {
  countOf,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatModel,
  formatTimeAgo,
  UNKNOWN,
} from '../protocol/format.ts';
import { toLabel } from '../protocol/label.ts';
import type { StatsRow } from '../protocol/stats.ts';
import { type CliContext, writeLine } from './cliContext.ts';
import { withService } from './connectToService.ts';
import { METRICS_HELP, SEARCH_HELP, SESSIONS_HELP, STATS_HELP } from './helpTexts.ts';
import {
  type QueryArguments,
  readListArguments,
  readMetricsArguments,
  readStatsArguments,
} from './queryArguments.ts';
import { statsColumns, statsTables } from './statsTables.ts';
import { type Column, formatTable } from './table.ts';
import { usageError } from './usageError.ts';

const SNIPPET_CHARS = 160;

export async function sessionsCommand(args: string[], context: CliContext): Promise<void> {
  const given = readListArguments(args);
  if (given.isHelp) return writeLine(context.stdout, SESSIONS_HELP);
  const [id, ...others] = given.positionals;
  if (others.length > 0) throw usageError('sessions takes one ID at most.');
  if (id !== undefined) return showSession(id, given, context);
  await listSessions(given, context);
}

export async function searchCommand(args: string[], context: CliContext): Promise<void> {
  const given = readListArguments(args);
  if (given.isHelp) return writeLine(context.stdout, SEARCH_HELP);
  if (given.positionals.length === 0) throw usageError('search needs words to look for.');
  const text_search = given.positionals.join(' ');
  await listSessions({ ...given, query: { ...given.query, text_search } }, context);
}

export async function statsCommand(args: string[], context: CliContext): Promise<void> {
  const { isHelp, isJson, data, query } = readStatsArguments(args);
  const { stdout } = context;
  if (isHelp) return writeLine(stdout, STATS_HELP);
  const stats = await withService(data, context, api => api.stats(query));
  if (isJson) return writeLine(stdout, JSON.stringify(stats, null, 2));
  const total: StatsRow = { ...stats.totals, key: 'total' };
  const before = stats.previous == null ? [] : [{ ...stats.previous.totals, key: 'before' }];
  writeLine(stdout, formatTable(statsColumns(stats.group_by), [...stats.rows, total, ...before]));
  for (const table of statsTables(stats)) writeLine(stdout, `\n${table}`);
}

export async function metricsCommand(args: string[], context: CliContext): Promise<void> {
  const { isHelp, data } = readMetricsArguments(args);
  if (isHelp) return writeLine(context.stdout, METRICS_HELP);
  context.stdout.write(await withService(data, context, api => api.metrics()));
}

async function listSessions({ query, data, isJson }: QueryArguments, context: CliContext): Promise<void> {
  const { stdout, stderr } = context;
  const list = await withService(data, context, api => api.sessions(query));
  if (isJson) return writeLine(stdout, JSON.stringify(list, null, 2));
  if (list.sessions.length === 0) return writeLine(stderr, 'No sessions.');
  if (list.sessions.every(({ snippets }) => snippets === undefined))
    writeLine(stdout, formatTable(sessionColumns(context.now()), list.sessions));
  else writeHits(list.sessions, context);
  const more = list.next_cursor === null ? '' : ` of ${list.total ?? 'more'}; --limit shows more`;
  writeLine(stderr, `${countOf(list.sessions.length, 'session')}${more}.`);
}

/** Each hit is a line of its figures, then the places where the text stands. */
function writeHits(sessions: readonly SessionSummary[], { stdout, now }: CliContext): void {
  const [, ...lines] = formatTable(sessionColumns(now()), sessions).split('\n');
  for (const [index, session] of sessions.entries()) {
    writeLine(stdout, lines[index] ?? '');
    for (const { source, text } of session.snippets ?? []) {
      const marked = text.replaceAll('\u0002', '«').replaceAll('\u0003', '»');
      writeLine(stdout, `    ${source}: ${toLabel(marked, SNIPPET_CHARS)}`);
    }
  }
}

async function showSession(id: string, given: QueryArguments, context: CliContext): Promise<void> {
  const { stdout } = context;
  const session = await withService(given.data, context, api => api.session(id));
  if (given.isJson) return writeLine(stdout, JSON.stringify(session, null, 2));
  writeLine(stdout, formatTable(sessionColumns(context.now()), [session]));
  writeLine(stdout, `\n${formatTable(REQUEST_COLUMNS, session.requests)}`);
}

function sessionColumns(nowMs: number): Column<SessionSummary>[] {
  return [
    { title: 'SESSION', cell: ({ id }) => id },
    { title: 'LAST', cell: session => (session.live ? 'now' : formatTimeAgo(session.ended_at, nowMs)) },
    { title: 'CLIENT', cell: ({ client }) => client },
    { title: 'MODEL', cell: ({ models }) => models.map(formatModel).join(' ') || UNKNOWN },
    { title: 'REQ', isRight: true, cell: session => formatCount(session.request_count) },
    { title: 'TOKENS', isRight: true, cell: session => formatCount(session.total_tokens) },
    { title: 'COST', isRight: true, cell: session => formatCost(session.cost_usd, session.cost_incomplete) },
    { title: 'TITLE', cell: ({ title }) => title ?? UNKNOWN },
  ];
}

const REQUEST_COLUMNS: readonly Column<RequestSummary>[] = [
  { title: 'REQUEST', cell: ({ id }) => id },
  { title: 'TIME', cell: ({ started_at }) => formatClock(started_at) },
  { title: 'MODEL', cell: ({ model }) => formatModel(model) },
  { title: 'STATUS', isRight: true, cell: ({ status }) => String(status ?? UNKNOWN) },
  { title: 'OUTCOME', cell: ({ outcome }) => outcome ?? 'running' },
  { title: 'IN', isRight: true, cell: request => formatCount(request.input_tokens) },
  { title: 'OUT', isRight: true, cell: request => formatCount(request.output_tokens) },
  { title: 'COST', isRight: true, cell: request => formatCost(request.cost_usd) },
  { title: 'TIME', isRight: true, cell: request => formatDuration(request.duration_ms) },
  { title: 'TOOLS', cell: request => request.tool_calls.map(({ name }) => name).join(' ') },
];
