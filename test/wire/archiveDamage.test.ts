// A real recorder whose index is gone rebuilds it from a damaged archive, and says what is lost.
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionList } from '../../src/protocol/api.ts';
import { archivePath } from '../../src/recorder/journal/journalPaths.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { agentSession } from '../support/agentSession.ts';
import { framesOf } from '../support/archiveFrames.ts';
import { readAll, temporaryFolder } from '../support/journalEvents.ts';
import { CLAUDE_HEADERS, RecorderUnderTest } from '../support/recorderUnderTest.ts';

const TURNS = 12;

/** One session in an archive, and no index. @returns its journal's name */
async function recordArchive(folder: string): Promise<string> {
  const recorder = await RecorderUnderTest.open(folder);
  for (const script of agentSession({ turns: TURNS, resultChars: 18_000 })) recorder.exchange(script);
  await recorder.until(() => recorder.acknowledgedBytes >= recorder.sentBytes);
  await recorder.remote.flush();
  await recorder.remote.compact();
  await recorder.kill();
  await loseIndex(folder);
  const [journal] = await listJournals(folder);
  assert.ok(journal?.isArchived);
  return journal.file;
}

async function loseIndex(folder: string): Promise<void> {
  await rm(path.join(folder, 'index.sqlite'), { force: true });
  await rm(path.join(folder, 'text'), { recursive: true, force: true });
}

async function sessionsOf(recorder: RecorderUnderTest): Promise<SessionList['sessions']> {
  return (JSON.parse((await recorder.api('/sessions')).body) as SessionList).sessions;
}

test('rebuilds its index from what is whole of a damaged archive, counts the damage, and leaves the archive alone', async () => {
  await using folder = await temporaryFolder();
  const file = await recordArchive(folder.path);
  const archive = archivePath(folder.path, file);
  const whole = await readFile(archive);
  const before = await readAll(folder.path, file);
  const frames = await framesOf(archive);
  for (const index of [0, Math.floor(frames.length / 2), frames.length - 1]) {
    const frame = frames[index];
    assert.ok(frame !== undefined);
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(frame.at + 30) ^ 4, frame.at + 30);
    await writeFile(archive, damaged);
    await loseIndex(folder.path);

    const recorder = await RecorderUnderTest.open(folder.path);
    await recorder.remote.flush();
    const kept = before.filter(
      ({ at }) => at.offset < frame.textAt || at.offset >= frame.textAt + frame.textBytes,
    );
    const requests = new Set(
      kept.flatMap(line =>
        'event' in line && ['request', 'response'].includes(line.event.type) ? [line.event.request_id] : [],
      ),
    );
    assert.ok(requests.size >= TURNS - 4);
    const [session] = await sessionsOf(recorder);
    assert.equal(session?.request_count, requests.size, `frame ${index}`);
    assert.equal((await recorder.live()).damaged_line_count, 1);
    const log = recorder.logs.filter(line => line.includes('1 damaged frames'));
    assert.deepEqual(log.length, 1);
    assert.ok(
      log[0]?.includes(`${frame.textBytes - 1} bytes of text in all, from offset ${frame.textAt} on`),
    );
    await recorder.close();
    assert.ok(damaged.equals(await readFile(archive)));
  }
});

test('begins a new session rather than go on in a damaged archive; one that lost its table only goes on', async () => {
  await using folder = await temporaryFolder();
  const file = await recordArchive(folder.path);
  const archive = archivePath(folder.path, file);
  const whole = await readFile(archive);
  const next = {
    headers: CLAUDE_HEADERS,
    request: '{"messages":[{"role":"user","content":"And now?"}]}',
    response: ['{}'],
  };
  const [frame] = (await framesOf(archive)).slice(1);
  assert.ok(frame !== undefined);
  const damaged = Buffer.from(whole);
  damaged.fill(0, frame.at + 20, frame.at + 60);
  await writeFile(archive, damaged);
  const first = await RecorderUnderTest.open(folder.path);
  first.exchange(next);
  await first.remote.flush();
  assert.equal((await sessionsOf(first)).length, 2);
  assert.ok(damaged.equals(await readFile(archive)));
  await first.close();

  for (const { file: other } of await listJournals(folder.path))
    if (other !== file) await rm(path.join(folder.path, other));
  await writeFile(archive, whole.subarray(0, -4));
  await loseIndex(folder.path);
  await using second = await RecorderUnderTest.open(folder.path);
  second.exchange(next);
  await second.remote.flush();
  const [session, ...others] = await sessionsOf(second);
  assert.deepEqual([session?.request_count, others], [TURNS + 1, []]);
  assert.equal((await second.live()).damaged_line_count, 0);
  assert.match(second.logs.join('\n'), /the seek table of its archive is damaged/);
});
