// Title, pin, tags and note of a session: kept in its journal, so that a rebuilt index has them as well.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionList, SessionSummary } from '../../src/protocol/api.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { eventsOf, RecorderUnderTest } from '../support/recorderUnderTest.ts';

const ASK = JSON.stringify({
  model: 'claude-sonnet-4-5',
  messages: [{ role: 'user', content: 'Why is it slow?' }],
});

async function mark(recorder: RecorderUnderTest, id: string, marks: object): Promise<SessionSummary> {
  const { status, body } = await recorder.api(`/sessions/${id}`, 'PATCH', JSON.stringify(marks));
  assert.equal(status, 200, body);
  return JSON.parse(body) as SessionSummary;
}

async function list(recorder: RecorderUnderTest, query = ''): Promise<SessionSummary[]> {
  return (JSON.parse((await recorder.api(`/sessions${query}`)).body) as SessionList).sessions;
}

const marksOf = ({ title, pinned, tags, note }: SessionSummary) => ({ title, pinned, tags, note });

test('the latest mark of each kind counts, also after the index was rebuilt', async () => {
  await using folder = await temporaryFolder();
  const recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({ request: ASK, response: ['{}'] });
  const [started] = eventsOf(await recorder.journal(), 'session_started');
  const id = started?.session_id ?? '';
  await mark(recorder, id, { title: ' First ', pinned: true, tags: ['perf', 'perf', 'später'] });
  await mark(recorder, id, { note: 'Look at the heap.' });
  const marked = await mark(recorder, id, { title: 'Slow start', tags: ['perf', 'Q4 plan'] });
  const expected = {
    title: 'Slow start',
    pinned: true,
    tags: ['perf', 'Q4 plan'],
    note: 'Look at the heap.',
  };
  assert.deepEqual(marksOf(marked), expected);
  await recorder.close();

  await rm(path.join(folder.path, 'index.sqlite'));
  await using rebuilt = await RecorderUnderTest.open(folder.path);
  rebuilt.exchange({ request: ASK, response: ['{}'] });
  await rebuilt.remote.flush();
  assert.deepEqual((await list(rebuilt)).map(marksOf), [expected]);
  assert.equal((await list(rebuilt, '?tag=perf&pinned=true&text_search=tag:PERF')).length, 1);
  assert.equal((await list(rebuilt, '?text_search=-tag:perf')).length, 0);
  assert.equal((await list(rebuilt, `?text_search=${encodeURIComponent('tag:"q4 plan"')}`)).length, 1);
  assert.equal((await list(rebuilt, '?tag=per')).length, 0);
  assert.equal((await list(rebuilt, '?text_search=heap')).length, 1);
  assert.equal((await mark(rebuilt, id, { title: null })).title, 'Why is it slow?');
});

test('says what can not be marked, and changes nothing then', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({ request: ASK, response: ['{}'] });
  const [started] = eventsOf(await recorder.journal(), 'session_started');
  const patch = async (id: string, body: string) => {
    const answer = await recorder.api(`/sessions/${id}`, 'PATCH', body);
    return [answer.status, JSON.parse(answer.body).error];
  };
  const id = started?.session_id ?? '';
  assert.deepEqual(await patch(id, 'x'), [400, { code: 'bad_body', message: 'The body is no JSON.' }]);
  assert.deepEqual(await patch(id, '{}'), [
    400,
    { code: 'bad_body', message: 'The body names nothing to change.' },
  ]);
  assert.deepEqual(await patch(id, '{"tags":["a,b"]}'), [
    400,
    { code: 'bad_body', message: 'tags.0: "a,b" can\'t be read.' },
  ]);
  assert.equal((await patch('0123456789abcdef', '{"pinned":true}'))[0], 404);
  assert.deepEqual(eventsOf(await recorder.journal(), 'session_marked'), []);
});
