// Journals as the first version wrote them are read, indexed, searched, continued and shown byte for byte.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { RequestDetail, SessionDetail, SessionList } from '../../src/protocol/api.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { eventsOf, RecorderUnderTest, readJournals } from '../support/recorderUnderTest.ts';

const FIXTURE = path.join(import.meta.dirname, '..', 'fixtures', 'journals', 'format1');
const SESSION = 'db38006eb64ee7e2';

async function openOld(folder: string): Promise<RecorderUnderTest> {
  await cp(FIXTURE, folder, { recursive: true });
  return RecorderUnderTest.open(folder);
}

async function read<Body>(recorder: RecorderUnderTest, target: string): Promise<Body> {
  const { status, body } = await recorder.api(target);
  assert.equal(status, 200, body);
  return JSON.parse(body) as Body;
}

test('indexes, searches and shows journals of format 1', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await openOld(folder.path);
  // Recording waits for the replay of what is there.
  recorder.exchange({ request: '{"model":"claude-sonnet-4-5","messages":[]}', response: ['{}'] });
  await recorder.remote.flush();
  const detail = await read<SessionDetail>(recorder, `/sessions/${SESSION}`);
  assert.deepEqual(
    detail.requests.slice(0, 3).map(({ id, outcome, input_tokens }) => [id, outcome, input_tokens]),
    [
      ['a000000000000001', 'ok', 22_552],
      ['a000000000000002', 'ok', 1100],
      ['a000000000000004', 'error', null],
    ],
  );
  for (const [word, source] of [
    ['zebrafish', 'prompt'],
    ['quokka', 'tool_result'],
    ['marmoset', 'answer'],
  ]) {
    const { sessions } = await read<SessionList>(recorder, `/sessions?text_search=${word}`);
    assert.deepEqual(
      sessions.map(({ id, snippets }) => [id, snippets?.[0]?.source]),
      [[SESSION, source]],
    );
  }
  const digests: [boolean, string][] = [];
  for (const id of ['a000000000000001', 'a000000000000002', 'a000000000000004']) {
    const { request } = await read<RequestDetail>(recorder, `/sessions/${SESSION}/requests/${id}`);
    const bytes = Buffer.from(request.body.content, request.body.encoding);
    digests.push([
      bytes.length === request.body.wire_bytes,
      createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    ]);
  }
  assert.deepEqual(digests, [
    [true, '13bddfaf745b7672'],
    [true, '43edff58554481e6'],
    [true, '6e153708ea1302cc'],
  ]);
});

test('continues a session of format 1 in its file', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await openOld(folder.path);
  const before = await readJournals(folder.path);
  recorder.exchange({ request: '{"model":"claude-sonnet-4-5","messages":[]}', response: ['{}'] });
  const events = await recorder.journal();
  assert.equal(events.length, before.length + 2);
  assert.equal(eventsOf(events, 'request').at(-1)?.session_id, SESSION);
});
