// The clock of what is recorded: follows a clock that is set and a machine that sleeps, and nothing smaller.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWallClock } from '../../src/core/wallClock.ts';

const HOUR_MS = 3_600_000;

/** A machine whose clocks a test moves. */
function machine() {
  const state = { wall: 1_000_000_000_000, monotonic: 50 };
  const clock = createWallClock(
    () => state.wall,
    () => state.monotonic,
    state.wall - state.monotonic,
  );
  const pass = (ms: number, monotonicMs = ms) => {
    state.wall += ms;
    state.monotonic += monotonicMs;
    return clock.now();
  };
  return { clock, pass };
}

test('goes with the monotonic clock while the system is corrected by little', () => {
  const { pass } = machine();
  assert.equal(pass(10), 1_000_000_000_010);
  assert.equal(pass(400, 10), 1_000_000_000_020);
  assert.equal(pass(-300, 10), 1_000_000_000_030);
});

test('has the right time after the machine slept', () => {
  const { pass } = machine();
  assert.equal(pass(8 * HOUR_MS, 0), 1_000_000_000_000 + 8 * HOUR_MS);
  assert.equal(pass(10), 1_000_000_000_010 + 8 * HOUR_MS);
});

test('follows a clock that is set back', () => {
  const { clock, pass } = machine();
  const before = clock.origin();
  assert.equal(pass(-HOUR_MS, 5), 1_000_000_000_000 - HOUR_MS);
  assert.equal(clock.origin(), before - HOUR_MS - 5);
});
