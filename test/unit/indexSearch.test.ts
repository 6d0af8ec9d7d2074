// Searching the text of sessions: what is found, in which order, with which snippets, over shards that come and go.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionList, SessionQuery } from '../../src/protocol/api.ts';
import { listSessions } from '../../src/recorder/index/query/listSessions.ts';
import type { RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { cutSnippet } from '../../src/recorder/index/text/cutSnippet.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { assistant, openTestIndex, SessionWriter, testId, userText } from '../support/recordFixture.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');

function list(index: RecordIndex, query: SessionQuery): Promise<SessionList> {
  return listSessions({ index, now: NOW, signal: new AbortController().signal }, query);
}

async function idsOf(index: RecordIndex, query: SessionQuery): Promise<string[]> {
  return (await list(index, query)).sessions.map(session => session.id);
}

/** One session with one exchange. */
async function writeSession(
  dataFolder: string,
  index: RecordIndex,
  n: number,
  at: string,
  said: { prompt: string; answer?: unknown[]; system?: string },
): Promise<SessionWriter> {
  const writer = new SessionWriter(dataFolder, { id: testId(n), startedAt: at });
  const request = { requestId: testId(n * 100), at };
  index.apply(
    await writer.write(
      ...writer.ask({
        ...request,
        messages: [userText(said.prompt)],
        ...(said.system === undefined ? {} : { system: said.system }),
      }),
      writer.answer({ ...request, content: said.answer ?? [{ type: 'text', text: 'Fine.' }] }),
    ),
  );
  return writer;
}

test('finds words of prompts, answers, thinking, tool calls and results, with the match marked', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const at = '2026-11-24T10:00:00.000Z';
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: at });
  const call = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'cargo xenon --release' } };
  index.apply(
    await writer.write(
      ...writer.ask({
        requestId: testId(10),
        at,
        messages: [userText('Where is the argon?')],
        system: 'Be krypton.',
      }),
      writer.answer({
        requestId: testId(10),
        at,
        content: [
          { type: 'thinking', thinking: 'Maybe neon helps.', signature: 'x' },
          { type: 'text', text: 'I look for radon.' },
          call,
        ],
      }),
      ...writer.ask({
        requestId: testId(11),
        at,
        messages: [
          userText('Where is the argon?'),
          assistant(call),
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'found helium' }],
          },
        ],
      }),
    ),
  );
  const found: Record<string, unknown> = {};
  for (const word of ['argon', 'radon', 'neon', 'xenon', 'helium', 'krypton', 'absent']) {
    found[word] = (await list(index, { text_search: word })).sessions[0]?.snippets;
  }
  assert.deepEqual(found, {
    argon: [{ request_id: testId(10), source: 'prompt', text: 'Where is the \u0002argon\u0003?' }],
    radon: [{ request_id: testId(10), source: 'answer', text: 'I look for \u0002radon\u0003.' }],
    neon: [{ request_id: testId(10), source: 'thinking', text: 'Maybe \u0002neon\u0003 helps.' }],
    xenon: [{ request_id: testId(10), source: 'tool_call', text: 'Bash cargo \u0002xenon\u0003 --release' }],
    helium: [{ request_id: testId(11), source: 'tool_result', text: 'found \u0002helium\u0003' }],
    krypton: [{ request_id: testId(10), source: 'system', text: 'Be \u0002krypton\u0003.' }],
    absent: undefined,
  });
  await index.close();
});

test('an answer that comes back as history is one hit', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const at = '2026-11-24T10:00:00.000Z';
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: at });
  const content = [
    { type: 'text', text: 'Use a mutex.' },
    { type: 'tool_use', id: 't', name: 'Edit', input: { file_path: 'a.ts', new_string: 'mutex.lock()' } },
  ];
  index.apply(
    await writer.write(
      ...writer.ask({ requestId: testId(10), at, messages: [userText('Race?')] }),
      writer.answer({ requestId: testId(10), at, content }),
      ...writer.ask({
        requestId: testId(11),
        at,
        messages: [userText('Race?'), assistant(...content), userText('Go')],
      }),
    ),
  );
  const [session] = (await list(index, { text_search: 'mutex' })).sessions;
  assert.deepEqual(
    session?.snippets?.map(({ source, request_id }) => [source, request_id]),
    [
      ['answer', testId(10)],
      ['tool_call', testId(10)],
    ],
  );
  await index.close();
});

test('the same text in two sessions is found in both, and a title weighs most', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  for (const n of [1, 2, 3]) {
    const writer = await writeSession(folder.path, index, n, `2026-11-2${n}T10:00:00.000Z`, {
      prompt: 'Please fix the flaky login',
    });
    if (n === 1)
      index.apply(
        await writer.write(writer.titled('Flaky login', '2026-11-21T10:01:00.000Z', 'title_request')),
      );
  }
  assert.deepEqual(await idsOf(index, { text_search: 'flaky login' }), [testId(1), testId(3), testId(2)]);
  assert.deepEqual(await idsOf(index, { text_search: 'flaky', sort: 'oldest' }), [
    testId(1),
    testId(2),
    testId(3),
  ]);
  await index.close();
});

test('leaves out sessions with an unwanted word or path where nothing is looked for', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  await writeSession(folder.path, index, 1, '2026-11-22T10:00:00.000Z', { prompt: 'mend src/login.ts' });
  await writeSession(folder.path, index, 2, '2026-10-23T10:00:00.000Z', { prompt: 'the retry loop' });
  await writeSession(folder.path, index, 3, '2026-11-24T10:00:00.000Z', { prompt: 'write the docs' });
  const newest = (text: string) => idsOf(index, { text_search: text });
  assert.deepEqual(await newest('-retry'), [testId(3), testId(1)]);
  assert.deepEqual(await newest('-retry -docs'), [testId(1)]);
  assert.deepEqual(await newest('-path:src/login.ts'), [testId(3), testId(2)]);
  assert.deepEqual(await newest('-path:src client:claude-code -docs'), [testId(2)]);
  assert.equal((await list(index, { text_search: '-retry' })).sessions[0]?.snippets, undefined);
  await index.close();
});

test('phrases, prefixes, exclusions, paths and fields narrow a search', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const edit = { type: 'tool_use', id: 't', name: 'Edit', input: { file_path: 'src/core/parse.ts' } };
  await writeSession(folder.path, index, 1, '2026-11-21T10:00:00.000Z', {
    prompt: 'retry the loop',
    answer: [edit],
  });
  await writeSession(folder.path, index, 2, '2026-11-22T10:00:00.000Z', { prompt: 'loop the retry forever' });
  const found: Record<string, string[]> = {};
  for (const text of [
    'retry loop',
    '"the loop"',
    'forev*',
    'retry -forever',
    'retry -parse',
    'path:core/parse.ts',
    'retry -path:core/parse.ts',
    'retry tool:edit',
    'retry model:sonnet',
    'retry status:error',
    'before:2026-11-22',
    '"unclosed loop',
    '((( NOT AND',
  ]) {
    found[text] = (await idsOf(index, { text_search: text, sort: 'oldest' })).map(id => id.slice(-1));
  }
  assert.deepEqual(found, {
    'retry loop': ['1', '2'],
    '"the loop"': ['1'],
    'forev*': ['2'],
    'retry -forever': ['1'],
    // In another text than the first word.
    'retry -parse': ['2'],
    'path:core/parse.ts': ['1'],
    'retry -path:core/parse.ts': ['2'],
    'retry tool:edit': ['1'],
    'retry model:sonnet': ['1', '2'],
    'retry status:error': [],
    'before:2026-11-22': ['1'],
    '"unclosed loop': [],
    '((( NOT AND': [],
  });
  await index.close();
});

test('pages of a search over several months have no gaps and no repeats', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  for (let n = 0; n < 30; n++) {
    const month = String(8 + (n % 3)).padStart(2, '0');
    await writeSession(folder.path, index, n, `2026-${month}-1${n % 9}T10:00:00.000Z`, {
      prompt: `needle ${'needle '.repeat(n % 4)} in session ${n}`,
    });
  }
  const whole = await idsOf(index, { text_search: 'needle', limit: 100 });
  const paged: string[] = [];
  const totals: (number | null)[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(index, {
      text_search: 'needle',
      limit: 7,
      ...(cursor === undefined ? {} : { cursor }),
    });
    paged.push(...page.sessions.map(session => session.id));
    totals.push(page.total);
    cursor = page.next_cursor ?? undefined;
    // What comes in between must not move what was shown.
    await writeSession(folder.path, index, 100 + paged.length, '2026-10-29T10:00:00.000Z', {
      prompt: 'needle needle',
    });
  } while (cursor !== undefined);
  assert.deepEqual(paged, whole);
  assert.deepEqual([whole.length, totals[0]], [30, null]);
  await index.close();
});

test('months on disk are opened for a search and closed again by the memory budget', async () => {
  await using folder = await temporaryFolder();
  const first = await openTestIndex(folder.path);
  await writeSession(folder.path, first.index, 1, '2026-03-01T10:00:00.000Z', { prompt: 'oldest needle' });
  await writeSession(folder.path, first.index, 2, '2026-11-01T10:00:00.000Z', { prompt: 'newest haystack' });
  await first.index.close();
  const { index } = await openTestIndex(folder.path);
  await index.replay();
  assert.deepEqual(await idsOf(index, { text_search: 'needle' }), [testId(1)]);
  await index.close();
});

test('a text shard that is missing or damaged is built anew from the journals', async () => {
  await using folder = await temporaryFolder();
  const first = await openTestIndex(folder.path);
  await writeSession(folder.path, first.index, 1, '2026-09-01T10:00:00.000Z', { prompt: 'september needle' });
  await writeSession(folder.path, first.index, 2, '2026-10-01T10:00:00.000Z', { prompt: 'october needle' });
  await writeSession(folder.path, first.index, 3, '2026-11-01T10:00:00.000Z', { prompt: 'november needle' });
  await first.index.close();
  await rm(path.join(folder.path, 'text', '2026-09.sqlite'));
  await writeFile(path.join(folder.path, 'text', '2026-11.sqlite'), 'garbage');
  const { index, log, progress } = await openTestIndex(folder.path);
  await index.replay();
  assert.deepEqual(await idsOf(index, { text_search: 'needle' }), [testId(3), testId(2), testId(1)]);
  assert.deepEqual(progress, [
    { done: 0, total: 1 },
    { done: 1, total: 1 },
    { done: 1, total: 2 },
    { done: 2, total: 2 },
    null,
  ]);
  assert.match(log.join('\n'), /The text index of 2026-11 is built anew/);
  await index.close();
});

test('a deleted session is found no more, and its words are gone from the disk', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const doomed = await writeSession(folder.path, index, 1, '2026-11-01T10:00:00.000Z', {
    prompt: 'my zyzzyva secret',
  });
  await writeSession(folder.path, index, 2, '2026-11-02T10:00:00.000Z', { prompt: 'harmless' });
  await index.snapshot();
  const shardFile = path.join(folder.path, 'text', '2026-11.sqlite');
  assert.ok((await readFile(shardFile)).includes('zyzzyva'));
  await rm(path.join(folder.path, doomed.file));
  await index.forget(doomed.file);
  assert.ok(!existsSync(shardFile));
  assert.deepEqual(await idsOf(index, { text_search: 'zyzzyva' }), []);
  await index.idle();
  await index.snapshot();
  assert.ok(!(await readFile(shardFile)).includes('zyzzyva'));
  assert.ok(!(await readFile(path.join(folder.path, 'index.sqlite'))).includes(testId(1)));
  assert.deepEqual(await idsOf(index, { text_search: 'harmless' }), [testId(2)]);
  await index.close();
});

test('marks words as the index reads them', () => {
  const term = (text: string, isPrefix = false) => ({ text, isPrefix });
  const cases = [
    cutSnippet('Über die Brücke', [term('brucke')]),
    cutSnippet('one two  three\u0002 four', [term('two three')]),
    cutSnippet('retrying retry', [term('retr', true)]),
    cutSnippet('nothing here', [term('absent')]),
    cutSnippet(`${'x'.repeat(10)} ${'word '.repeat(40)}match ${'tail '.repeat(60)}`, [term('match')]),
  ];
  assert.deepEqual(
    cases.map(({ text }) => text),
    [
      'Über die \u0002Brücke\u0003',
      'one \u0002two three\u0003 four',
      '\u0002retrying\u0003 \u0002retry\u0003',
      'nothing here',
      `…${'word '.repeat(11)}\u0002match\u0003 ${'tail '.repeat(27)}tail…`,
    ],
  );
});
