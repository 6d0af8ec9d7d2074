// The journal's writer against real files: batches, crashes, a lost lease, a disk that fails and recovers.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { claimFileName } from '../../src/protocol/lease.ts';
import type { RecorderProblem } from '../../src/protocol/workers.ts';
import {
  type JournalDisk,
  JournalWriter,
  type JournalWriterOptions,
  NODE_DISK,
} from '../../src/recorder/journal/journalWriter.ts';
import type { PlacedEvent } from '../../src/recorder/journal/position.ts';
import { listJournals, readLine } from '../../src/recorder/journal/readJournal.ts';
import { blockEvent, readAll, SESSION_FILE, STARTED, temporaryFolder } from '../support/journalEvents.ts';

class Seen {
  readonly placed: PlacedEvent[] = [];
  readonly problems: (RecorderProblem | null)[] = [];
  readonly lost: [file: string, count: number][] = [];
  readonly logs: string[] = [];
  private waiting: (() => void)[] = [];

  options(dataFolder: string, more: Partial<JournalWriterOptions> = {}): JournalWriterOptions {
    return {
      dataFolder,
      fence: null,
      follower: { apply: events => this.note(() => this.placed.push(...events)) },
      onProblem: problem => this.note(() => this.problems.push(problem)),
      onLost: (file, events) => this.note(() => this.lost.push([file, events.length])),
      log: (_level, message) => this.logs.push(message),
      ...more,
    };
  }

  /** Resolves once `isTrue` holds, looked at after everything the writer reports. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>(resolve => this.waiting.push(resolve));
  }

  private note(take: () => void): void {
    take();
    for (const wake of this.waiting.splice(0)) wake();
  }
}

test('writes a batch by itself and tells followers where each line stands', async () => {
  await using folder = await temporaryFolder();
  const seen = new Seen();
  const writer = new JournalWriter(seen.options(folder.path, { batchMs: 1 }));
  const events = [STARTED, blockEvent(0, 'größer\nals eins'), blockEvent(1)];
  writer.append(SESSION_FILE, events);
  await seen.until(() => seen.placed.length === 3);
  const read = await Promise.all(seen.placed.map(({ at }) => readLine(folder.path, at)));
  await writer.close();
  assert.deepEqual(read, events);
  assert.equal(writer.queuedBytes, 0);
});

test('makes folders 0700 and files 0600', { skip: process.platform === 'win32' }, async () => {
  await using folder = await temporaryFolder();
  const writer = new JournalWriter(new Seen().options(folder.path));
  writer.append(SESSION_FILE, [STARTED]);
  await writer.close();
  const modes = await Promise.all(
    ['sessions', 'sessions/2026-11-24', SESSION_FILE].map(async name => {
      return (await stat(path.join(folder.path, name))).mode & 0o777;
    }),
  );
  assert.deepEqual(modes, [0o700, 0o700, 0o600]);
});

test('loses only the half line that a crash left', async () => {
  await using folder = await temporaryFolder();
  const first = new JournalWriter(new Seen().options(folder.path));
  first.append(SESSION_FILE, [STARTED, blockEvent(0), blockEvent(1)]);
  await first.close();
  const name = path.join(folder.path, SESSION_FILE);
  await truncate(name, (await stat(name)).size - 20);

  const seen = new Seen();
  const second = new JournalWriter(seen.options(folder.path));
  second.append(SESSION_FILE, [blockEvent(2)]);
  await second.close();
  const lines = await readAll(folder.path, SESSION_FILE);
  assert.deepEqual(
    lines.map(line => ('event' in line ? line.event : line.damage)),
    [STARTED, blockEvent(0), 'not_json', blockEvent(2)],
  );
  assert.match(seen.logs.join(), /half a line/);
});

test('goes on after kill -9 in the middle of writing', async () => {
  await using folder = await temporaryFolder();
  const script = path.join(import.meta.dirname, '..', 'support', 'journalCrasher.ts');
  const child = spawn(process.execPath, [script, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let confirmed = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    confirmed = Number(line);
    if (confirmed >= 40) break;
  }
  child.kill('SIGKILL');
  await once(child, 'exit');

  const writer = new JournalWriter(new Seen().options(folder.path));
  writer.append(SESSION_FILE, [blockEvent(1_000_000)]);
  await writer.close();
  const lines = await readAll(folder.path, SESSION_FILE);
  const damaged = lines.filter(line => 'damage' in line);
  const last = lines.at(-1);
  assert.ok(lines.length - damaged.length > confirmed, 'everything that was reported as written is there');
  assert.ok(damaged.length <= 1, 'at most the line being written is lost');
  assert.deepEqual(last !== undefined && 'event' in last && last.event, blockEvent(1_000_000));
});

test('reports a folder that cannot be written, keeps events, and recovers by itself', async () => {
  await using folder = await temporaryFolder();
  const data = path.join(folder.path, 'data');
  await writeFile(data, 'a file stands where the folder should be');
  const seen = new Seen();
  const writer = new JournalWriter(seen.options(data, { batchMs: 1, firstRetryMs: 5 }));
  writer.append(SESSION_FILE, [STARTED, blockEvent(0)]);
  await seen.until(() => seen.problems.length > 0);
  await rm(data);
  await seen.until(() => seen.placed.length === 2);
  await writer.close();
  assert.deepEqual(seen.problems[0], {
    code: 'folder_not_writable',
    message: `Nothing is recorded: ${data} can't be written.`,
  });
  assert.equal(seen.problems.at(-1), null);
  assert.deepEqual(seen.lost, []);
});

test('writes nothing twice after a disk that filled up in the middle of a batch', {
  skip: canMountSmallDisk() ? false : 'needs root on Linux',
}, async () => {
  await using folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder.path]);
  try {
    const ballast = path.join(folder.path, 'ballast');
    await writeFile(ballast, Buffer.alloc(64 * 1024));
    const seen = new Seen();
    const writer = new JournalWriter(seen.options(folder.path, { firstRetryMs: 1 }));
    const events = [STARTED, ...Array.from({ length: 30 }, (_, i) => blockEvent(i, 'x'.repeat(3000)))];
    writer.append(SESSION_FILE, events.slice(0, 2));
    await writer.flush();
    writer.append(SESSION_FILE, events.slice(2));
    await seen.until(() => seen.problems.length > 0);
    await rm(ballast);
    await seen.until(() => seen.placed.length === events.length);
    await writer.close();
    assert.equal(seen.problems[0]?.code, 'disk_full');
    assert.equal(seen.problems.at(-1), null);
    assert.deepEqual(
      (await readAll(folder.path, SESSION_FILE)).map(line => 'event' in line && line.event),
      events,
    );
  } finally {
    execFileSync('umount', [folder.path]);
  }
});

test('is full when more waits for a failing disk than its bound', async () => {
  await using folder = await temporaryFolder();
  const data = path.join(folder.path, 'data');
  await writeFile(data, '');
  const seen = new Seen();
  const writer = new JournalWriter(seen.options(data, { maxQueuedBytes: 1000 }));
  const before = writer.isFull;
  writer.append(SESSION_FILE, [STARTED, blockEvent(0, 'x'.repeat(1000))]);
  const after = writer.isFull;
  await writer.close();
  assert.deepEqual([before, after, seen.lost, writer.queuedBytes], [false, true, [[SESSION_FILE, 2]], 0]);
});

test('stops writing when a higher lease exists', async () => {
  await using folder = await temporaryFolder();
  const seen = new Seen();
  const writer = new JournalWriter(seen.options(folder.path, { fence: 7 }));
  writer.append(SESSION_FILE, [STARTED]);
  await writer.flush();
  await writeFile(path.join(folder.path, claimFileName(8)), '');
  writer.append(SESSION_FILE, [blockEvent(0)]);
  await writer.flush();
  await rm(path.join(folder.path, claimFileName(8)));
  writer.append(SESSION_FILE, [blockEvent(1)]);
  await writer.close();
  assert.equal((await readAll(folder.path, SESSION_FILE)).length, 1);
  assert.equal(seen.problems.at(-1)?.code, 'lease_lost');
  assert.deepEqual(seen.lost, [
    [SESSION_FILE, 1],
    [SESSION_FILE, 1],
  ]);
});

test('does not write through a link', { skip: process.platform === 'win32' }, async () => {
  await using folder = await temporaryFolder();
  const target = path.join(folder.path, 'target');
  await writeFile(target, 'precious\n');
  await mkdir(path.join(folder.path, path.dirname(SESSION_FILE)), { recursive: true });
  await symlink(target, path.join(folder.path, SESSION_FILE));
  const seen = new Seen();
  const writer = new JournalWriter(seen.options(folder.path));
  writer.append(SESSION_FILE, [STARTED]);
  await writer.close();
  assert.equal(await readFile(target, 'utf8'), 'precious\n');
  assert.deepEqual(seen.lost, [[SESSION_FILE, 1]]);
});

test('does not bring back a journal that was deleted', async () => {
  await using folder = await temporaryFolder();
  const seen = new Seen();
  const writer = new JournalWriter(seen.options(folder.path));
  writer.append(SESSION_FILE, [STARTED]);
  await writer.flush();
  await rm(path.join(folder.path, SESSION_FILE));
  writer.append(SESSION_FILE, [blockEvent(0)]);
  await writer.close();
  assert.deepEqual(await listJournals(folder.path), []);
  assert.deepEqual(seen.lost, [[SESSION_FILE, 1]]);
});

test('reads lines longer than a read, and leaves out what has no newline yet', async () => {
  await using folder = await temporaryFolder();
  const writer = new JournalWriter(new Seen().options(folder.path));
  const long = blockEvent(0, 'ü'.repeat(700_000));
  writer.append(SESSION_FILE, [STARTED, long]);
  await writer.close();
  await appendFile(path.join(folder.path, SESSION_FILE), '{"type":"future_event"}\n{"type":"block"}\n{"typ');
  const lines = await readAll(folder.path, SESSION_FILE);
  assert.deepEqual(
    lines.map(line => ('event' in line ? line.event : line.damage)),
    [STARTED, long, 'unknown_type', 'wrong_shape'],
  );
});

/** A real disk of a few kilobytes: only root may mount one. */
function canMountSmallDisk(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const mounted = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return mounted.status === 0;
}

test('stops between two files of a batch when another owner has appeared', async () => {
  await using folder = await temporaryFolder();
  const other = SESSION_FILE.replace('aa.jsonl', 'cc.jsonl');
  const seen = new Seen();
  const disk: JournalDisk = {
    ...NODE_DISK,
    // As a process that is suspended after its first file, and wakes up to find the folder taken.
    append: async (...args) => {
      const result = await NODE_DISK.append(...args);
      await writeFile(path.join(folder.path, claimFileName(8)), '');
      return result;
    },
  };
  const writer = new JournalWriter(seen.options(folder.path, { fence: 7, disk }));
  writer.append(SESSION_FILE, [STARTED]);
  writer.append(other, [STARTED, blockEvent(0)]);
  await writer.flush();
  await writer.close();
  assert.deepEqual(
    (await listJournals(folder.path)).map(({ file }) => file),
    [SESSION_FILE],
  );
  assert.deepEqual([seen.lost, seen.problems.at(-1)?.code], [[[other, 2]], 'lease_lost']);
});

test('writes after 100 events or 100 milliseconds, whichever comes first', async () => {
  await using folder = await temporaryFolder();
  const batches: number[] = [];
  const seen = new Seen();
  const disk: JournalDisk = {
    ...NODE_DISK,
    append: (dataFolder, file, lines, isNew) => {
      batches.push(lines.length);
      return NODE_DISK.append(dataFolder, file, lines, isNew);
    },
  };
  const writer = new JournalWriter(seen.options(folder.path, { disk }));
  const startedAt = performance.now();
  writer.append(SESSION_FILE, [STARTED]);
  for (let i = 0; i < 99; i++) writer.append(SESSION_FILE, [blockEvent(i)]);
  await seen.until(() => seen.placed.length === 100);
  const fullMs = performance.now() - startedAt;
  writer.append(SESSION_FILE, [blockEvent(99)]);
  await seen.until(() => seen.placed.length === 101);
  const restMs = performance.now() - startedAt - fullMs;
  await writer.close();
  assert.deepEqual(batches, [100, 1]);
  // A timer is late on a busy machine, but never early by more than its own rounding.
  assert.ok(restMs >= 95, `the rest waited ${restMs} ms`);
});
