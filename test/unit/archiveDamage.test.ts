// Damage in archives: flipped bits, cut files and lost seek tables cost the frames they hit, and no other line moves.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { constants, zstdCompressSync } from 'node:zlib';
import { prepareArchive, swapArchive, thawJournal } from '../../src/recorder/journal/archiveJournal.ts';
import type { ArchiveFrame } from '../../src/recorder/journal/archiveLayout.ts';
import { appendLines } from '../../src/recorder/journal/journalFile.ts';
import { openJournal } from '../../src/recorder/journal/journalSource.ts';
import type { DamagedLine, PlacedEvent } from '../../src/recorder/journal/position.ts';
import { listJournals, readLinesAt } from '../../src/recorder/journal/readJournal.ts';
import { framesOf } from '../support/archiveFrames.ts';
import { blockEvent, readAll, SESSION_FILE, STARTED, temporaryFolder } from '../support/journalEvents.ts';
import { seededRandom } from '../support/seededRandom.ts';

const SEED = Number(process.env.LUNAROUTE_FAULT_SEED ?? 20_261_124);
const NEVER = new AbortController().signal;
const WORDS = 'the of proxy stream token session frame archive damage line journal offset cost model'.split(
  ' ',
);

type Line = PlacedEvent | DamagedLine;

interface Archive extends AsyncDisposable {
  folder: string;
  /** Of the archive. */
  name: string;
  /** Of the journal. */
  text: Buffer;
  bytes: Buffer;
  lines: Line[];
  frames: ArchiveFrame[];
  damaged(bytes: Buffer): Promise<void>;
}

/** Lines of many lengths, some longer than a frame, in many frames. */
async function writeArchive(blockCount = 200): Promise<Archive> {
  const folder = await temporaryFolder();
  const random = seededRandom(SEED);
  const blocks = Array.from({ length: blockCount }, (_, n) => {
    const count = n % 50 === 49 ? 9000 : Math.floor(random() * 300);
    const words = Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)]);
    return blockEvent(n, words.join(' '));
  });
  const lines = [STARTED, ...blocks].map(event => Buffer.from(JSON.stringify(event)));
  await appendLines(folder.path, SESSION_FILE, lines, true);
  const text = await readFile(path.join(folder.path, SESSION_FILE));
  const prepared = await prepareArchive(folder.path, SESSION_FILE, NEVER);
  assert.ok(prepared !== null && (await swapArchive(folder.path, prepared)));
  const name = `${path.join(folder.path, SESSION_FILE)}.zst`;
  const frames = await framesOf(name);
  return {
    ...{ folder: folder.path, name, text, frames },
    bytes: await readFile(name),
    lines: await readAll(folder.path, SESSION_FILE),
    damaged: bytes => writeFile(name, bytes),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function flipped(bytes: Buffer, at: number, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return copy;
}

const isIn = (frame: ArchiveFrame, { at }: Line): boolean =>
  at.offset >= frame.textAt && at.offset < frame.textAt + frame.textBytes;

/** What is read when these frames are lost, and perhaps the table. */
function without(archive: Archive, lost: readonly ArchiveFrame[], isTableDamaged: boolean): Line[] {
  const reports = lost.map(
    ({ textAt, textBytes }): DamagedLine => ({
      damage: 'archive',
      at: { file: SESSION_FILE, offset: textAt, length: textBytes - 1 },
    }),
  );
  const kept = archive.lines.filter(line => !lost.some(frame => isIn(frame, line)));
  const all = [...kept, ...reports].sort((a, b) => a.at.offset - b.at.offset);
  return isTableDamaged ? [...all, tableReport(archive)] : all;
}

const tableReport = ({ text }: Archive): DamagedLine => ({
  damage: 'archive_table',
  at: { file: SESSION_FILE, offset: text.length, length: 0 },
});

/** Reads it in every way. */
async function assertReads(archive: Archive, expected: readonly Line[], what: string): Promise<void> {
  assert.deepEqual(await readAll(archive.folder, SESSION_FILE), expected, what);
  const places = archive.lines.map(({ at }) => at);
  const kept = new Map(expected.map(line => [line.at.offset, 'event' in line ? line.event : null]));
  assert.deepEqual(
    await readLinesAt(archive.folder, SESSION_FILE, places),
    places.map(({ offset }) => kept.get(offset) ?? null),
    what,
  );
  const source = await openJournal(archive.folder, SESSION_FILE);
  assert.equal(await source.size(), archive.text.length, what);
  await source.close();
}

test('a flipped bit costs the frame that it hits, and every other line stays where it was', async (t: TestContext) => {
  await using archive = await writeArchive();
  const random = seededRandom(SEED);
  let lostLines = 0;
  for (let round = 0; round < 80; round++) {
    const at = Math.floor(random() * archive.bytes.length);
    await archive.damaged(flipped(archive.bytes, at, random));
    const what = `round ${round}, byte ${at}`;
    const hit = archive.frames.filter(frame => at >= frame.at && at < frame.at + frame.bytes);
    const lines = await readAll(archive.folder, SESSION_FILE);
    const reports = lines.filter(line => 'damage' in line);
    // Some bits mean nothing.
    if (reports.length > 0) await assertReads(archive, without(archive, hit, hit.length === 0), what);
    else assert.deepEqual(lines, archive.lines, what);
    lostLines += archive.lines.length - lines.filter(line => 'event' in line).length;
  }
  const perFlip = (lostLines / 80).toFixed(1);
  t.diagnostic(
    `seed ${SEED}: a flip cost ${perFlip} of ${archive.lines.length} lines, in ${archive.frames.length} frames`,
  );
});

test('a flipped bit costs no more when the seek table is lost as well', async () => {
  await using archive = await writeArchive();
  const random = seededRandom(SEED + 1);
  const tableAt = (archive.frames.at(-1)?.at ?? 0) + (archive.frames.at(-1)?.bytes ?? 0);
  for (let round = 0; round < 60; round++) {
    const frame = archive.frames[Math.floor(random() * archive.frames.length)];
    assert.ok(frame !== undefined);
    const isGone = round % 3 === 0;
    // The first bytes tell how long the frame is: only with the rest of the table, or all other frames, is that known.
    const from = isGone ? 16 : 0;
    const at = frame.at + from + Math.floor(random() * (round % 2 === 0 ? 16 : frame.bytes - from));
    const bytes = flipped(archive.bytes, at, random);
    if (isGone) bytes.fill(0, tableAt);
    else bytes.writeUInt8(bytes.readUInt8(tableAt + 20) ^ 1, tableAt + 20);
    await archive.damaged(bytes);
    const lines = await readAll(archive.folder, SESSION_FILE);
    const isRead = lines.filter(line => 'event' in line).length === archive.lines.length;
    await assertReads(archive, without(archive, isRead ? [] : [frame], true), `round ${round}, byte ${at}`);
  }
});

test('every bit that tells how long a frame is can flip, also without the table', async () => {
  await using archive = await writeArchive();
  const { frames, bytes, text } = archive;
  const tableAt = (frames.at(-1)?.at ?? 0) + (frames.at(-1)?.bytes ?? 0);
  for (const frame of frames.filter((_, n) => n % 3 === 0)) {
    // Behind 4 bytes of magic number, one that describes the frame and two to four of its size: the header of its first block.
    const headerBytes = frame.textBytes < 256 ? 6 : frame.textBytes < 65_792 ? 7 : 9;
    for (let bit = 0; bit < 24; bit++) {
      const broken = Buffer.from(bytes.subarray(0, tableAt));
      const at = frame.at + headerBytes + (bit >> 3);
      broken.writeUInt8(broken.readUInt8(at) ^ (1 << (bit & 7)), at);
      await archive.damaged(broken);
      const source = await openJournal(archive.folder, SESSION_FILE);
      const pieces: Buffer[] = [];
      for await (const piece of source.pieces(0))
        pieces.push(Buffer.isBuffer(piece) ? piece : Buffer.alloc(piece.bytes));
      await source.close();
      const expected = Buffer.from(text).fill(0, frame.textAt, frame.textAt + frame.textBytes);
      assert.ok(expected.equals(Buffer.concat(pieces)), `bit ${bit} of the frame at ${frame.at}`);
    }
  }
});

test('of a cut archive all frames before the cut are read, and what is missing is told', async () => {
  await using archive = await writeArchive();
  const random = seededRandom(SEED + 2);
  const borders = archive.frames.slice(0, 4).map(({ at }) => at);
  const places = Array.from({ length: 25 }, () => 28 + Math.floor(random() * (archive.bytes.length - 28)));
  for (const at of [...borders, ...places, archive.bytes.length - 1]) {
    await archive.damaged(archive.bytes.subarray(0, at));
    const lost = archive.frames.filter(frame => frame.at + frame.bytes > at);
    const textAt = lost[0]?.textAt ?? archive.text.length;
    const rest = { at: 0, bytes: 0, textAt, textBytes: archive.text.length - textAt };
    await assertReads(archive, without(archive, lost.length === 0 ? [] : [rest], true), `cut at ${at}`);
  }
});

test('whatever is done to an archive, reading ends, tells of it, and gives nothing that was never written', async () => {
  await using archive = await writeArchive(120);
  const random = seededRandom(SEED + 3);
  const written = new Set(archive.lines.map(line => JSON.stringify('event' in line && line.event)));
  for (let round = 0; round < 80; round++) {
    let bytes: Buffer = Buffer.from(archive.bytes);
    for (let n = 0; n < 1 + random() * 6; n++) {
      const at = Math.floor(random() * bytes.length);
      const length = Math.floor(random() * 3000);
      const what = random();
      if (what < 0.5) bytes = flipped(bytes, at, random);
      else if (what < 0.8) bytes.fill(Math.floor(random() * 256), at, Math.min(at + length, bytes.length));
      else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    }
    await archive.damaged(bytes);
    const lines = await readAll(archive.folder, SESSION_FILE);
    const events = lines.flatMap(line => ('event' in line ? [JSON.stringify(line.event)] : []));
    assert.ok(
      events.every(event => written.has(event)),
      `round ${round}`,
    );
    assert.ok(
      events.length === archive.lines.length || lines.some(line => 'damage' in line),
      `round ${round}`,
    );
    const isWhole = await thawJournal(archive.folder, SESSION_FILE).catch((error: { code?: string }) => {
      assert.equal(error.code, 'archive_damaged');
      return false;
    });
    if (!isWhole) continue;
    assert.ok(archive.text.equals(await readFile(path.join(archive.folder, SESSION_FILE))), `round ${round}`);
    await rm(path.join(archive.folder, SESSION_FILE));
  }
});

test('an archive that lost text is not continued and stays; one that lost its table only is', async () => {
  await using archive = await writeArchive(120);
  const frame = archive.frames[1];
  assert.ok(frame !== undefined);
  const broken = flipped(archive.bytes, frame.at + 40, () => 0);
  await archive.damaged(broken);
  await assert.rejects(thawJournal(archive.folder, SESSION_FILE), { code: 'archive_damaged' });
  assert.ok(broken.equals(await readFile(archive.name)));
  // Cut where a frame ends: each that is left is whole.
  await archive.damaged(archive.bytes.subarray(0, frame.at));
  await assert.rejects(thawJournal(archive.folder, SESSION_FILE), { code: 'archive_damaged' });
  await archive.damaged(archive.bytes.subarray(0, -3));
  assert.ok(await thawJournal(archive.folder, SESSION_FILE));
  assert.ok(archive.text.equals(await readFile(path.join(archive.folder, SESSION_FILE))));
});

/** As archives were written at first. */
function inOneFrame(text: Buffer): Buffer {
  return zstdCompressSync(text, {
    pledgedSrcSize: text.length,
    params: {
      [constants.ZSTD_c_compressionLevel]: 9,
      [constants.ZSTD_c_enableLongDistanceMatching]: 1,
      [constants.ZSTD_c_windowLog]: 25,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });
}

test('reads archives of one frame, as the first ones were; of a cut one what stands before the cut', async () => {
  await using archive = await writeArchive();
  const old = inOneFrame(archive.text);
  await archive.damaged(old);
  await assertReads(archive, archive.lines, 'whole');
  assert.equal((await listJournals(archive.folder))[0]?.size, archive.text.length);
  await archive.damaged(old.subarray(0, Math.floor(old.length * 0.9)));
  const lines = await readAll(archive.folder, SESSION_FILE);
  const last = lines.pop();
  assert.ok(lines.length > 0);
  assert.deepEqual(lines, archive.lines.slice(0, lines.length));
  const offset = (lines.at(-1)?.at.offset ?? 0) + (lines.at(-1)?.at.length ?? 0) + 1;
  assert.deepEqual(last, {
    damage: 'archive',
    at: { file: SESSION_FILE, offset, length: archive.text.length - offset - 1 },
  });
  await assert.rejects(thawJournal(archive.folder, SESSION_FILE), { code: 'archive_damaged' });
  await archive.damaged(old);
  assert.ok(await thawJournal(archive.folder, SESSION_FILE));
  assert.ok(archive.text.equals(await readFile(path.join(archive.folder, SESSION_FILE))));
});

test('reads frames that another program put one after the other, also cut within a line', async () => {
  await using archive = await writeArchive(120);
  const pieces = [0, 10_001, 30_000].map((start, i, all) => archive.text.subarray(start, all[i + 1]));
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  await archive.damaged(Buffer.concat(pieces.map(piece => zstdCompressSync(piece, { params }))));
  await assertReads(archive, archive.lines, 'three frames');
  const frames = await framesOf(archive.name);
  const [, middle] = frames;
  assert.ok(frames.length === 3 && middle !== undefined);
  await archive.damaged(flipped(await readFile(archive.name), middle.at + middle.bytes - 9, () => 0));
  // The beginning of the first line lies in the frame before, the rest of the last one in the frame behind.
  const isCut = ({ at }: Line): boolean => at.offset < 10_001 && at.offset + at.length >= 10_001;
  const from = archive.lines.find(isCut)?.at.offset ?? 0;
  const lines = await readAll(archive.folder, SESSION_FILE);
  const after = archive.lines.filter(({ at }) => at.offset >= 30_000);
  const rest = { file: SESSION_FILE, offset: 30_000, length: (after[0]?.at.offset ?? 0) - 30_001 };
  assert.deepEqual(lines, [
    ...archive.lines.filter(({ at }) => at.offset < from),
    { damage: 'archive', at: { file: SESSION_FILE, offset: from, length: 29_999 - from } },
    { damage: 'not_json', at: rest },
    ...after,
  ]);
});

test('the command line tool reads an archive', async t => {
  if (spawnSync('zstd', ['--version']).error !== undefined) {
    t.skip('zstd is not installed');
    return;
  }
  await using archive = await writeArchive();
  const { stdout, stderr } = spawnSync('zstd', ['-dc', archive.name], { maxBuffer: 64 * 1024 * 1024 });
  assert.equal(stderr.toString(), '');
  assert.ok(archive.text.equals(stdout));
  assert.ok((await stat(archive.name)).size < archive.text.length / 2);
});
