// Figures of a stream that follow from its trace and times.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunkGapPercentiles } from '../../src/core/timing/chunkGaps.ts';
import { outputRate } from '../../src/core/timing/outputRate.ts';

test('percentiles are over the gaps, not over the wait for the first chunk', () => {
  const trace = [5000, 10, ...Array.from({ length: 100 }, (_, at) => [at + 1, 10]).flat()];
  assert.deepEqual(chunkGapPercentiles(trace), { p50: 50, p95: 95, p99: 99 });
});

test('a plain reply and one gap have no percentiles', () => {
  const nothing = { p50: null, p95: null, p99: null };
  assert.deepEqual([chunkGapPercentiles(null), chunkGapPercentiles([1, 2, 3, 4])], [nothing, nothing]);
});

test('output tokens a second count from the first token, and are unknown without one', () => {
  const stream = { output_tokens: 300, duration_ms: 4000, time_to_first_token_ms: 1000 };
  assert.deepEqual(
    [
      outputRate(stream),
      outputRate({ ...stream, time_to_first_token_ms: null }),
      outputRate({ ...stream, output_tokens: null }),
      outputRate({ ...stream, time_to_first_token_ms: 4000 }),
    ],
    [100, null, null, null],
  );
});
