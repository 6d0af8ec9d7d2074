// The statistics page: buckets of a range, stacks, changes, the search behind a bar, safe CSV.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../../src/core/search/parseQuery.ts';
import { panelApiTarget, panelRoute } from '../../src/protocol/panel.ts';
import type { StatsRow } from '../../src/protocol/stats.ts';
import { UNKNOWN_USAGE, withTotal } from '../../src/protocol/usage.ts';
import { toCsv } from '../../webview/csv.ts';
import { persistNavigation, restoreNavigation, START } from '../../webview/navigation.ts';
import { bucketLabel, bucketTitle, localDate, timeBuckets } from '../../webview/statistics/buckets.ts';
import { changeOf, pointChange } from '../../webview/statistics/change.ts';
import { durationBuckets } from '../../webview/statistics/durations.ts';
import { heatRows, heatSize, weekdayName } from '../../webview/statistics/heat.ts';
import { namesTarget, rangeTarget } from '../../webview/statistics/range.ts';
import { COUNTS, costSeries, DOLLARS, stack, tokenSeries } from '../../webview/statistics/series.ts';
import { sessionsBehind } from '../../webview/statistics/sessionsBehind.ts';

function row(key: string, given: Partial<StatsRow> = {}): StatsRow {
  return {
    key,
    ...withTotal(UNKNOWN_USAGE),
    cost_usd: null,
    cost_incomplete: false,
    request_count: 1,
    error_count: 0,
    session_count: 1,
    tool_call_count: 0,
    cache_savings_usd: null,
    mean_duration_ms: null,
    mean_time_to_first_token_ms: null,
    ...given,
  };
}

const berlin = { tz: 'Europe/Berlin', group_by: 'day' };

test('days without traffic have an empty bucket, also where clocks change', () => {
  const rows = [row('2026-10-24T00:00:00+02:00'), row('2026-10-26T00:00:00+01:00')];
  const range = { from: '2026-10-23T22:00:00Z', to: '2026-10-27T10:00:00Z' };
  assert.deepEqual(
    timeBuckets({ ...berlin, ...range, rows }).map(bucket => [bucket.key, bucket.before, bucket.row?.key]),
    [
      ['2026-10-24', '2026-10-25', '2026-10-24T00:00:00+02:00'],
      ['2026-10-25', '2026-10-26', undefined],
      ['2026-10-26', '2026-10-27', '2026-10-26T00:00:00+01:00'],
      ['2026-10-27', '2026-10-28', undefined],
    ],
  );
});

test('the day on which clocks are set back has 25 hours, each with its own requests', () => {
  const rows = [row('2026-10-25T02:00:00+02:00', { request_count: 3 }), row('2026-10-25T02:00:00+01:00')];
  const range = { from: '2026-10-24T22:00:00Z', to: '2026-10-25T10:00:00Z', group_by: 'hour' };
  const buckets = timeBuckets({ ...berlin, ...range, rows });
  assert.equal(buckets.length, 25);
  assert.deepEqual(
    buckets
      .filter(bucket => bucket.row !== null)
      .map(({ key, after, row: of }) => [key, after, of?.request_count]),
    [
      ['2026-10-25T02', '2026-10-25T00:00:00.000Z', 3],
      ['2026-10-25T02', '2026-10-25T01:00:00.000Z', 1],
    ],
  );
});

test('hours of a zone that is not whole hours from UTC are its own', () => {
  const rows = [row('2026-11-24T09:00:00+05:45')];
  const range = { from: '2026-11-23T18:15:00Z', to: '2026-11-24T04:00:00Z' };
  const buckets = timeBuckets({ tz: 'Asia/Kathmandu', group_by: 'hour', ...range, rows });
  assert.deepEqual(
    [buckets.length, buckets[0]?.key, buckets[9]?.row?.key],
    [24, '2026-11-24T00', rows[0]?.key],
  );
});

test('weeks begin on Monday and months on the first', () => {
  const range = { from: '2026-10-28T00:00:00Z', to: '2026-12-02T00:00:00Z', tz: 'UTC' };
  const rows = [row('2026-11-02T00:00:00+00:00'), row('2026-12-01T00:00:00+00:00')];
  const keys = (group_by: string) =>
    timeBuckets({ ...range, group_by, rows }).map(bucket => [bucket.key, bucket.row !== null]);
  assert.deepEqual(keys('week').slice(0, 3), [
    ['2026-10-26', false],
    ['2026-11-02', true],
    ['2026-11-09', false],
  ]);
  assert.deepEqual(keys('month'), [
    ['2026-10-01', false],
    ['2026-11-01', false],
    ['2026-12-01', true],
  ]);
});

test('buckets are named for axis and tooltip', () => {
  const bucket = (key: string) => ({ key, after: '', before: '', row: null });
  const names = (key: string, group: string) => [
    bucketLabel(bucket(key), group, 'en-US'),
    bucketTitle(bucket(key), group, 'en-US').replaceAll(/[\u2009\u202f]/g, ' '),
  ];
  assert.deepEqual(names('2026-11-24T09', 'hour'), ['09:00', 'Nov 24, 2026, 09:00']);
  assert.deepEqual(names('2026-11-24', 'day'), ['Nov 24', 'Tuesday, November 24, 2026']);
  assert.deepEqual(names('2026-11-23', 'week'), ['Nov 23', 'Nov 23 – 29, 2026']);
  assert.deepEqual(names('2026-11-01', 'month'), ['Nov 2026', 'November 2026']);
});

test('a date is that of the asked time zone', () => {
  const at = Date.parse('2026-11-24T23:30:00Z');
  assert.deepEqual([localDate(at, 'UTC'), localDate(at, 'Asia/Tokyo')], ['2026-11-24', '2026-11-25']);
});

test('stacks grow from cache read to output and end at the total', () => {
  const usage = withTotal({
    input_tokens: 100,
    output_tokens: 20,
    reasoning_tokens: 5,
    cache_read_tokens: 60,
    cache_write_5m_tokens: 10,
    cache_write_1h_tokens: 10,
  });
  const bucket = (of: StatsRow | null) => ({ key: '', after: '', before: '', row: of });
  assert.deepEqual(stack(tokenSeries([bucket(null), bucket(row('', usage))])), [
    [0, 60],
    [0, 80],
    [0, 100],
    [0, 105],
    [0, 120],
  ]);
});

test('the most expensive models have bars of their own, all others share one, and no cost is lost', () => {
  const models = Array.from({ length: 9 }, (_, index) => row(`model-${index}`, { cost_usd: 9 - index }));
  const split = models.map(({ key, cost_usd }) => ({
    ...{ key, cost_usd, request_count: 1, total_tokens: 1, cost_incomplete: false },
  }));
  const bucket = { key: '', after: '', before: '', row: row('', { split }) };
  const series = costSeries([bucket], [...models, row('free', { cost_usd: null })]);
  assert.deepEqual(
    series.map(({ label, values }) => [label, values[0]]),
    [
      ['model-0', 9],
      ['model-1', 8],
      ['model-2', 7],
      ['model-3', 6],
      ['model-4', 5],
      ['Other models', 4 + 3 + 2 + 1],
    ],
  );
  assert.equal(new Set(series.map(({ color }) => color)).size, series.length);
});

test('a change tells direction and size in words too', () => {
  assert.deepEqual(changeOf(110, 100), { icon: 'arrow-up', text: '10 %', words: 'up 10 %' });
  assert.deepEqual(changeOf(50, 100), { icon: 'arrow-down', text: '50 %', words: 'down 50 %' });
  assert.deepEqual([changeOf(100, 100)?.words, changeOf(0, 0)?.words], ['unchanged', 'unchanged']);
  assert.equal(changeOf(3, 0)?.words, 'up from nothing');
  assert.deepEqual([changeOf(null, 1), changeOf(1, null)], [null, null]);
  assert.equal(pointChange(0.9, 0.75)?.words, 'up 15 pts');
});

test('the search behind a bar or row finds what the statistics were of', () => {
  const route = { page: 'statistics', days: 7, model: 'a model "x"', workspace: '' } as const;
  const { query } = sessionsBehind(route, '2026-11-24', { tool: 'Read', client: 'codex' });
  const { filters, fts, problems } = parseQuery(query);
  assert.deepEqual([fts, problems, filters.after, filters.before], [null, [], '2026-11-18', null]);
  assert.deepEqual(
    [filters.model, filters.tool, filters.client, filters.workspace].map(field =>
      field.map(({ value }) => value),
    ),
    [['a model x'], ['Read'], ['codex'], []],
  );
  const hour = { after: '2026-10-25T00:00:00.000Z', before: '2026-10-25T01:00:00.000Z' };
  const ofHour = parseQuery(sessionsBehind(route, '2026-11-24', hour).query);
  assert.deepEqual(
    [ofHour.problems, ofHour.filters.after, ofHour.filters.before],
    [[], hour.after, hour.before],
  );
  const custom = { page: 'statistics', days: 7, from: '2026-11-01', to: '2026-11-10' } as const;
  assert.equal(sessionsBehind(custom, '2026-11-24', {}).query, 'after:2026-11-01 before:2026-11-11');
  assert.equal(sessionsBehind({ page: 'statistics', days: 0 }, '2026-11-24', {}).query, '');
});

test('what the page asks for may be asked, and an empty filter means what has no name', () => {
  const route = { page: 'statistics', days: 7, from: '2026-11-01', to: '2026-11-10', workspace: '' } as const;
  const query = new URLSearchParams(rangeTarget(route, 'UTC').slice('/stats?'.length));
  assert.deepEqual(
    [query.get('days'), query.get('from'), query.get('to'), query.get('workspace'), query.get('by')],
    [null, '2026-11-01', '2026-11-10', '', 'auto'],
  );
  for (const target of [rangeTarget(route, 'Europe/Berlin'), namesTarget(route, 'UTC')])
    assert.ok(panelApiTarget.safeParse(target).success, target);
  assert.ok(panelRoute.safeParse(route).success);
  assert.equal(panelRoute.safeParse({ ...route, from: 'tomorrow' }).success, false);
});

test('route, filters and toggles survive a reload; what is damaged gives the start', () => {
  const statistics = { page: 'statistics', days: 30, client: 'codex' } as const;
  const kept = { 'statistics.tables': ['tokens'], 'statistics.scroll': 120 };
  const navigation = { ...START, page: 'statistics' as const, statistics, kept };
  assert.deepEqual(restoreNavigation(structuredClone(persistNavigation(navigation))), navigation);
  assert.deepEqual(restoreNavigation({ ...persistNavigation(navigation), kept: { a: {} } }), START);
});

test('cells that a spreadsheet would run as formulas are quoted, numbers stay numbers', () => {
  const cells = ['plain', '=1+1', '+cmd|x', '@SUM(A1)', '-2+3', ' \t=1', '-0.12', '1e-7', 'a,"b"\r\nc'];
  assert.equal(
    toCsv(cells.map(cell => [cell, 'x'])),
    [
      'plain,x',
      `"'=1+1",x`,
      `"'+cmd|x",x`,
      `"'@SUM(A1)",x`,
      `"'-2+3",x`,
      `"' \t=1",x`,
      '-0.12,x',
      '1e-7,x',
      '"a,""b""\r\nc",x',
      '',
    ].join('\r\n'),
  );
});

test('times are bars with their ends in words and their share', () => {
  const buckets = [
    { from_ms: 750, to_ms: 1000, count: 1 },
    { from_ms: 1000, to_ms: 1500, count: 3 },
    { from_ms: 1e7, to_ms: null, count: 0 },
  ];
  const of = { count: 4, mean_ms: 1, p50_ms: 1, p95_ms: 1, p99_ms: 1, buckets };
  assert.deepEqual(durationBuckets(of), [
    { label: '750 ms', title: '750 ms to 1.0 s', count: 1, share: 0.25 },
    { label: '1.0 s', title: '1.0 s to 1.5 s', count: 3, share: 0.75 },
    { label: '2 h 47 m', title: '2 h 47 m and more', count: 0, share: 0 },
  ]);
});

test('the week has 7 rows of 24 hours from Monday on, and what is little is still seen', () => {
  const cell = { weekday: 7, hour: 23, request_count: 1, error_count: 0, total_tokens: 5, cost_usd: 1 };
  const rows = heatRows([{ ...cell, cost_incomplete: false }]);
  assert.deepEqual([rows.length, rows[0]?.cells.length, rows[6]?.cells[23]?.request_count], [7, 24, 1]);
  assert.deepEqual([weekdayName(1, 'long', 'en'), weekdayName(7, 'short', 'en')], ['Monday', 'Sun']);
  assert.deepEqual([heatSize(0, 9), heatSize(1, 10_000), heatSize(9, 9), heatSize(0, 0)], [0, 0.2, 1, 0]);
});

test('the steps of an axis are each another, with the digits that they need', () => {
  assert.deepEqual(DOLLARS.axis([0, 0.005, 0.01, 0.015, 0.02]), [
    '$0.000',
    '$0.005',
    '$0.010',
    '$0.015',
    '$0.020',
  ]);
  assert.deepEqual(DOLLARS.axis([0, 0.0025, 0.005]), ['$0.0000', '$0.0025', '$0.0050']);
  assert.deepEqual(DOLLARS.axis([0, 0.1, 0.2, 0.30000000000000004]), ['$0.00', '$0.10', '$0.20', '$0.30']);
  assert.deepEqual(DOLLARS.axis([0, 5, 10]), ['$0', '$5', '$10']);
  assert.deepEqual(DOLLARS.axis([0, 2000, 4000]), ['$0', '$2000', '$4000']);
  assert.deepEqual(COUNTS.axis([0, 0.5, 1]), ['0', '', '1']);
});
