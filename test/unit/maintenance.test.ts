// Tidying up stops for traffic, for another owner and for whoever cancels it, and what is done stays done.
import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { removeJournalFiles } from '../../src/recorder/journal/journalPaths.ts';
import { JournalWriter } from '../../src/recorder/journal/journalWriter.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { Maintenance, type MaintenanceOptions } from '../../src/recorder/retention/maintenance.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { openTestIndex, SessionWriter, testId, userText } from '../support/recordFixture.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const POLICY = { compressAfterDays: 7, maxAgeDays: 40, maxSizeGigabytes: 0 };

/** Three sessions of October, quiet since then, and maintenance that is due. */
async function withOldSessions(
  given: Partial<MaintenanceOptions>,
  work: (maintenance: Maintenance, states: () => Promise<boolean[]>) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const ignore = (): void => undefined;
  const writer = new JournalWriter({
    ...{ dataFolder: folder.path, fence: null, follower: index },
    ...{ onProblem: ignore, onLost: ignore, log: ignore },
  });
  for (const n of [1, 2, 3]) {
    const at = `2026-10-2${n}T10:00:00.000Z`;
    const session = new SessionWriter(folder.path, { id: testId(n), startedAt: at });
    const ask = session.ask({ requestId: testId(n * 10), at, messages: [userText(`Question ${n}`)] });
    index.apply(await session.write(...ask, session.answer({ requestId: testId(n * 10), at })));
    await utimes(path.join(folder.path, session.file), Date.parse(at) / 1000, Date.parse(at) / 1000);
  }
  let now = NOW - HOUR_MS;
  const maintenance = new Maintenance({
    index,
    policy: POLICY,
    writer,
    removeFiles: (_id, file) => writer.exclusively(file, () => removeJournalFiles(folder.path, file)),
    forgetValues: () => Promise.resolve(),
    isReady: () => true,
    isQuiet: () => true,
    mayWrite: () => true,
    onChange: ignore,
    now: () => now,
    log: ignore,
    ...given,
  });
  now = NOW;
  try {
    await work(maintenance, async () =>
      (await listJournals(folder.path)).map(({ isArchived }) => isArchived),
    );
  } finally {
    await writer.close();
    await index.close();
  }
}

test('compresses what is due when all is quiet, and then rests', () =>
  withOldSessions({}, async (maintenance, states) => {
    await maintenance.maybeRun();
    assert.deepEqual(await states(), [true, true, true]);
    maintenance.policy = { ...POLICY, maxAgeDays: 1 };
    await maintenance.maybeRun();
    assert.deepEqual(await states(), [true, true, true]);
  }));

test('removes what is too old before it compresses the rest', () =>
  withOldSessions({ policy: { ...POLICY, maxAgeDays: 33.5 } }, async (maintenance, states) => {
    await maintenance.maybeRun();
    assert.deepEqual(await states(), [true, true]);
  }));

test('does nothing while something is proxied, and stops when something comes', async () => {
  await withOldSessions({ isQuiet: () => false }, async (maintenance, states) => {
    await maintenance.maybeRun();
    assert.deepEqual(await states(), [false, false, false]);
  });
  let looks = 0;
  await withOldSessions({ isQuiet: () => ++looks <= 2 }, async (maintenance, states) => {
    await maintenance.maybeRun();
    assert.deepEqual(await states(), [true, false, false]);
  });
});

test('does nothing once another process owns the folder, nor before all journals were read', async () => {
  await withOldSessions({ mayWrite: () => false }, async (maintenance, states) => {
    await maintenance.compact();
    assert.equal(await maintenance.deleteAll(), 0);
    assert.deepEqual(await states(), [false, false, false]);
  });
  await withOldSessions({ isReady: () => false }, async (maintenance, states) => {
    await maintenance.maybeRun();
    await assert.rejects(maintenance.compact(), { code: 'recorder_unavailable' });
    assert.deepEqual(await states(), [false, false, false]);
  });
});

test('cancelled, it keeps what is done; two tasks do not run at once', async () => {
  let maintenance: Maintenance | null = null;
  const onChange = (): void => {
    if (maintenance?.progress?.done === 1) maintenance.cancel();
  };
  await withOldSessions({ onChange }, async (made, states) => {
    maintenance = made;
    const compacting = made.compact();
    await assert.rejects(made.deleteAll(), { code: 'task_running' });
    await compacting;
    assert.deepEqual([await states(), made.progress], [[true, false, false], null]);
  });
});

test('removes nothing while all of it seems old, and says so once', async () => {
  const lines: string[] = [];
  const log = (level: string, message: string): void => void lines.push(`${level} ${message}`);
  const policy = { ...POLICY, compressAfterDays: 0, maxAgeDays: 1 };
  await withOldSessions({ log, policy }, async (maintenance, states) => {
    await maintenance.maybeRun();
    await maintenance.compact();
    assert.equal((await states()).length, 3);
  });
  assert.deepEqual(
    lines.filter(line => line.startsWith('warn')).map(line => line.includes('clock may be wrong')),
    [true],
  );
});
