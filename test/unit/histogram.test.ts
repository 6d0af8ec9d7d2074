// Durations as characters: exact at round ends, percentiles within 2 % of the truth.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EDGES_MS, sampleOf } from '../../src/core/statistics/durationScale.ts';
import { Histogram } from '../../src/core/statistics/histogram.ts';

function histogramOf(durations: readonly number[]): Histogram {
  const histogram = new Histogram();
  histogram.add(durations.map(sampleOf).join(''));
  return histogram;
}

test('buckets count exactly what lies between their ends', () => {
  const duration = fc.oneof(
    fc.constantFrom(...EDGES_MS),
    fc.double({ min: 0.01, max: 9e6, noNaN: true }),
    fc.integer({ min: 1, max: 400_000 }),
  );
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1 }), durations => {
      const buckets = histogramOf(durations).buckets();
      const expected = buckets.map(
        ({ from_ms: from, to_ms: to }) =>
          durations.filter(ms => ms >= from && ms < (to ?? Number.POSITIVE_INFINITY)).length,
      );
      assert.deepEqual(
        buckets.map(bucket => bucket.count),
        expected,
      );
      assert.equal(
        expected.reduce((sum, count) => sum + count, 0),
        durations.length,
      );
      assert.ok((expected[0] ?? 0) > 0 && (expected.at(-1) ?? 0) > 0);
    }),
  );
});

test('percentiles are within 2 % of the nearest rank', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.05, max: 9e6, noNaN: true }), { minLength: 1 }),
      fc.constantFrom(0.5, 0.95, 0.99, 1),
      (durations, share) => {
        const sorted = [...durations].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const told = histogramOf(durations).percentile(share) ?? 0;
        assert.ok(Math.abs(told - exact) <= 0.02 * exact, `${told} for ${exact}`);
      },
    ),
  );
});

test('nothing has no percentile and no buckets, and what is unknown is no sample', () => {
  const empty = histogramOf([]);
  assert.deepEqual([empty.percentile(0.5), empty.buckets(), empty.count], [null, [], 0]);
  assert.equal(sampleOf(null), null);
});

test('what is off the scale lands at its ends', () => {
  assert.deepEqual(histogramOf([0, -3]).buckets(), [{ from_ms: 0, to_ms: 0.01, count: 2 }]);
  assert.deepEqual(histogramOf([1e7, 1e9]).buckets(), [{ from_ms: 1e7, to_ms: null, count: 2 }]);
  assert.equal(histogramOf([1e9]).percentile(0.5), 1e7);
});
