// Buckets of the statistics page: every day and hour of a range, stacked by kind of token.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatsRow } from '../../src/protocol/stats.ts';
import { UNKNOWN_USAGE, withTotal } from '../../src/protocol/usage.ts';
import { dayBuckets, hourBuckets, localDate } from '../../webview/statistics/buckets.ts';
import { stackTokens } from '../../webview/statistics/stack.ts';

function row(key: string, usage: Partial<StatsRow> = {}): StatsRow {
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
    ...usage,
  };
}

test('days without traffic have an empty bucket, also where clocks change', () => {
  const rows = [row('2026-10-24T00:00:00+02:00'), row('2026-10-26T00:00:00+01:00')];
  assert.deepEqual(
    dayBuckets(rows, 4, '2026-10-27').map(bucket => [bucket.key, bucket.row?.key ?? null]),
    [
      ['2026-10-24', '2026-10-24T00:00:00+02:00'],
      ['2026-10-25', null],
      ['2026-10-26', '2026-10-26T00:00:00+01:00'],
      ['2026-10-27', null],
    ],
  );
});

test('everything starts at the first day with traffic', () => {
  const buckets = dayBuckets([row('2026-11-22T00:00:00+00:00')], 0, '2026-11-24');
  assert.deepEqual(
    buckets.map(bucket => bucket.key),
    ['2026-11-22', '2026-11-23', '2026-11-24'],
  );
});

test('today has 24 hours', () => {
  const buckets = hourBuckets([row('2026-11-24T09:00:00+01:00')], '2026-11-24');
  assert.equal(buckets.length, 24);
  assert.deepEqual(
    buckets.filter(bucket => bucket.row !== null).map(bucket => bucket.key),
    ['2026-11-24T09'],
  );
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
  const buckets = [
    { key: '2026-11-23', row: null },
    { key: '2026-11-24', row: row('2026-11-24', usage) },
  ];
  assert.deepEqual(stackTokens(buckets), [
    [0, 60],
    [0, 80],
    [0, 100],
    [0, 105],
    [0, 120],
  ]);
});
