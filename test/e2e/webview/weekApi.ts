// Answers the panel's API calls from a recorded week, with the filters and pages of the real one.
import { parseQuery } from '../../../src/core/search/parseQuery.ts';
import type {
  RecordedMessage,
  RequestDetail,
  SessionDetail,
  SessionList,
  SessionSummary,
  TurnList,
} from '../../../src/protocol/api.ts';
import type { ContextList } from '../../../src/protocol/context.ts';
import { LunaRouteError } from '../../../src/protocol/errors.ts';
import { lexQuery } from '../../../src/protocol/lexQuery.ts';
import type { PanelLive } from '../../../src/protocol/panel.ts';
import type { Facets, FacetValue } from '../../../src/protocol/search.ts';
import { contextTurns, OFFERED_TOOLS } from './recordedContexts.ts';
import { type RecordedWeek, statsRow } from './recordedWeek.ts';
import { weekStats } from './weekStats.ts';

export type WeekApi = (target: string) => unknown;

export function weekApi(week: RecordedWeek): WeekApi {
  return target => {
    const url = new URL(target, 'http://127.0.0.1');
    const [, root, id, kind, requestId] = url.pathname.split('/');
    if (root === 'facets') return facets(week, url.searchParams);
    if (root === 'stats') return weekStats(week, url.searchParams);
    if (id === undefined) return list(week, url.searchParams);
    const session = week.sessions.find(item => item.id === id);
    if (session === undefined) throw new LunaRouteError('not_found', 'No such session.');
    if (kind === 'context') return contexts(week, session, url.searchParams);
    if (kind === 'turns') return turns(week, id, url.searchParams);
    if (kind === 'requests') return detail(session, requestId ?? '');
    return session;
  };
}

/** Words of the text, and the fields that tests use; the real syntax is tested where it is. */
function matching(week: RecordedWeek, query: URLSearchParams) {
  const terms = lexQuery(query.get('text_search') ?? '');
  const words = terms
    .filter(term => term.field === null)
    .map(term => term.text.replace(/\*$/, '').toLowerCase())
    .join(' ');
  // A field without a value is left out.
  const values = terms.filter(term => term.text !== '' || term.isQuoted);
  const of = (field: string) => values.filter(term => term.field === field).map(term => term.text);
  const has = (field: string, values: readonly string[]) =>
    of(field).length === 0 || of(field).some(value => values.includes(value));
  const sessions = week.sessions.filter(
    session =>
      (words === '' || text(week, session).includes(words)) &&
      has('model', session.models) &&
      has('client', [session.client]) &&
      has('workspace', [session.workspace ?? '']) &&
      has('status', [session.error_count > 0 ? 'error' : 'ok']),
  );
  const { problems } = parseQuery(query.get('text_search') ?? '');
  return { words, sessions, problems };
}

function list(week: RecordedWeek, query: URLSearchParams): SessionList {
  const { words, sessions, problems } = matching(week, query);
  const { page, next } = paged(sessions, query, 50);
  return {
    sessions: page.map(session => ({
      ...summary(session),
      ...(words === '' ? {} : snippets(session, words)),
    })),
    next_cursor: next,
    total: sessions.length,
    problems,
  };
}

function facets(week: RecordedWeek, query: URLSearchParams): Facets {
  const { sessions } = matching(week, query);
  const count = (valuesOf: (session: SessionDetail) => readonly string[]): FacetValue[] => {
    const counts = new Map<string, number>();
    for (const value of sessions.flatMap(valuesOf)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts]
      .map(([value, session_count]) => ({ value, session_count }))
      .sort((a, b) => b.session_count - a.session_count);
  };
  const day = count(session => [session.started_at.slice(0, 10)]);
  return {
    total: sessions.length,
    facets: {
      workspace: count(session => [session.workspace ?? '']),
      client: count(session => [session.client]),
      model: count(session => session.models),
      tool: count(session => [
        ...new Set(session.requests.flatMap(item => item.tool_calls.map(call => call.name))),
      ]),
      tag: count(session => session.tags),
      day: day.sort((a, b) => b.value.localeCompare(a.value)),
      status: count(session => [session.error_count > 0 ? 'error' : 'ok']),
    },
  };
}

function summary({
  requests: _requests,
  threads: _threads,
  next_cursor: _cursor,
  ...rest
}: SessionDetail): SessionSummary {
  return rest;
}

function snippets(session: SessionDetail, words: string): Pick<SessionSummary, 'snippets'> {
  const [first, second] = session.requests;
  const mark = `\u0002${words}\u0003`;
  return {
    snippets: [
      {
        request_id: first?.id ?? '',
        source: 'answer',
        text: `…the ${mark} loop swallowed the error because the <b>third</b> failure was lost…`,
      },
      {
        request_id: second?.id ?? '',
        source: 'tool_result',
        text: `…expect(${mark}).toHaveBeenCalledTimes(3);\n\u202eexpect(done)…`,
      },
    ],
  };
}

function text(week: RecordedWeek, session: SessionDetail): string {
  return `${session.title} ${JSON.stringify(week.turns.get(session.id) ?? [])}`.toLowerCase();
}

function contexts(week: RecordedWeek, session: SessionDetail, query: URLSearchParams): ContextList {
  const { page, next } = paged(contextTurns(session.requests), query, 100);
  const tools = session === week.sessions[0] ? OFFERED_TOOLS : [];
  return { turns: page, tools, next_cursor: next };
}

function turns(week: RecordedWeek, id: string, query: URLSearchParams): TurnList {
  const { page, next } = paged(week.turns.get(id) ?? [], query, 50);
  return { turns: page, next_cursor: next };
}

function paged<T>(items: readonly T[], query: URLSearchParams, fallback: number) {
  const start = Number(query.get('cursor') ?? 0);
  const end = start + Number(query.get('limit') ?? fallback);
  return { page: items.slice(start, end), next: end < items.length ? String(end) : null };
}

function detail(session: SessionDetail, requestId: string): RequestDetail {
  const request = session.requests.find(item => item.id === requestId);
  if (request === undefined) throw new LunaRouteError('not_found', 'No such request.');
  return {
    ...request,
    request: message({
      model: request.model,
      stream: true,
      messages: [{ role: 'user', content: 'Why is it flaky?' }],
    }),
    response:
      request.outcome === null
        ? null
        : {
            ...message({ id: 'msg_01', type: 'message', content: [{ type: 'text', text: 'Because.' }] }),
            is_folded: true,
          },
  };
}

function message(body: unknown): RecordedMessage {
  const content = JSON.stringify(body);
  return {
    headers: [
      ['content-type', 'application/json'],
      ['x-api-key', '[redacted]'],
      ['user-agent', 'claude-cli/2.1.330 (external, cli)'],
    ],
    body: {
      encoding: 'utf8',
      content,
      wire_bytes: content.length,
      content_encoding: 'gzip',
      is_truncated: false,
      undecoded: null,
    },
  };
}

/** A snapshot of a proxy that runs and records. */
export function runningSnapshot(week: RecordedWeek): PanelLive {
  const { key: _key, ...today } = statsRow('', week.sessions.slice(0, 4));
  return {
    version: '0.1.0',
    state: 'running',
    url: 'http://127.0.0.1:8081',
    pid: 4711,
    recording: 'on',
    problem: null,
    rebuild: null,
    revision: 1,
    today,
    today_by_model: [],
    today_is_demo: false,
    active: [],
    active_count: 0,
    dropped_count: 0,
    damaged_line_count: 0,
    queued_bytes: 0,
    size_bytes: 48_210_000,
    task: null,
    quotas: [],
    context: null,
    is_workspace_excluded: false,
  };
}
