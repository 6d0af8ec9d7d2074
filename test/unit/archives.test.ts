// A journal and its archive read the same, and whenever a process is killed between them exactly one is the truth.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { constants, zstdCompressSync } from 'node:zlib';
import { prepareArchive, swapArchive, thawJournal } from '../../src/recorder/journal/archiveJournal.ts';
import { appendLines } from '../../src/recorder/journal/journalFile.ts';
import { openJournal } from '../../src/recorder/journal/journalSource.ts';
import { listJournals, readEvents, readLine } from '../../src/recorder/journal/readJournal.ts';
import { loadSession } from '../../src/recorder/journal/sessionReader.ts';
import { blockEvent, readAll, SESSION_FILE, STARTED, temporaryFolder } from '../support/journalEvents.ts';

const never = new AbortController().signal;
const CRASHER = path.join(import.meta.dirname, '..', 'support', 'archiveCrasher.ts');

const lineOf = (event: object): Buffer => Buffer.from(JSON.stringify(event));

async function writeJournal(folder: string, blockCount = 40): Promise<string> {
  const blocks = Array.from({ length: blockCount }, (_, n) => blockEvent(n, `block ${n} `.repeat(n * 20)));
  await appendLines(folder, SESSION_FILE, [STARTED, ...blocks].map(lineOf), true);
  return readFile(path.join(folder, SESSION_FILE), 'utf8');
}

async function archive(folder: string): Promise<void> {
  const prepared = await prepareArchive(folder, SESSION_FILE, never);
  assert.ok(prepared !== null && (await swapArchive(folder, prepared)));
}

async function textOf(folder: string): Promise<string> {
  const source = await openJournal(folder, SESSION_FILE);
  try {
    const pieces: Buffer[] = [];
    for await (const piece of source.pieces(0)) if (Buffer.isBuffer(piece)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  } finally {
    await source.close();
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(path.dirname(path.join(folder, SESSION_FILE)));

test('an archive is read as its journal was, by line, offset and session, and is private', async () => {
  await using folder = await temporaryFolder();
  const text = await writeJournal(folder.path);
  const before = await readAll(folder.path, SESSION_FILE);
  const [plain] = await listJournals(folder.path);
  await archive(folder.path);
  assert.deepEqual(await readAll(folder.path, SESSION_FILE), before);
  for (const line of before) {
    assert.deepEqual(await readLine(folder.path, line.at), 'event' in line ? line.event : null);
  }
  const fromTenth: unknown[] = [];
  for await (const line of readEvents(folder.path, SESSION_FILE, before[10]?.at.offset ?? 0))
    fromTenth.push(line);
  assert.deepEqual(fromTenth, before.slice(10));
  assert.equal((await loadSession(folder.path, SESSION_FILE)).blocks.size, 40);
  const [archived] = await listJournals(folder.path);
  assert.deepEqual(
    [archived?.file, archived?.size, archived?.isArchived, plain?.size, plain?.isArchived],
    [SESSION_FILE, text.length, true, text.length, false],
  );
  assert.ok((archived?.diskBytes ?? 0) < text.length / 10);
  const name = `${path.join(folder.path, SESSION_FILE)}.zst`;
  assert.equal((await stat(name)).mode & 0o777, 0o600);
  assert.deepEqual(await namesIn(folder.path), [path.basename(name)]);
});

test('a session that goes on is a journal again, at the offsets that it had', async () => {
  await using folder = await temporaryFolder();
  const text = await writeJournal(folder.path);
  await archive(folder.path);
  const { positions } = await appendLines(folder.path, SESSION_FILE, [lineOf(blockEvent(99))], false);
  assert.equal(positions[0]?.offset, text.length);
  assert.equal(await textOf(folder.path), `${text}${JSON.stringify(blockEvent(99))}\n`);
  assert.deepEqual(await namesIn(folder.path), [path.basename(SESSION_FILE)]);
});

test('a journal that grew while it was compressed stays', async () => {
  await using folder = await temporaryFolder();
  await writeJournal(folder.path);
  const prepared = await prepareArchive(folder.path, SESSION_FILE, never);
  await appendLines(folder.path, SESSION_FILE, [lineOf(blockEvent(99))], false);
  assert.ok(prepared !== null);
  assert.equal(await swapArchive(folder.path, prepared), false);
  assert.deepEqual(await namesIn(folder.path), [path.basename(SESSION_FILE)]);
});

test('a process killed at any step leaves one whole truth, from which the work can be done again', async () => {
  for (const action of ['archive', 'thaw']) {
    for (const step of ['written', 'verified', 'renamed', 'removed']) {
      if (action === 'thaw' && step === 'verified') continue;
      await using folder = await temporaryFolder();
      const text = await writeJournal(folder.path);
      if (action === 'thaw') await archive(folder.path);
      const { signal } = spawnSync(process.execPath, [CRASHER, action, folder.path, SESSION_FILE, step]);
      assert.equal(signal, 'SIGKILL', `${action} ${step}`);
      assert.equal(await textOf(folder.path), text, `${action} ${step}`);
      const [found, ...others] = await listJournals(folder.path);
      assert.deepEqual([found?.size, others.length], [text.length, 0], `${action} ${step}`);
      await appendLines(folder.path, SESSION_FILE, [lineOf(blockEvent(99))], false);
      const longer = `${text}${JSON.stringify(blockEvent(99))}\n`;
      assert.equal(await textOf(folder.path), longer, `${action} ${step}`);
      await archive(folder.path);
      assert.equal(await textOf(folder.path), longer, `${action} ${step}`);
      assert.deepEqual(await namesIn(folder.path), [`${path.basename(SESSION_FILE)}.zst`]);
    }
  }
});

test('follows no link where the archive is to be written', async () => {
  await using folder = await temporaryFolder();
  await writeJournal(folder.path);
  const victim = path.join(folder.path, 'victim');
  await writeFile(victim, 'mine');
  for (const suffix of ['.zst.tmp', '.zst'])
    await symlink(victim, `${path.join(folder.path, SESSION_FILE)}${suffix}`);
  await archive(folder.path);
  assert.equal(await readFile(victim, 'utf8'), 'mine');
  assert.equal((await stat(`${path.join(folder.path, SESSION_FILE)}.zst`)).isFile(), true);
});

test('of what is no archive at all nothing is read, and that is told', async () => {
  await using folder = await temporaryFolder();
  await writeJournal(folder.path);
  await archive(folder.path);
  await writeFile(`${path.join(folder.path, SESSION_FILE)}.zst`, 'no archive at all');
  assert.deepEqual(
    (await readAll(folder.path, SESSION_FILE)).map(line => 'damage' in line && line.damage),
    ['archive'],
  );
  await assert.rejects(thawJournal(folder.path, SESSION_FILE), { code: 'archive_damaged' });
});

test('reads what the command line tool wrote, with or without its size', async () => {
  await using folder = await temporaryFolder();
  const text = await writeJournal(folder.path);
  await archive(folder.path);
  for (const hasSize of [0, 1]) {
    const params = { [constants.ZSTD_c_contentSizeFlag]: hasSize };
    await writeFile(`${path.join(folder.path, SESSION_FILE)}.zst`, zstdCompressSync(text, { params }));
    const source = await openJournal(folder.path, SESSION_FILE);
    assert.equal(await source.size(), text.length);
    await source.close();
    assert.equal(await textOf(folder.path), text);
  }
});
