// The end of a test run as people and machines read it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderSummary } from '../support/summary.ts';

test('shows a row a suite and closes with the totals', () => {
  const summary = renderSummary([
    { name: 'types', passed: 1, failed: 0, skipped: 0, durationMs: 2_340 },
    { name: 'wire', passed: 120, failed: 2, skipped: 0, durationMs: 61_000, problem: 'ended with 1' },
  ]);
  assert.equal(
    summary,
    [
      '✔ types     1 passed   0 failed    2.3 s',
      '✖ wire    120 passed   2 failed   61.0 s  ended with 1',
      '',
      '121 passed, 2 failed',
    ].join('\n'),
  );
});

test('names skipped tests where there are any', () => {
  const summary = renderSummary([{ name: 'e2e', passed: 3, failed: 0, skipped: 1, durationMs: 0 }]);
  assert.match(summary, /1 skipped\n\n3 passed, 0 failed, 1 skipped$/);
});
