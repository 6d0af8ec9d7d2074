// Which sessions retention removes, and which journals it compresses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRetention, type StoredSession } from '../../src/recorder/retention/planRetention.ts';

const DAY_MS = 86_400_000;
const GIGABYTE = 1024 ** 3;
const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const OFF = { compressAfterDays: 0, maxAgeDays: 0, maxSizeGigabytes: 0 };

function stored(id: string, daysAgo: number, given: Partial<StoredSession> = {}): StoredSession {
  const endedMs = NOW - daysAgo * DAY_MS;
  return {
    ...{ id, file: `${id}.jsonl`, title: null, isPinned: false, isLive: false, isArchived: false },
    ...{ diskBytes: GIGABYTE, endedMs, writtenMs: endedMs },
    ...given,
  };
}

const SESSIONS = [stored('d', 1), stored('b', 20), stored('a', 30), stored('c', 10)];

function plan(sessions: StoredSession[], policy: Partial<typeof OFF>) {
  const { expired, cold, keptPinnedCount, remainingBytes } = planRetention(
    sessions,
    { ...OFF, ...policy },
    NOW,
  );
  return {
    expired: expired.map(({ id, reason }) => `${id} ${reason}`),
    cold: cold.map(({ id }) => id),
    keptPinnedCount,
    remaining: remainingBytes / GIGABYTE,
  };
}

const NOTHING = { expired: [], cold: [], keptPinnedCount: 0, remaining: 4 };

test('does nothing while every limit is off', () => {
  assert.deepEqual(plan(SESSIONS, {}), NOTHING);
});

test('removes what is too old', () => {
  assert.deepEqual(plan(SESSIONS, { maxAgeDays: 15 }), {
    ...NOTHING,
    expired: ['a age', 'b age'],
    remaining: 2,
  });
});

test('removes the oldest until the rest fits', () => {
  assert.deepEqual(plan(SESSIONS, { maxSizeGigabytes: 2.5 }), {
    ...NOTHING,
    expired: ['a size', 'b size'],
    remaining: 2,
  });
});

test('counts what age removes before size', () => {
  assert.deepEqual(plan(SESSIONS, { maxAgeDays: 25, maxSizeGigabytes: 2 }).expired, ['a age', 'b size']);
});

test('leaves pinned and live sessions alone', () => {
  const sessions = [stored('p', 40, { isPinned: true }), stored('l', 40, { isLive: true }), ...SESSIONS];
  assert.deepEqual(plan(sessions, { maxAgeDays: 15, compressAfterDays: 7 }), {
    expired: ['a age', 'b age'],
    cold: ['p', 'c'],
    keptPinnedCount: 1,
    remaining: 4,
  });
});

test('compresses what nobody wrote to for long, once', () => {
  const sessions = [stored('z', 9, { isArchived: true }), stored('n', 9, { writtenMs: NOW }), ...SESSIONS];
  assert.deepEqual(plan(sessions, { compressAfterDays: 7 }).cold, ['a', 'b', 'c']);
});

test('keeps everything while only the clock says that all of it is old', () => {
  const future = SESSIONS.map(({ id }, n) => stored(id, 4000 + n));
  assert.deepEqual(plan(future, { maxAgeDays: 15 }), NOTHING);
  // The limit on the size needs no clock.
  assert.deepEqual(plan(future, { maxAgeDays: 15, maxSizeGigabytes: 3 }).expired.length, 1);
  // One session that was recorded lately, or a journal that was written lately, bears the clock out.
  assert.equal(plan([...future, stored('e', 1)], { maxAgeDays: 15 }).expired.length, 4);
  const imported = stored('f', 100, { writtenMs: NOW - DAY_MS });
  assert.equal(plan([...future, imported], { maxAgeDays: 15 }).expired.length, 5);
  // Below two days there is nothing to doubt.
  assert.equal(plan([stored('g', 1.5)], { maxAgeDays: 1 }).expired.length, 1);
});
