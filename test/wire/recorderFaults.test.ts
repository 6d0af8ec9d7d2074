// The recorder when things go wrong around it: a long rebuild, a clock that is set back, lost journals, damage.
import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { readSession } from '../../src/recorder/journal/sessionReader.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  CLAUDE_HEADERS,
  eventsOf,
  exchangeMessages,
  RecorderUnderTest,
} from '../support/recorderUnderTest.ts';
import { SessionWriter, testId, userText } from '../support/recordFixture.ts';

const SESSION = '0f0e0d0c-0000-4000-8000-000000000001';
const ask = (content: string) =>
  JSON.stringify({ model: 'claude-haiku-4-5', messages: [{ role: 'user', content }] });
const REPLY = JSON.stringify({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5', stop_reason: 'end_turn' },
  ...{ content: [{ type: 'text', text: 'yes' }], usage: { input_tokens: 5, output_tokens: 1 } },
});

test('records at once while a long history is still being indexed, in the session it goes on with', async () => {
  await using folder = await temporaryFolder();
  const startedAt = '2026-11-24T10:00:00.000Z';
  const earlier = new SessionWriter(folder.path, { id: testId(1), startedAt, clientSessionId: SESSION });
  const at = startedAt;
  await earlier.write(...earlier.ask({ requestId: testId(11), at, messages: [userText('the beginning')] }));
  await earlier.write(earlier.answer({ requestId: testId(11), at }));
  for (let n = 2; n < 7; n++) {
    const writer = new SessionWriter(folder.path, { id: testId(n), startedAt });
    for (let turn = 0; turn < 60; turn++) {
      const text = `${n} ${turn} ${'an old and long conversation '.repeat(2000)}`;
      await writer.write(
        ...writer.ask({ requestId: testId(n * 100 + turn), at, messages: [userText(text)] }),
      );
    }
  }
  await using recorder = await RecorderUnderTest.open(folder.path);
  await recorder.until(() => recorder.statuses.some(({ rebuild }) => rebuild !== null));
  recorder.exchange({ headers: CLAUDE_HEADERS, request: ask('and the end'), response: [REPLY] });
  for (;;) {
    const session = await readSession(folder.path, earlier.file);
    if (session.responses.size === 2) break;
    assert.notEqual(recorder.statuses.at(-1)?.rebuild, null, 'it was written only after the rebuild');
    await new Promise(resolve => setImmediate(resolve));
  }
  assert.equal((await listJournals(folder.path)).length, 6);
});

test('a clock that is set back keeps sessions whole and times sensible', async () => {
  await using folder = await temporaryFolder();
  const noon = Date.parse('2026-11-24T12:00:00.000Z');
  const talk = (exchange: string, at: number) =>
    exchangeMessages({ exchange, at, headers: CLAUDE_HEADERS, request: ask(exchange), response: [REPLY] });
  await using first = await RecorderUnderTest.open(folder.path);
  first.send(...talk(testId(1), noon), ...talk(testId(2), noon - 3_600_000));
  await first.close();
  await using second = await RecorderUnderTest.open(folder.path);
  second.send(...talk(testId(3), noon - 26 * 3_600_000));
  const events = await second.journal();
  const list = JSON.parse((await second.api('/sessions')).body);
  const stats = JSON.parse((await second.api('/stats')).body);
  await second.close();
  assert.equal((await listJournals(folder.path)).length, 1);
  assert.deepEqual(
    eventsOf(events, 'response').map(({ request_id, timings }) => [request_id, timings.duration_ms]),
    [testId(1), testId(2), testId(3)].map(id => [id, 30]),
  );
  assert.deepEqual(
    [list.total, list.sessions[0].request_count, stats.totals.request_count, stats.totals.output_tokens],
    [1, 3, 3, 3],
  );
});

test('what a journal that vanished can no longer take is counted as not recorded', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const messages = exchangeMessages({ headers: CLAUDE_HEADERS, request: ask('hello'), response: [REPLY] });
  recorder.send(...messages.slice(0, -1));
  await recorder.remote.flush();
  await rm(path.join(folder.path, 'sessions'), { recursive: true });
  recorder.send(...messages.slice(-1));
  await recorder.remote.flush();
  assert.equal((await recorder.live()).dropped_count, 1);
  assert.match((await recorder.api('/metrics')).body, /records_dropped_total\{reason="not_written"\} 1/);
  // The session begins anew, and is recorded.
  recorder.exchange({ headers: CLAUDE_HEADERS, request: ask('hello again'), response: [REPLY] });
  assert.equal(eventsOf(await recorder.journal(), 'response').length, 1);
  await recorder.close();
});

test('tells how many lines of its journals can not be read', async () => {
  await using folder = await temporaryFolder();
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: '2026-11-24T10:00:00.000Z' });
  await writer.write();
  await appendFile(path.join(folder.path, writer.file), '{"type":"request","session_i\nnonsense\n');
  await using recorder = await RecorderUnderTest.open(folder.path);
  await recorder.remote.flush();
  assert.equal((await recorder.live()).damaged_line_count, 2);
  assert.match((await recorder.api('/metrics')).body, /journal_damaged_lines_total 2/);
  assert.match(recorder.logs.join('\n'), new RegExp(`${writer.file}: 2 damaged lines`));
  await recorder.close();
});
