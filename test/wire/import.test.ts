// Imports of other programs' logs through a real recorder: what they become, once, and what is left out.
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionDetail, SessionList } from '../../src/protocol/api.ts';
import type { ImportBody, ImportLine, ImportReport } from '../../src/protocol/import.ts';
import type { Stats } from '../../src/protocol/stats.ts';
import { newKeys } from '../../src/service/redactionKeys.ts';
import { ClaudeLogLines, writeClaudeLog, writeRustLog } from '../support/foreignLogs.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { CLAUDE_HEADERS, eventsOf, RecorderUnderTest } from '../support/recorderUnderTest.ts';
import { rulesWith } from '../support/redaction.ts';

const SESSION = '0f0e0d0c-0000-4000-8000-000000000001';
const STARTED = '2026-03-02T10:00:00.000Z';

async function importLines(recorder: RecorderUnderTest, body: ImportBody): Promise<ImportLine[]> {
  const answer = await recorder.api('/import', 'POST', JSON.stringify(body));
  assert.equal(answer.status, 200, answer.body);
  return answer.body
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as ImportLine);
}

async function importAll(recorder: RecorderUnderTest, body: ImportBody): Promise<ImportReport> {
  const last = (await importLines(recorder, body)).at(-1);
  assert.equal(last?.type, 'report');
  await recorder.remote.flush();
  return last as ImportReport;
}

async function get<T>(recorder: RecorderUnderTest, target: string): Promise<T> {
  return JSON.parse((await recorder.api(target)).body) as T;
}

/** A report's counts that are not 0. */
function countsOf(report: ImportReport): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(report).filter(([, value]) => typeof value === 'number' && value > 0),
  );
}

async function setUp() {
  const folder = await temporaryFolder();
  const data = path.join(folder.path, 'data');
  const logs = path.join(folder.path, 'projects');
  await mkdir(logs, { recursive: true });
  return { folder, data, logs, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('a Claude Code log becomes a session with its requests, tokens, tools, texts and title', async () => {
  await using at = await setUp();
  const log = new ClaudeLogLines({ sessionId: SESSION, startedAt: STARTED });
  log.add({ type: 'summary', summary: 'Fix the flaky login test', leafUuid: `${SESSION}-3` });
  log.turn(1).turn(2);
  await writeClaudeLog(at.logs, SESSION, log.text);
  await using recorder = await RecorderUnderTest.open(at.data);
  const report = await importAll(recorder, { path: at.logs });
  const { sessions } = await get<SessionList>(recorder, '/sessions?text_search=flaky');
  const [session] = sessions;
  const detail = await get<SessionDetail>(recorder, `/sessions/${session?.id}`);
  const turns = await get<{
    turns: { input: { parts: { text?: string }[] }[]; output: { parts: object[] }[] }[];
  }>(recorder, `/sessions/${session?.id}/turns`);
  const body = await get<{ request: { body: { content: string } } }>(
    recorder,
    `/sessions/${session?.id}/requests/${detail.requests.at(-1)?.id}`,
  );
  await recorder.close();
  assert.deepEqual(countsOf(report), { files: 1, sessions_added: 1, requests_added: 4 });
  assert.deepEqual(
    [session?.client_session_id, session?.client, session?.client_version, session?.origin, session?.title],
    [SESSION, 'claude-code', '2.1.330', 'imported', 'Fix the flaky login test'],
  );
  assert.match(session?.workspace ?? '', /^shop-[0-9a-f]{6}$/);
  assert.deepEqual(
    [session?.request_count, session?.tool_call_count, session?.input_tokens, session?.output_tokens],
    [4, 2, 400, 80],
  );
  assert.ok((session?.cost_usd ?? 0) > 0 && session?.live === false);
  assert.equal(detail.requests[0]?.tool_calls[0]?.duration_ms, 1000);
  assert.deepEqual(
    turns.turns.map(({ input, output }) => [input.length, output[0]?.parts.length]),
    [
      [1, 3],
      [1, 1],
      [1, 1 + 2],
      [1, 1],
    ],
  );
  const history = JSON.parse(body.request.body.content) as { messages: { role: string }[] };
  assert.deepEqual(
    history.messages.map(({ role }) => role),
    ['user', 'assistant', 'user', 'assistant', 'user', 'assistant', 'user'],
  );
});

test('importing again adds nothing, and of a log that grew only what is new', async () => {
  await using at = await setUp();
  const log = new ClaudeLogLines({ sessionId: SESSION, startedAt: STARTED }).turn(1);
  const file = await writeClaudeLog(at.logs, SESSION, log.text);
  await using recorder = await RecorderUnderTest.open(at.data);
  await importAll(recorder, { path: at.logs });
  const before = await recorder.journal();
  const again = await importAll(recorder, { path: file });
  const unchanged = await recorder.journal();
  await writeClaudeLog(at.logs, SESSION, log.turn(2).text);
  const grown = await importAll(recorder, { path: at.logs });
  const session = (await get<SessionList>(recorder, '/sessions')).sessions[0];
  const detail = await get<SessionDetail>(recorder, `/sessions/${session?.id}`);
  const last = await recorder.api(`/sessions/${session?.id}/requests/${detail.requests.at(-1)?.id}`);
  await recorder.close();
  assert.deepEqual(countsOf(again), { files: 1, requests_known: 2 });
  assert.deepEqual(unchanged, before);
  assert.deepEqual(countsOf(grown), { files: 1, sessions_extended: 1, requests_added: 2, requests_known: 2 });
  assert.deepEqual([session?.request_count, session?.output_tokens], [4, 80]);
  assert.match(last.body, /login1[\s\S]*login2/);
});

test('what was recorded is not imported as well, and a resumed session copies nothing', async () => {
  await using at = await setUp();
  const facts = { startedAt: STARTED, name: 'original' };
  const log = new ClaudeLogLines({ ...facts, sessionId: SESSION }).turn(1).turn(2);
  await writeClaudeLog(at.logs, SESSION, log.text);
  // `--resume` of older versions wrote the history into a new log, under the new session's id.
  const resumed = new ClaudeLogLines({ ...facts, sessionId: 'resumed' }).turn(1).turn(2);
  resumed
    .user('And now?')
    .answer('only_here', [{ type: 'text', text: 'Now it is fixed.' }], { output_tokens: 5 });
  await writeClaudeLog(at.logs, 'resumed', resumed.text);
  await using recorder = await RecorderUnderTest.open(at.data);
  recorder.exchange({
    headers: CLAUDE_HEADERS,
    at: Date.parse(STARTED),
    request: JSON.stringify({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'Why?' }] }),
    response: [
      JSON.stringify({
        ...{ id: 'msg_original_1a', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5' },
        ...{ content: [{ type: 'text', text: 'So.' }], stop_reason: 'end_turn' },
        usage: { input_tokens: 100, output_tokens: 20 },
      }),
    ],
  });
  await recorder.remote.flush();
  const report = await importAll(recorder, { path: at.logs });
  const stats = await get<Stats>(recorder, '/stats');
  const { sessions } = await get<SessionList>(recorder, '/sessions?sort=oldest');
  await recorder.close();
  assert.deepEqual(countsOf(report), { files: 2, sessions_added: 2, requests_added: 4, requests_known: 5 });
  assert.deepEqual([stats.totals.request_count, stats.totals.output_tokens], [5, 4 * 20 + 5]);
  assert.deepEqual(sessions.map(({ origin, request_count }) => [origin, request_count]).sort(), [
    ['imported', 1],
    ['imported', 3],
    ['recorded', 1],
  ]);
});

test('a session of the Rust LunaRoute keeps bodies, times, tools and no credential', async () => {
  await using at = await setUp();
  await writeRustLog(at.logs, 'rust-session-1', SESSION);
  await using recorder = await RecorderUnderTest.open(at.data);
  const report = await importAll(recorder, { path: at.logs });
  const [session] = (await get<SessionList>(recorder, '/sessions?text_search=wombat')).sessions;
  const detail = await get<SessionDetail>(recorder, `/sessions/${session?.id}`);
  const events = await recorder.journal();
  await recorder.close();
  assert.deepEqual(countsOf(report), { files: 1, sessions_added: 1, requests_added: 2 });
  assert.deepEqual(
    [
      session?.client_session_id,
      session?.client,
      session?.client_version,
      session?.origin,
      session?.output_tokens,
    ],
    [SESSION, 'claude-code', '1.0.90', 'imported', 20],
  );
  assert.deepEqual(
    detail.requests.map(request => [
      ...[request.started_at, request.duration_ms, request.time_to_first_token_ms, request.proxy_overhead_ms],
      ...[request.tool_calls.map(({ name, duration_ms }) => [name, duration_ms])],
    ]),
    [
      ['2026-03-02T10:00:00.000Z', 2900, 640, 0.4, [['Bash', 57_000]]],
      ['2026-03-02T10:01:00.000Z', 2900, 640, 0.4, []],
    ],
  );
  assert.doesNotMatch(JSON.stringify(events), /sk-ant-secret/);
});

test('what is imported is redacted as what is recorded', async () => {
  await using at = await setUp();
  const secret =
    'sk-ant-api03-canary0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg-AA';
  const mail = 'alice.smith@example.com';
  const log = new ClaudeLogLines({ sessionId: SESSION, startedAt: STARTED });
  log.add({ type: 'summary', summary: `Write to ${mail}`, leafUuid: `${SESSION}-0` });
  log.turn(1, `Use ${secret} and write to ${mail}.`);
  log.answer('leak', [{ type: 'text', text: `The key is ${secret}, the address ${mail}.` }], {
    output_tokens: 3,
  });
  await writeClaudeLog(at.logs, SESSION, log.text);
  const redaction = { rules: rulesWith('mask'), keys: newKeys() };
  await using recorder = await RecorderUnderTest.open(at.data, { redaction });
  const report = await importAll(recorder, { path: at.logs });
  const events = JSON.stringify(await recorder.journal());
  const again = await importAll(recorder, { path: at.logs });
  await recorder.close();
  assert.equal(report.requests_added, 3);
  assert.doesNotMatch(events, /canary0123|alice\.smith/);
  assert.deepEqual([again.requests_added, again.requests_known], [0, 3]);
});

test('broken lines, foreign files, links and files that go on are left out and counted', async () => {
  await using at = await setUp();
  const log = new ClaudeLogLines({ sessionId: SESSION, startedAt: STARTED }).turn(1);
  const file = await writeClaudeLog(at.logs, SESSION, `{"type":"user","sess\n${log.text}\u0000garbage\n`);
  // Being written right now: no newline yet.
  await appendFile(file, '{"type":"assistant","message":{"id":"msg_x"');
  const fresh = new ClaudeLogLines({ sessionId: 'fresh', startedAt: new Date().toISOString() }).turn(1);
  await writeClaudeLog(at.logs, 'fresh', fresh.text);
  await writeFile(path.join(at.logs, 'other.jsonl'), '{"hello":"world"}\n');
  await symlink('/etc', path.join(at.logs, 'link'));
  await using recorder = await RecorderUnderTest.open(at.data);
  const report = await importAll(recorder, { path: at.logs });
  await recorder.close();
  assert.deepEqual(countsOf(report), {
    ...{ files: 3, foreign_files: 1, sessions_added: 1, requests_added: 2, requests_unsettled: 2 },
    damaged_lines: 2,
  });
});

test('sub-agents are threads, a compacted history begins anew, an interruption is the client leaving', async () => {
  await using at = await setUp();
  const log = new ClaudeLogLines({ sessionId: SESSION, startedAt: STARTED }).turn(1);
  const agent = { isSidechain: true, agentId: 'agent-7' };
  const usage = { input_tokens: 1, output_tokens: 2 };
  log.user('Look into the cache.', agent).answer('agent', [{ type: 'text', text: 'Looked.' }], usage, agent);
  log.add({
    type: 'system',
    subtype: 'compact_boundary',
    sessionId: SESSION,
    timestamp: '2026-03-02T10:10:00.000Z',
  });
  log.user('This session is being continued: much was done.', { isCompactSummary: true });
  log.answer('after', [{ type: 'text', text: 'Going on.' }], usage);
  log.user('[Request interrupted by user]');
  log.add({
    type: 'assistant',
    sessionId: SESSION,
    isApiErrorMessage: true,
    message: { id: 'x', model: '<synthetic>' },
  });
  await writeClaudeLog(at.logs, SESSION, log.text);
  await using recorder = await RecorderUnderTest.open(at.data);
  await importAll(recorder, { path: at.logs });
  const events = await recorder.journal();
  const [session] = (await get<SessionList>(recorder, '/sessions')).sessions;
  const detail = await get<SessionDetail>(recorder, `/sessions/${session?.id}`);
  const last = detail.requests.find(({ outcome }) => outcome === 'client_closed');
  const body = await recorder.api(`/sessions/${session?.id}/requests/${last?.id}`);
  await recorder.close();
  assert.deepEqual(
    eventsOf(events, 'request')
      .map(({ thread_id }) => thread_id)
      .sort(),
    ['agent-7', 'main', 'main', 'main'],
  );
  assert.equal(JSON.parse(JSON.parse(body.body).request.body.content).messages.length, 1);
});

test('a dry run counts and writes nothing; --since leaves out what is older; a second import waits its turn', async () => {
  await using at = await setUp();
  await writeClaudeLog(
    at.logs,
    'old',
    new ClaudeLogLines({ sessionId: 'old', startedAt: STARTED }).turn(1).text,
  );
  const may = new ClaudeLogLines({ sessionId: 'may', startedAt: '2026-05-01T10:00:00.000Z' }).turn(1);
  await writeClaudeLog(at.logs, 'may', may.text);
  await using recorder = await RecorderUnderTest.open(at.data);
  const dry = await importAll(recorder, { path: at.logs, dry_run: true });
  const nothing = await recorder.journal();
  const since = await importAll(recorder, { path: at.logs, since: '2026-04-01' });
  const wrong = await recorder.api('/import', 'POST', '{"path":"relative"}');
  const missing = await recorder.api('/import', 'POST', JSON.stringify({ path: path.join(at.logs, 'none') }));
  await recorder.close();
  assert.deepEqual(countsOf(dry), { files: 2, sessions_added: 2, requests_added: 4 });
  assert.deepEqual(nothing, []);
  assert.deepEqual(countsOf(since), { files: 2, sessions_added: 1, requests_added: 2, requests_too_old: 2 });
  assert.deepEqual([wrong.status, missing.status], [400, 404]);
});

test('50 MB are imported with progress in bounded memory, and a cancelled import goes on the next time', async t => {
  await using at = await setUp();
  const log = new ClaudeLogLines({ sessionId: SESSION, startedAt: STARTED });
  const words = (n: number) => `${n} ${'the wombat digs and the kookaburra laughs '.repeat(600)}${n}`;
  for (let n = 0; n < 900; n++) {
    if (n % 30 === 29) log.add({ type: 'system', subtype: 'compact_boundary', sessionId: SESSION });
    log.turn(n, words(n) + words(n + 10_000));
  }
  const file = await writeClaudeLog(at.logs, SESSION, log.text);
  const megabytes = (await readFile(file)).length / 1024 / 1024;
  await using recorder = await RecorderUnderTest.open(at.data);
  await recorder.firstPiece('/import', {
    method: 'POST',
    body: JSON.stringify({ path: at.logs }),
    accepts: text => !text.includes('"requests_added":0'),
  });
  await recorder.remote.flush();
  const startedAt = performance.now();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const lines = await retryWhileRunning(recorder, { path: at.logs });
  clearInterval(watch);
  const report = lines.at(-1) as ImportReport;
  const seconds = (performance.now() - startedAt) / 1000;
  const [session] = (await get<SessionList>(recorder, '/sessions')).sessions;
  await recorder.close();
  t.diagnostic(
    `${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s, ${((peak - before) / 1024 / 1024).toFixed(0)} MB more memory, ` +
      `${report.requests_known} requests were there from the cancelled import`,
  );
  assert.ok(megabytes >= 45 && lines.length > 2, `${megabytes} MB, ${lines.length} lines`);
  assert.equal(report.requests_added + report.requests_known, 1800);
  assert.ok(report.requests_known > 0, 'what the cancelled import wrote stays');
  assert.deepEqual([session?.request_count, session?.output_tokens], [1800, 36_000]);
  // The whole log in memory, as text and as objects, would be several times its size.
  assert.ok(peak - before < 400 * 1024 * 1024, `${(peak - before) / 1024 / 1024} MB more`);
});

/** The cancelled import may still be ending. */
async function retryWhileRunning(recorder: RecorderUnderTest, body: ImportBody): Promise<ImportLine[]> {
  for (;;) {
    const answer = await recorder.api('/import', 'POST', JSON.stringify(body));
    if (answer.status === 409) continue;
    return answer.body
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as ImportLine);
  }
}
