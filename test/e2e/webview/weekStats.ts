// Statistics of a recorded week, request by request, with the ranges, filters and parts of the real API.

import { sampleOf } from '../../../src/core/statistics/durationScale.ts';
import { Histogram } from '../../../src/core/statistics/histogram.ts';
import type { RequestSummary, SessionDetail } from '../../../src/protocol/api.ts';
import type { Distribution, HeatMapCell, Stats, StatsRow, StatsTotals } from '../../../src/protocol/stats.ts';
import { type RecordedWeek, statsRow } from './recordedWeek.ts';

const DAY_MS = 86_400_000;

export function weekStats(week: RecordedWeek, query: URLSearchParams): Stats {
  const now = Date.parse(week.sessions[0]?.ended_at ?? '');
  const today = new Date(now).toISOString().slice(0, 10);
  const days = Number(query.get('days') ?? 0);
  const first = days > 0 ? new Date(Date.parse(today) - (days - 1) * DAY_MS).toISOString() : '';
  const from = query.get('from') ?? (first === '' ? (week.sessions.at(-1)?.started_at ?? '') : first);
  const to = query.get('to') ?? `${today}T23:59:59.999Z`;
  const sessions = week.sessions.filter(
    session =>
      session.started_at >= from &&
      session.started_at.slice(0, 19) <= (to.length === 10 ? `${to}T23:59:59` : to) &&
      isMatch(query, 'model', session.models[0] ?? '') &&
      isMatch(query, 'client', session.client) &&
      isMatch(query, 'workspace', session.workspace ?? '') &&
      isMatch(query, 'provider', session.providers[0] ?? ''),
  );
  const asked = query.get('by') ?? 'day';
  const by = asked === 'auto' ? (days === 1 ? 'hour' : 'day') : asked;
  const hasRange = query.has('days') || query.has('from');
  const length = Date.parse(today) + DAY_MS - Date.parse(from);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to.length === 10 ? `${to}T23:59:59.999Z` : to).toISOString(),
    tz: 'UTC',
    is_demo: false,
    totals: totalsOf(sessions),
    group_by: by,
    rows: grouped(sessions, session => keyOf(session, by)).map(([key, items]) => ({
      ...statsRow(key, items),
      split: grouped(items, session => session.models[0] ?? '').map(([name, parts]) => statsRow(name, parts)),
    })),
    by_model: rowsBy(sessions, session => session.models[0] ?? ''),
    by_tool: [
      {
        name: 'Read',
        server: null,
        call_count: 431,
        error_count: 0,
        mean_duration_ms: 41.5,
        p95_duration_ms: 120,
      },
      {
        name: 'Bash',
        server: null,
        call_count: 212,
        error_count: 19,
        mean_duration_ms: 5210,
        p95_duration_ms: 31_000,
      },
      {
        name: 'search_code',
        server: 'github',
        call_count: 31,
        error_count: 2,
        mean_duration_ms: 801,
        p95_duration_ms: null,
      },
    ],
    previous: hasRange
      ? {
          from: new Date(Date.parse(from) - length).toISOString(),
          to: new Date(from).toISOString(),
          totals: totalsOf(sessions.slice(Math.floor(sessions.length / 3))),
        }
      : null,
    latency: {
      duration: distribution(sessions, request => request.duration_ms),
      time_to_first_token: distribution(sessions, request => request.time_to_first_token_ms),
      proxy_overhead: distribution(sessions, request => request.proxy_overhead_ms),
      proxy_overhead_share: 0.0000784,
    },
    heat_map: heatMap(sessions),
    top_sessions: [...sessions].sort((a, b) => (b.cost_usd ?? -1) - (a.cost_usd ?? -1)).slice(0, 10),
    by_client: rowsBy(sessions, session => session.client),
    by_workspace: rowsBy(sessions, session => session.workspace ?? ''),
    by_provider: rowsBy(sessions, session => session.providers[0] ?? ''),
  };
}

function isMatch(query: URLSearchParams, name: string, value: string): boolean {
  return !query.has(name) || query.get(name) === value;
}

function keyOf(session: SessionDetail, by: string): string {
  if (by === 'client') return session.client;
  if (by === 'workspace') return session.workspace ?? '';
  if (by === 'model') return session.models[0] ?? '';
  const isHour = by === 'hour';
  return `${session.started_at.slice(0, isHour ? 13 : 10)}${isHour ? '' : 'T00'}:00:00+00:00`;
}

function totalsOf(sessions: readonly SessionDetail[]): StatsTotals {
  const { key: _key, ...totals } = statsRow('', sessions);
  return { ...totals, mean_proxy_overhead_ms: sessions.length === 0 ? null : 0.33 };
}

function grouped(
  sessions: readonly SessionDetail[],
  name: (session: SessionDetail) => string,
): [string, SessionDetail[]][] {
  return [...Map.groupBy(sessions, name)].sort(([a], [b]) => a.localeCompare(b));
}

function rowsBy(sessions: readonly SessionDetail[], name: (session: SessionDetail) => string): StatsRow[] {
  return grouped(sessions, name)
    .map(([key, items]) => statsRow(key, items))
    .sort((a, b) => (b.cost_usd ?? -1) - (a.cost_usd ?? -1));
}

function distribution(
  sessions: readonly SessionDetail[],
  read: (request: RequestSummary) => number | null,
): Distribution {
  const histogram = new Histogram();
  for (const request of sessions.flatMap(session => session.requests))
    histogram.add(sampleOf(read(request)) ?? '');
  return {
    count: histogram.count,
    mean_ms: histogram.percentile(0.5),
    p50_ms: histogram.percentile(0.5),
    p95_ms: histogram.percentile(0.95),
    p99_ms: histogram.percentile(0.99),
    buckets: histogram.buckets(),
  };
}

function heatMap(sessions: readonly SessionDetail[]): HeatMapCell[] {
  const requests = sessions.flatMap(session => session.requests);
  const cells = Map.groupBy(requests, ({ started_at }) => {
    const at = new Date(started_at);
    return (((at.getUTCDay() + 6) % 7) + 1) * 24 + at.getUTCHours();
  });
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([key, items]) => ({
      weekday: Math.floor(key / 24),
      hour: key % 24,
      request_count: items.length,
      error_count: items.filter(item => item.outcome === 'error').length,
      total_tokens: items.reduce((sum, item) => sum + (item.total_tokens ?? 0), 0),
      cost_usd: items.reduce((sum, item) => sum + (item.cost_usd ?? 0), 0),
      cost_incomplete: false,
    }));
}
