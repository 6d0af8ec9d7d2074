// Damage on the disk: bits that flipped and files that were cut, in journals, index and text, at many places.
import assert from 'node:assert/strict';
import { copyFile, cp, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { listSessions } from '../../src/recorder/index/query/listSessions.ts';
import type { RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { prepareArchive, swapArchive } from '../../src/recorder/journal/archiveJournal.ts';
import { readSession } from '../../src/recorder/journal/sessionReader.ts';
import { readAll, temporaryFolder } from '../support/journalEvents.ts';
import { dumpIndex, openTestIndex, SessionWriter, testId, userText } from '../support/recordFixture.ts';
import { seededRandom } from '../support/seededRandom.ts';

const SEED = Number(process.env.LUNAROUTE_FAULT_SEED ?? 20_261_124);
const TURNS = 12;

/** A session of requests that share their beginnings, as agents send them. */
async function writeSession(dataFolder: string, n: number, startedAt: string): Promise<string> {
  const writer = new SessionWriter(dataFolder, { id: testId(n), startedAt, clientSessionId: `client-${n}` });
  const messages: unknown[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const at = new Date(Date.parse(startedAt) + turn * 60_000).toISOString();
    messages.push(userText(`Question ${turn} of session ${n}: ${'why is it so '.repeat(20)}`));
    const requestId = testId(n * 1000 + turn);
    await writer.write(...writer.ask({ requestId, at, messages: [...messages] }));
    await writer.write(writer.answer({ requestId, at, inputTokens: 100 + turn, outputTokens: 10 }));
  }
  return writer.file;
}

async function flipBit(file: string, random: () => number): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  await writeFile(file, bytes);
}

async function openReplayed(dataFolder: string) {
  const opened = await openTestIndex(dataFolder);
  let damagedCount = 0;
  opened.index.connect({
    linesDamaged: count => {
      damagedCount += count;
    },
    isBusy: () => false,
  });
  await opened.index.replay();
  return { ...opened, damagedCount: () => damagedCount };
}

/** Sessions in which a word of all of them is found. */
async function search(index: RecordIndex): Promise<string[]> {
  const context = { index, now: Date.parse('2026-11-24T13:00:00.000Z'), signal: AbortSignal.timeout(20_000) };
  const { sessions } = await listSessions(context, { text_search: 'question', sort: 'newest' });
  return sessions.map(({ id }) => id);
}

const countRequests = (index: RecordIndex) =>
  index.database.get<{ n: number }>('SELECT count(*) AS n FROM requests')?.n ?? 0;

/** What the lines that are still whole say, read without the index. */
async function readable(dataFolder: string, file: string) {
  const lines = await readAll(dataFolder, file);
  const ids = new Set(
    lines.flatMap(line => {
      const isExchange = 'event' in line && ['request', 'response'].includes(line.event.type);
      return isExchange && line.event.request_id !== null ? [line.event.request_id] : [];
    }),
  );
  return { damagedCount: lines.filter(line => 'damage' in line).length, requestCount: ids.size };
}

test('a flipped bit in a journal costs one line at most, is counted, and keeps the rest', async (t: TestContext) => {
  await using folder = await temporaryFolder();
  const file = await writeSession(folder.path, 1, '2026-11-24T10:00:00.000Z');
  const original = path.join(folder.path, 'original');
  await copyFile(path.join(folder.path, file), original);
  const whole = (await readAll(folder.path, file)).length;
  const random = seededRandom(SEED);
  let lostLines = 0;
  for (let round = 0; round < 60; round++) {
    await using damaged = await temporaryFolder();
    const copy = path.join(damaged.path, file);
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(original, copy);
    await flipBit(copy, random);
    const expected = await readable(damaged.path, file);
    const lines = (await readAll(damaged.path, file)).length;
    // A newline that became another byte joins two lines, a byte that became one makes two of one.
    assert.ok(expected.damagedCount <= 2 && lines >= whole - 1, `round ${round}`);
    const { index, damagedCount } = await openReplayed(damaged.path);
    assert.ok(countRequests(index) >= TURNS - 1, `round ${round}`);
    assert.equal(countRequests(index), expected.requestCount);
    assert.equal(damagedCount(), expected.damagedCount);
    await index.close();
    // Reading it back never throws, whatever a request's body has lost.
    const session = await readSession(damaged.path, file);
    assert.ok(session.requests.size >= TURNS - 1);
    lostLines += expected.damagedCount;
  }
  t.diagnostic(`seed ${SEED}: 60 flips in ${whole} lines made ${lostLines} unreadable, the rest was kept`);
});

test('a journal that was cut loses what was cut off, and what follows is indexed', async () => {
  await using folder = await temporaryFolder();
  const file = await writeSession(folder.path, 1, '2026-11-24T10:00:00.000Z');
  const first = await openReplayed(folder.path);
  await first.index.close();
  const name = path.join(folder.path, file);
  await truncate(name, Math.floor((await stat(name)).size / 2));
  const expected = await readable(folder.path, file);

  const { index, log } = await openReplayed(folder.path);
  assert.equal(countRequests(index), expected.requestCount);
  assert.match(log.join('\n'), /is shorter than it was/);
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: '2026-11-24T10:00:00.000Z' });
  const ask = { requestId: testId(5), at: '2026-11-24T12:00:00.000Z', messages: [userText('And now?')] };
  index.apply((await writer.write(...writer.ask(ask))).filter(({ event }) => event.type === 'request'));
  await index.idle();
  assert.equal(countRequests(index), expected.requestCount + 1);
  await index.close();
});

test('a flipped bit in index or text changes no number and hides no word', async t => {
  await using folder = await temporaryFolder();
  await writeSession(folder.path, 1, '2026-10-24T10:00:00.000Z');
  await writeSession(folder.path, 2, '2026-11-24T10:00:00.000Z');
  const first = await openReplayed(folder.path);
  const expected = dumpIndex(first.index);
  await first.index.close();
  const random = seededRandom(SEED);
  const files = ['index.sqlite', 'text/2026-10.sqlite', 'text/2026-11.sqlite'];
  for (let round = 0; round < 30; round++) {
    const file = files[round % files.length] ?? '';
    await flipBit(path.join(folder.path, file), random);
    const { index, log } = await openReplayed(folder.path);
    // The first search finds the damage and has the month read anew.
    await search(index);
    await index.idle();
    assert.deepEqual(await search(index), [testId(2), testId(1)], `round ${round}, ${file}`);
    assert.deepEqual(dumpIndex(index), expected, `round ${round}, ${file}`);
    assert.match(log.join('\n'), /damaged|built anew|rebuilt/, `round ${round}, ${file}`);
    await index.snapshot();
    await index.close();
  }
  t.diagnostic(`seed ${SEED}: 30 flips in index and text, each found and mended`);
});

test('a damaged archive keeps what the index has of it, and a rebuild takes what can still be read', async t => {
  await using folder = await temporaryFolder();
  const file = await writeSession(folder.path, 1, '2026-11-24T10:00:00.000Z');
  const first = await openReplayed(folder.path);
  const expected = dumpIndex(first.index);
  await first.index.close();
  const prepared = await prepareArchive(folder.path, file, AbortSignal.timeout(10_000));
  assert.ok(prepared !== null && (await swapArchive(folder.path, prepared)));
  const archive = path.join(folder.path, `${file}.zst`);
  const whole = await readFile(archive);
  const random = seededRandom(SEED);
  let kept = 0;
  for (let round = 0; round < 20; round++) {
    await writeFile(archive, whole);
    // The first rounds hit the head, which tells the size.
    if (round < 4) await flipBit(archive, () => random() * 0.01);
    else await flipBit(archive, random);
    const { index } = await openReplayed(folder.path);
    assert.deepEqual(dumpIndex(index), expected, `round ${round}`);
    await index.close();
    await using copy = await temporaryFolder();
    await cp(path.join(folder.path, 'sessions'), path.join(copy.path, 'sessions'), { recursive: true });
    const rebuilt = await openReplayed(copy.path);
    const count = countRequests(rebuilt.index);
    // Head and seek table cost nothing, a frame a part of the requests.
    assert.ok(count >= TURNS / 2, `round ${round}: ${count} requests`);
    assert.ok(count === TURNS || rebuilt.damagedCount() === 1, `round ${round}: ${count} requests`);
    kept += count;
    await rebuilt.index.close();
  }
  t.diagnostic(`seed ${SEED}: of 20 damaged archives a rebuild still had ${kept} of ${20 * TURNS} requests`);
});
