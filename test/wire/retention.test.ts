// A real recorder keeps its folder small: compacts, removes what is old, deletes everything, and goes on recording.
import assert from 'node:assert/strict';
import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { RequestDetail, SessionList } from '../../src/protocol/api.ts';
import type { RetentionPreview } from '../../src/protocol/retention.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { CLAUDE_HEADERS, RecorderUnderTest } from '../support/recorderUnderTest.ts';

const DAY_MS = 86_400_000;
const OLD = { compressAfterDays: 7, maxAgeDays: 30, maxSizeGigabytes: 0 };

function ask(word: string): string {
  return JSON.stringify({
    model: 'claude-sonnet-4-5',
    messages: [{ role: 'user', content: `Tell me of the ${word}.` }],
  });
}

/** One session a word, so many days ago; the journal's time as well. @returns the session's id */
async function record(
  recorder: RecorderUnderTest,
  folder: string,
  word: string,
  daysAgo: number,
): Promise<string> {
  const at = Date.now() - daysAgo * DAY_MS;
  const known = new Set((await listJournals(folder)).map(({ file }) => file));
  recorder.exchange({
    at,
    headers: headersOf(word),
    request: ask(word),
    response: ['{"type":"message","content":[]}'],
  });
  await recorder.remote.flush();
  const file = (await listJournals(folder)).find(journal => !known.has(journal.file))?.file ?? '';
  await utimes(path.join(folder, file), at / 1000, at / 1000);
  return file.slice(-22, -6);
}

function headersOf(word: string): [string, string][] {
  return CLAUDE_HEADERS.map(([name, value]) => [name, name === 'X-Claude-Code-Session-Id' ? word : value]);
}

async function read<Body>(recorder: RecorderUnderTest, target: string, method = 'GET'): Promise<Body> {
  const { status, body } = await recorder.api(target, method);
  assert.equal(status, 200, body);
  return JSON.parse(body) as Body;
}

async function idsOf(recorder: RecorderUnderTest, query = ''): Promise<string[]> {
  const { sessions } = await read<SessionList>(recorder, `/sessions?sort=oldest${query}`);
  return sessions.map(({ id }) => id);
}

/** Every file below the folder but what names it: salt. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap(entry => (entry.isFile() && entry.name !== 'salt' ? [entry.name] : [])).sort();
}

test('compacts quiet sessions, which are listed, found, shown and continued as before', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const id = await record(recorder, folder.path, 'wombat', 2);
  const [before] = await listJournals(folder.path);
  await recorder.remote.compact();
  const [archived] = await listJournals(folder.path);
  assert.deepEqual([archived?.isArchived, archived?.size], [true, before?.size]);
  const { sessions } = await read<SessionList>(recorder, '/sessions?text_search=wombat');
  assert.ok(sessions[0]?.snippets?.[0]?.text.includes('\u0002wombat\u0003'));
  const detail = await read<{ requests: { id: string }[] }>(recorder, `/sessions/${id}`);
  const request = await read<RequestDetail>(recorder, `/sessions/${id}/requests/${detail.requests[0]?.id}`);
  assert.equal(request.request.body.content, ask('wombat'));

  recorder.exchange({ headers: headersOf('wombat'), request: ask('wombat'), response: ['{}'] });
  await recorder.remote.flush();
  const [thawed, ...others] = await listJournals(folder.path);
  assert.deepEqual([thawed?.isArchived, others], [false, []]);
  assert.equal((await read<{ requests: unknown[] }>(recorder, `/sessions/${id}`)).requests.length, 2);
});

test('an index that is lost is rebuilt from archives', async () => {
  await using folder = await temporaryFolder();
  const first = await RecorderUnderTest.open(folder.path);
  const id = await record(first, folder.path, 'numbat', 2);
  await first.remote.compact();
  await first.kill();
  await using second = await RecorderUnderTest.open(folder.path);
  await record(second, folder.path, 'other', 0);
  assert.deepEqual(await idsOf(second, '&text_search=numbat'), [id]);
});

test('a preview says what goes; compacting removes it with rows and text, but nothing pinned', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, { retention: OLD });
  const old = await record(recorder, folder.path, 'dodo', 60);
  const pinned = await record(recorder, folder.path, 'auk', 50);
  const kept = await record(recorder, folder.path, 'wren', 3);
  await recorder.api(`/sessions/${pinned}`, 'PATCH', '{"pinned":true}');
  const preview = await read<RetentionPreview>(recorder, '/retention/preview');
  assert.deepEqual(
    [preview.remove.sessions.map(({ id, reason }) => [id, reason]), preview.kept_pinned_count],
    [[[old, 'age']], 1],
  );
  const tried = await read<RetentionPreview>(recorder, '/retention/preview?max_age_days=2');
  assert.deepEqual(
    tried.remove.sessions.map(({ id }) => id),
    [old, kept],
  );
  assert.deepEqual(await idsOf(recorder), [old, pinned, kept]);
  await recorder.remote.compact();
  assert.deepEqual(await idsOf(recorder), [pinned, kept]);
  assert.deepEqual(await idsOf(recorder, '&text_search=dodo'), []);
  assert.equal((await listJournals(folder.path)).length, 2);
});

test('deletes a session with its archive and what was left over of one', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const id = await record(recorder, folder.path, 'quagga', 2);
  await recorder.remote.compact();
  assert.equal((await recorder.api(`/sessions/${id}`, 'DELETE')).status, 204);
  assert.deepEqual(await listJournals(folder.path), []);
  assert.deepEqual(
    (await filesIn(folder.path)).filter(name => name.startsWith('session_')),
    [],
  );
});

test('deletes everything after a confirmation, and records on', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const pinned = await record(recorder, folder.path, 'moa', 90);
  await record(recorder, folder.path, 'thylacine', 0);
  await recorder.api(`/sessions/${pinned}`, 'PATCH', '{"pinned":true}');
  await recorder.remote.compact();
  assert.equal((await recorder.api('/sessions', 'DELETE')).status, 400);
  assert.equal((await idsOf(recorder)).length, 2);
  assert.deepEqual(await read(recorder, '/sessions?confirm=all', 'DELETE'), { deleted_count: 2 });
  assert.deepEqual(await idsOf(recorder), []);
  assert.deepEqual(await filesIn(folder.path), ['index.sqlite']);
  const again = await record(recorder, folder.path, 'thylacine', 0);
  assert.deepEqual(await idsOf(recorder, '&text_search=thylacine'), [again]);
  assert.deepEqual(await idsOf(recorder, '&text_search=moa'), []);
});

test('the live state tells the size on the disk', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  await record(recorder, folder.path, 'kea', 2);
  await recorder.remote.compact();
  const [journal] = await listJournals(folder.path);
  const size = `"size_bytes":${journal?.diskBytes},"task":null`;
  assert.match(
    await recorder.firstPiece('/events', { accepts: text => text.includes(size) }),
    /^event: snapshot/m,
  );
});
