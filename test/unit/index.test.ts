// The index follows journals, catches up after restarts and faults, and always says the same as a full rebuild.
import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionQuery } from '../../src/protocol/api.ts';
import { listSessions } from '../../src/recorder/index/query/listSessions.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  assistant,
  dumpIndex,
  openTestIndex,
  SessionWriter,
  testId,
  userText,
} from '../support/recordFixture.ts';

const CALL = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: 'src/login.ts' } };
const RESULT = {
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'export function login() {}' }],
};

/** A session of two requests with a tool loop; `apply` gets each line as it is written. */
async function writeLoop(dataFolder: string, n: number, startedAt: string) {
  const writer = new SessionWriter(dataFolder, {
    id: testId(n),
    startedAt,
    clientSessionId: `client-${n}`,
    workspace: 'my-app',
  });
  const minute = (m: number): string => new Date(Date.parse(startedAt) + m * 60_000).toISOString();
  const ask = userText(`Why is test ${n} flaky?`);
  const batches = [
    await writer.write(
      ...writer.ask({ requestId: testId(n * 100 + 1), at: minute(0), messages: [ask] }),
      writer.titled(`Fix test ${n}`, minute(0)),
    ),
    await writer.write(writer.answer({ requestId: testId(n * 100 + 1), at: minute(1), content: [CALL] })),
    await writer.write(
      ...writer.ask({
        requestId: testId(n * 100 + 2),
        at: minute(40),
        messages: [ask, assistant(CALL), RESULT],
        toolResults: [{ call_id: 'toolu_1', is_error: false, duration_ms: 35 }],
      }),
    ),
    await writer.write(writer.answer({ requestId: testId(n * 100 + 2), at: minute(41) })),
  ];
  return { writer, batches };
}

test('an index that followed the journals equals one that was rebuilt from them', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  await index.replay();
  for (const [n, day] of [
    [1, '2026-10-30T23:50:00.000Z'],
    [2, '2026-11-24T10:00:00.000Z'],
  ] as const) {
    for (const batch of (await writeLoop(folder.path, n, day)).batches) index.apply(batch);
  }
  const followed = dumpIndex(index);
  await index.close();
  await rm(path.join(folder.path, 'index.sqlite'));
  const rebuilt = await openTestIndex(folder.path);
  await rebuilt.index.replay();
  assert.deepEqual(dumpIndex(rebuilt.index), followed);
  await rebuilt.index.close();
});

test('lines that are told twice are counted once', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const { batches } = await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z');
  for (const batch of batches) index.apply(batch);
  const once = dumpIndex(index);
  for (const batch of batches) index.apply(batch);
  index.apply(batches.flat());
  assert.deepEqual(dumpIndex(index), once);
  await index.close();
});

test('a session sums its requests and keeps what is unknown unknown', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: '2026-11-24T10:00:00.000Z' });
  for (const [n, model] of [
    [1, 'claude-sonnet-4-5'],
    [2, 'nobody-knows-this'],
  ] as const) {
    const at = `2026-11-24T10:0${n}:00.000Z`;
    index.apply(
      await writer.write(...writer.ask({ requestId: testId(n), at, messages: [userText('Hi')], model })),
    );
    index.apply(await writer.write(writer.answer({ requestId: testId(n), at, model })));
  }
  const row = index.database.get(
    `SELECT request_count, input_tokens, output_tokens, total_tokens, reasoning_tokens, cost_usd, cost_incomplete,
      models, model_used FROM sessions`,
  );
  assert.deepEqual(row, {
    request_count: 2,
    input_tokens: 2000,
    output_tokens: 200,
    total_tokens: 2200,
    reasoning_tokens: null,
    cost_usd: 0.0045,
    cost_incomplete: 1,
    models: '["claude-sonnet-4-5","nobody-knows-this"]',
    model_used: 'claude-sonnet-4-5',
  });
  await index.close();
});

test('a restart replays what the snapshot does not cover', async () => {
  await using folder = await temporaryFolder();
  const first = await openTestIndex(folder.path);
  const one = await writeLoop(folder.path, 1, '2026-11-24T09:00:00.000Z');
  for (const batch of one.batches) first.index.apply(batch);
  await first.index.snapshot();
  const two = await writeLoop(folder.path, 2, '2026-11-24T10:00:00.000Z');
  for (const batch of two.batches) first.index.apply(batch);
  const expected = dumpIndex(first.index);
  // The process dies here: no second snapshot.
  const second = await openTestIndex(folder.path);
  await second.index.replay();
  assert.deepEqual(dumpIndex(second.index), expected);
  await second.index.close();
  first.index.text.close();
});

test('a request whose process was killed is interrupted after the restart, until its answer is written', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: '2026-11-24T10:00:00.000Z' });
  const at = '2026-11-24T10:00:00.000Z';
  index.apply(await writer.write(...writer.ask({ requestId: testId(7), at, messages: [userText('Hi')] })));
  await index.replay();
  const outcome = 'SELECT outcome FROM requests';
  assert.deepEqual(index.database.get(outcome), { outcome: null });
  assert.deepEqual(index.unansweredRequests(), []);
  await index.close();

  const again = await openTestIndex(folder.path);
  await again.index.replay();
  assert.deepEqual(again.index.database.get(outcome), { outcome: 'interrupted' });
  assert.deepEqual(again.index.database.get('SELECT error_count, cost_incomplete FROM sessions'), {
    error_count: 1,
    cost_incomplete: 1,
  });
  assert.deepEqual(again.index.unansweredRequests(), [
    { sessionId: testId(1), requestId: testId(7), file: writer.file },
  ]);
  again.index.apply(await writer.write(writer.answer({ requestId: testId(7), at })));
  assert.deepEqual(again.index.unansweredRequests(), []);
  assert.deepEqual(again.index.database.get('SELECT error_count FROM sessions'), { error_count: 0 });
  await again.index.close();
});

for (const [name, damage] of [
  ['cut in the middle', (file: string) => truncate(file, 9000)],
  ['no database', (file: string) => writeFile(file, 'what is this')],
  ['full of zeros', async (file: string) => writeFile(file, new Uint8Array((await stat(file)).size))],
] as const) {
  test(`a snapshot that is ${name} is rebuilt`, async () => {
    await using folder = await temporaryFolder();
    const first = await openTestIndex(folder.path);
    for (const batch of (await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z')).batches)
      first.index.apply(batch);
    const expected = dumpIndex(first.index);
    await first.index.close();
    await damage(path.join(folder.path, 'index.sqlite'));
    const { index, log } = await openTestIndex(folder.path);
    await index.replay();
    assert.deepEqual(dumpIndex(index), expected);
    assert.match(log[0] ?? '', /^warn: The index is rebuilt from the journals/);
    await index.close();
  });
}

test('a snapshot with an older schema is rebuilt', async () => {
  await using folder = await temporaryFolder();
  const first = await openTestIndex(folder.path);
  for (const batch of (await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z')).batches)
    first.index.apply(batch);
  const expected = dumpIndex(first.index);
  first.index.database.run("UPDATE meta SET value = '0' WHERE name = 'index_version'");
  await first.index.close();
  const { index, log } = await openTestIndex(folder.path);
  await index.replay();
  assert.deepEqual(dumpIndex(index), expected);
  assert.match(log[0] ?? '', /version 0/);
  await index.close();
});

test('another price table reprices what was recorded', async () => {
  await using folder = await temporaryFolder();
  const first = await openTestIndex(folder.path);
  for (const batch of (await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z')).batches)
    first.index.apply(batch);
  const expected = dumpIndex(first.index);
  first.index.database.run('UPDATE requests SET cost_usd = 99');
  first.index.database.run('UPDATE sessions SET cost_usd = 198');
  first.index.database.run("UPDATE meta SET value = 'older' WHERE name = 'price_table_version'");
  await first.index.close();
  const { index } = await openTestIndex(folder.path);
  await index.replay();
  assert.deepEqual(dumpIndex(index), expected);
  await index.close();
});

test('a damaged line costs that line only', async () => {
  await using folder = await temporaryFolder();
  const { writer } = await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z');
  const file = path.join(folder.path, writer.file);
  const lines = (await readFile(file, 'utf8')).split('\n');
  const requestLine = lines.findIndex(line => line.includes('"type":"request"'));
  lines[requestLine] = (lines[requestLine] ?? '').slice(0, 40);
  await writeFile(file, lines.join('\n'));
  const { index, log } = await openTestIndex(folder.path);
  await index.replay();
  assert.deepEqual(index.database.get('SELECT request_count, total_tokens, tool_call_count FROM sessions'), {
    request_count: 2,
    total_tokens: 2200,
    tool_call_count: 1,
  });
  assert.match(log.join('\n'), /1 damaged lines/);
  await index.close();
});

test('lines that were never told are read from the journal when a later one comes', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  await index.replay();
  const { batches } = await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z');
  const isWhole = new Promise<void>(resolve => {
    index.onChange(() => {
      const row = index.database.get<{ n: number }>('SELECT total(request_count) AS n FROM sessions');
      if (row?.n === 2) resolve();
    });
  });
  index.apply(batches.at(-1) ?? []);
  await isWhole;
  await index.close();
});

test('what is recorded while older journals are still being read is counted once', async () => {
  await using folder = await temporaryFolder();
  const running = await writeLoop(folder.path, 1, '2026-11-24T09:00:00.000Z');
  for (let n = 2; n < 12; n++)
    await writeLoop(folder.path, n, `2026-1${n % 2}-0${(n % 8) + 1}T10:00:00.000Z`);
  const { index } = await openTestIndex(folder.path);
  const replayed = index.replay();
  const at = '2026-11-24T11:00:00.000Z';
  for (const n of [901, 902, 903]) {
    const request = { requestId: testId(n), at };
    index.apply(
      await running.writer.write(...running.writer.ask({ ...request, messages: [userText(`More ${n}`)] })),
    );
    index.apply(await running.writer.write(running.writer.answer(request)));
  }
  await replayed;
  await index.idle();
  const followed = dumpIndex(index);
  await index.close();
  await rm(path.join(folder.path, 'index.sqlite'));
  await rm(path.join(folder.path, 'text'), { recursive: true });
  const rebuilt = await openTestIndex(folder.path);
  await rebuilt.index.replay();
  assert.deepEqual(dumpIndex(rebuilt.index), followed);
  assert.deepEqual(rebuilt.index.database.get('SELECT total(request_count) AS n FROM sessions'), { n: 25 });
  await rebuilt.index.close();
});

test('a journal that was removed is no longer in the index', async () => {
  await using folder = await temporaryFolder();
  const first = await openTestIndex(folder.path);
  const { writer, batches } = await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z');
  for (const batch of batches) first.index.apply(batch);
  await first.index.close();
  await rm(path.join(folder.path, writer.file));
  const { index } = await openTestIndex(folder.path);
  await index.replay();
  assert.deepEqual(index.database.all('SELECT id FROM sessions'), []);
  await index.close();
});

test('finds the newest session of a client by its id', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  for (const [n, startedAt] of [
    [2, '2026-11-24T10:00:00.000Z'],
    [1, '2026-11-23T10:00:00.000Z'],
  ] as const) {
    const writer = new SessionWriter(folder.path, { id: testId(n), startedAt, clientSessionId: 'same' });
    index.apply(await writer.write(writer.titled('A title', startedAt)));
  }
  assert.deepEqual(index.findSession({ client: 'claude-code', clientSessionId: 'same' }), {
    id: testId(2),
    file: `sessions/2026-11-24/session_${testId(2)}.jsonl`,
  });
  assert.equal(index.findSession({ client: 'codex', clientSessionId: 'same' }), null);
  await index.close();
});

test('an owner that lost the lease writes nothing', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path, { mayWrite: () => false });
  for (const batch of (await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z')).batches)
    index.apply(batch);
  await assert.rejects(index.snapshot(), { code: 'not_owner' });
  assert.deepEqual(await readdir(folder.path), ['sessions']);
  await assert.rejects(index.close(), { code: 'not_owner' });
});

test('snapshots can be read by their user only', { skip: process.platform === 'win32' }, async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  for (const batch of (await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z')).batches)
    index.apply(batch);
  await index.close();
  const modeOf = async (name: string): Promise<number> =>
    (await stat(path.join(folder.path, name))).mode & 0o777;
  assert.deepEqual(
    [await modeOf('index.sqlite'), await modeOf('text'), await modeOf('text/2026-11.sqlite')],
    [0o600, 0o700, 0o600],
  );
});

test('what could not be written stays in memory and is written later', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  for (const batch of (await writeLoop(folder.path, 1, '2026-11-24T10:00:00.000Z')).batches)
    index.apply(batch);
  const obstacle = path.join(folder.path, 'text');
  await writeFile(obstacle, '');
  await assert.rejects(index.snapshot());
  await rm(obstacle);
  await index.snapshot();
  assert.deepEqual((await readdir(folder.path)).sort(), ['index.sqlite', 'sessions', 'text']);
  await index.close();
});

test('new traffic goes on in a recorded session of its client, never in an imported one', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const facts = { startedAt: '2026-11-24T10:00:00.000Z', clientSessionId: 'client-1' };
  const imported = new SessionWriter(folder.path, { ...facts, id: testId(1), origin: 'imported' });
  index.apply(await imported.write());
  const key = { client: 'claude-code', clientSessionId: 'client-1' };
  assert.equal(index.findSession(key), null);
  const recorded = new SessionWriter(folder.path, { ...facts, id: testId(2) });
  index.apply(await recorded.write());
  assert.equal(index.findSession(key)?.id, testId(2));
  await index.close();
});

test('tells recorded, imported and demo sessions apart', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const origins = [undefined, 'imported', 'demo'] as const;
  for (const [n, origin] of origins.entries()) {
    const facts = { id: testId(n), startedAt: '2026-11-24T10:00:00.000Z' };
    const writer = new SessionWriter(folder.path, origin === undefined ? facts : { ...facts, origin });
    index.apply(await writer.write());
  }
  const context = { index, now: Date.parse('2026-11-24T11:00:00.000Z'), signal: AbortSignal.timeout(5000) };
  const listed = async (query: SessionQuery) =>
    (await listSessions(context, query)).sessions.map(({ id, origin }) => [id, origin]);
  assert.deepEqual(await listed({ sort: 'newest' }), [
    [testId(2), 'demo'],
    [testId(1), 'imported'],
    [testId(0), 'recorded'],
  ]);
  assert.deepEqual(await listed({ origin: 'imported' }), [[testId(1), 'imported']]);
  await index.close();
});
