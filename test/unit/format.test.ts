// Numbers, money and times read as ui.md says they do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countOf,
  formatClock,
  formatCost,
  formatCount,
  formatDateTime,
  formatDuration,
  formatExactCost,
  formatModel,
  formatShare,
  formatTimeAgo,
} from '../../src/protocol/format.ts';

const cases = <T>(format: (value: T) => string, rows: [T, string][]) =>
  assert.deepEqual(
    rows.map(([value]) => format(value)),
    rows.map(([, text]) => text),
  );

test('counts keep three digits that matter and move to the next unit when rounding reaches it', () => {
  cases(formatCount, [
    [0, '0'],
    [847, '847'],
    [999, '999'],
    [1000, '1.00k'],
    [1240, '1.24k'],
    [12_400, '12.4k'],
    [812_345, '812k'],
    [999_499, '999k'],
    [999_950, '1.00M'],
    [1_240_000, '1.24M'],
    [128_000_000, '128M'],
    [3_410_000_000, '3.41B'],
    [null, '–'],
  ]);
});

test('money shows cents, tenths of cents below one cent and whole dollars from a hundred', () => {
  cases(
    (usd: number | null) => formatCost(usd),
    [
      [0, '$0.00'],
      [0.0001, '<$0.001'],
      [0.004, '$0.004'],
      [0.0094, '$0.009'],
      [0.0099, '$0.01'],
      [3.409, '$3.41'],
      [99.994, '$99.99'],
      [99.996, '$100'],
      [128.4, '$128'],
      [12_400, '$12.4k'],
      [null, '–'],
    ],
  );
});

test('a sum with an unknown price in it is approximate', () => {
  assert.equal(formatCost(3.41, true), '≈$3.41');
});

test('exact money keeps at least cents and at most millionths', () => {
  cases(formatExactCost, [
    [3, '$3.00'],
    [3.4, '$3.40'],
    [0.004127, '$0.004127'],
    [1.2345678, '$1.234568'],
    [null, '–'],
  ]);
});

test('durations go from milliseconds to hours without ever showing 60 of a unit', () => {
  cases(formatDuration, [
    [340, '340 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [4200, '4.2 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 m'],
    [192_000, '3 m 12 s'],
    [3_599_700, '1 h'],
    [7_500_000, '2 h 5 m'],
    [null, '–'],
  ]);
});

test('a share of nothing is unknown, not zero', () => {
  assert.deepEqual([formatShare(92, 100), formatShare(0, 0), formatShare(null, 5)], ['92 %', '–', '–']);
});

test('times are relative up to a day and a date from then on', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  const ago = (time: string) => formatTimeAgo(time, now, 'en-GB');
  assert.deepEqual(
    [ago('2026-03-10T11:59:40Z'), ago('2026-03-10T11:48:00Z'), ago('2026-03-10T10:30:00Z'), ago('x')],
    ['now', '12 min ago', '1 hr ago', '–'],
  );
  assert.match(ago('2026-03-08T12:00:00Z'), /8 Mar 2026/);
});

test('a clock time is written with seconds on 24 hours', () => {
  assert.equal(formatClock('2026-03-10T00:02:11.500Z', 'en-US', 'UTC'), '00:02:11');
});

test('a model is called by its short name', () => {
  cases(formatModel, [
    ['claude-sonnet-4-5-20250929', 'sonnet-4.5'],
    ['claude-3-5-haiku-latest', '3-5-haiku'],
    ['gpt-5.1-codex', 'gpt-5.1-codex'],
    ['gpt-4o-2024-08-06', 'gpt-4o'],
    [null, '–'],
  ]);
});

test('a date has the same 24-hour clock as a time alone, whatever the locale has', () => {
  const at = new Date(2026, 2, 10, 18, 7, 34).getTime();
  assert.deepEqual(
    [formatDateTime(at, 'en-US'), formatDateTime(at, 'en-US', 'short'), formatDateTime(at, 'de')],
    ['Mar 10, 2026, 18:07:34', 'Mar 10, 2026, 18:07', '10.03.2026, 18:07:34'],
  );
});

test('one of a thing is not several', () => {
  assert.deepEqual(
    [0, 1, 1204].map(count => countOf(count, 'session')),
    ['0 sessions', '1 session', '1,204 sessions'],
  );
});
