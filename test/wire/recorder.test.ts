// A real recorder worker fed with captured messages: what stands in the journal and what the bodies say.
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { loadSession } from '../../src/recorder/journal/sessionReader.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  CLAUDE_HEADERS,
  eventsOf,
  exchangeMessages,
  RecorderUnderTest,
  readJournals,
  SDK_HEADERS,
} from '../support/recorderUnderTest.ts';
import { streamBytes } from '../support/streams.ts';

const EVENT_STREAM = [['Content-Type', 'text/event-stream']] as const;

function askClaude(messages: unknown[], more: object = {}): string {
  return JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 100, stream: true, messages, ...more });
}

function reply(text: string, more: object = {}): string {
  return JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 10, output_tokens: 5 },
    ...more,
  });
}

test('records a streamed answer with usage, outcome, tool calls and first token', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const stream = streamBytes('anthropic-thinking-tool');
  const middle = Math.floor(stream.length / 2);
  recorder.exchange({
    exchange: '00000000000000a1',
    at: 1_790_000_000_000,
    request: askClaude([{ role: 'user', content: 'What is the weather?' }]),
    responseHeaders: EVENT_STREAM,
    response: [stream.subarray(0, middle), stream.subarray(middle)],
    end: 'client_closed',
  });
  const events = await recorder.journal();
  await recorder.close();
  assert.deepEqual(
    events.map(event => event.type).filter(type => type !== 'block'),
    ['session_started', 'request', 'session_titled', 'response'],
  );
  const [response] = eventsOf(events, 'response');
  assert.ok(response);
  const { outcome, status, folded, timings, trace, tool_calls: calls, usage } = response;
  assert.deepEqual(
    { outcome, status, folded, timings, trace },
    {
      outcome: 'ok',
      status: 200,
      folded: true,
      timings: {
        duration_ms: 40,
        time_to_first_byte_ms: 20,
        time_to_first_token_ms: 20,
        proxy_overhead_ms: 0.4,
        connect_ms: 0,
      },
      trace: [10, middle, 10, stream.length - middle],
    },
  );
  assert.ok(calls.length > 0 && (usage.input_tokens ?? 0) > 0 && (usage.output_tokens ?? 0) > 0);
  const [request] = eventsOf(events, 'request');
  assert.deepEqual(request?.auth.kind, 'api_key');
  assert.match(request?.auth.fingerprint ?? '', /^[0-9a-f]{8}$/);
});

test('writes no credential, wherever it stands', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({
    target: '/v1/messages?api_key=sk-ant-api03-canary-credential-0123456789',
    request: askClaude([{ role: 'user', content: 'my key is sk-ant-api03-canary-credential-0123456789' }]),
    status: 401,
    response: [
      JSON.stringify({
        type: 'error',
        error: {
          type: 'authentication_error',
          message: 'bad key sk-ant-api03-canary-credential-0123456789',
        },
      }),
    ],
  });
  const text = JSON.stringify(await recorder.journal());
  await recorder.close();
  assert.match(text, /authentication_error/);
  assert.doesNotMatch(text, /canary-credential/);
});

test('keeps every request body byte for byte', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const bodies = [
    askClaude([{ role: 'user', content: 'first' }], { system: [{ type: 'text', text: 'Be brief.' }] }),
    `{ "messages" : [ {"role":"user",\t"content":"first"} , {"role":"user","content":"\\u00fc ü \\ud800"} ],"model":"m"}\n`,
    '{"messages":[{"role":"user"}',
    'not json at all',
    '',
    '\uFEFF{"messages":[]}',
  ];
  const ids = bodies.map((request, i) => recorder.exchange({ exchange: `000000000000000${i}`, request }));
  const binary = new Uint8Array([0xff, 0xfe, 0, 1, 2]);
  const binaryId = recorder.exchange({ exchange: '00000000000000ff', request: binary });
  const zipped = gzipSync(bodies[0] ?? '');
  const zippedId = recorder.exchange({
    exchange: '00000000000000fe',
    request: zipped,
    headers: [...CLAUDE_HEADERS, ['Content-Encoding', 'gzip']],
  });
  await recorder.remote.flush();
  const [journal] = await listJournals(folder.path);
  const session = await loadSession(folder.path, journal?.file ?? '');
  await recorder.close();
  assert.deepEqual(
    ids.map(id => session.requestBody(id)),
    bodies,
  );
  assert.deepEqual(Buffer.from(session.requestBody(binaryId)), Buffer.from(binary));
  assert.equal(session.requestBody(zippedId), bodies[0]);
});

test('a session of 100 turns takes far less than what went over the wire', async t => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const messages: unknown[] = [];
  const tools = Array.from({ length: 20 }, (_, i) => ({ name: `tool_${i}`, description: 'd'.repeat(800) }));
  const bodies: string[] = [];
  for (let turn = 0; turn < 100; turn++) {
    messages.push({ role: 'user', content: `Question ${turn}: ${`q${turn} `.repeat(150)}` });
    bodies.push(askClaude(messages, { tools, system: 's'.repeat(5000) }));
    messages.push({ role: 'assistant', content: `Answer ${turn}: ${`a${turn} `.repeat(150)}` });
  }
  const ids = bodies.map((request, turn) =>
    recorder.exchange({
      exchange: turn.toString(16).padStart(16, '0'),
      request,
      response: [reply(`Answer ${turn}: ${`a${turn} `.repeat(150)}`)],
    }),
  );
  await recorder.remote.flush();
  const [journal] = await listJournals(folder.path);
  assert.ok(journal);
  const session = await loadSession(folder.path, journal.file);
  const wireBytes = bodies.reduce((sum, body) => sum + body.length, 0);
  t.diagnostic(
    `${wireBytes} bytes of requests in a journal of ${journal.size}: ${wireBytes / journal.size}x`,
  );
  assert.deepEqual(
    ids.map(id => session.requestBody(id)),
    bodies,
  );
  assert.ok(wireBytes / journal.size > 10);
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
  await recorder.close();
});

test('goes on in the same file after a restart and across midnight', async () => {
  await using folder = await temporaryFolder();
  const late = Date.UTC(2026, 10, 24, 23, 59, 58);
  const history: unknown[] = [{ role: 'user', content: 'before midnight' }];
  await using first = await RecorderUnderTest.open(folder.path);
  const toolUse = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: 'a' } };
  first.exchange({
    at: late,
    request: askClaude(history),
    response: [reply('', { content: [toolUse], stop_reason: 'tool_use' })],
  });
  await first.remote.flush();
  await first.close();

  await using second = await RecorderUnderTest.open(folder.path);
  history.push({ role: 'assistant', content: [toolUse] });
  history.push({
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'text', is_error: true }],
  });
  const id = second.exchange({ at: late + 5000, request: askClaude(history), response: [reply('done')] });
  const events = await second.journal();
  const journals = await listJournals(folder.path);
  const body = (await loadSession(folder.path, journals[0]?.file ?? '')).requestBody(id);
  await second.close();
  assert.equal(journals.length, 1);
  assert.match(journals[0]?.file ?? '', /^sessions\/2026-11-24\//);
  assert.equal(eventsOf(events, 'session_started').length, 1);
  assert.equal(body, askClaude(history));
  assert.deepEqual(eventsOf(events, 'request')[1]?.tool_results, [
    { call_id: 'toolu_1', is_error: true, duration_ms: 4972 },
  ]);
  const idle = eventsOf(await readJournals(folder.path), 'session_idle').at(-1);
  assert.deepEqual(idle?.final_stats.tokens, { input: 20, output: 10, thinking: null, total: 30 });
  assert.deepEqual(idle?.final_stats.tool_calls, [{ name: 'Read', calls: 1, errors: 1, mean_ms: 4972 }]);
});

test('groups requests without ids by the conversation they continue', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const ask = (...texts: string[]): string =>
    recorder.exchange({
      target: '/v1/chat/completions',
      provider: 'openai',
      headers: SDK_HEADERS,
      request: JSON.stringify({
        model: 'gpt-5',
        messages: texts.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })),
      }),
      response: ['{"id":"c","object":"chat.completion","choices":[]}'],
    });
  ask('one');
  ask('another');
  ask('one', 'answer', 'more');
  ask('another', 'answer', 'more');
  recorder.exchange({
    method: 'GET',
    target: '/v1/models',
    provider: 'openai',
    headers: SDK_HEADERS,
    request: '',
    response: ['{"data":[]}'],
  });
  const events = await recorder.journal();
  await recorder.close();
  const sessions = eventsOf(events, 'session_started').map(event => event.session_id);
  const counts = sessions.map(id => eventsOf(events, 'request').filter(e => e.session_id === id).length);
  assert.deepEqual(counts, [2, 2]);
});

test('decides how each exchange ended', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const stream = streamBytes('anthropic-thinking-tool');
  const half = stream.subarray(0, stream.length / 2);
  const request = askClaude([{ role: 'user', content: 'hi' }]);
  const streamed = { request, responseHeaders: EVENT_STREAM };
  recorder.exchange({ ...streamed, response: [stream], end: 'client_closed' });
  recorder.exchange({ ...streamed, response: [half], end: 'client_closed' });
  recorder.exchange({ ...streamed, response: [half], end: 'upstream_closed' });
  recorder.exchange({ ...streamed, response: [half], end: 'complete' });
  recorder.exchange({ ...streamed, response: [streamBytes('anthropic-error-midstream')] });
  recorder.exchange({ request, status: 529, response: ['<html>overloaded</html>'] });
  recorder.exchange({
    request,
    end: 'refused',
    error: { code: 'upstream_unreachable', message: "Couldn't reach api.anthropic.com." },
  });
  recorder.exchange({ request, end: 'client_closed' });
  const responses = eventsOf(await recorder.journal(), 'response');
  await recorder.close();
  assert.deepEqual(
    responses.map(({ outcome, error }) => [outcome, error?.code ?? null]),
    [
      ['ok', null],
      ['client_closed', null],
      ['interrupted', null],
      ['interrupted', null],
      ['error', 'overloaded_error'],
      ['error', 'http_529'],
      ['error', 'upstream_unreachable'],
      ['client_closed', null],
    ],
  );
});

test('writes nothing while paused, and records again afterwards', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const paused = await recorder.remote.setRecording(false);
  recorder.exchange({ request: askClaude([{ role: 'user', content: 'secret' }]), response: [reply('a')] });
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
  const whilePaused = await recorder.journal();
  await recorder.remote.setRecording(true);
  recorder.exchange({ request: askClaude([{ role: 'user', content: 'public' }]), response: [reply('b')] });
  const afterwards = await recorder.journal();
  const metrics = await recorder.api('/metrics');
  const statistics = await recorder.close();
  assert.equal(paused.recording, 'paused');
  assert.deepEqual(whilePaused, []);
  assert.equal(eventsOf(afterwards, 'request').length, 1);
  assert.doesNotMatch(JSON.stringify(afterwards), /secret/);
  assert.match(metrics.body, /lunaroute_requests_total\{.*\} 2/);
  assert.match(statistics, /Requests +2 \(0 failed\)/);
});

test('says that nothing is recorded when the folder cannot be written, and recovers', async () => {
  await using folder = await temporaryFolder();
  const data = path.join(folder.path, 'data');
  await writeFile(data, 'a file stands where the folder should be');
  await using recorder = await RecorderUnderTest.open(data);
  recorder.exchange({ request: askClaude([{ role: 'user', content: 'hi' }]), response: [reply('a')] });
  await recorder.until(() => recorder.statuses.at(-1)?.recording === 'failed');
  await rm(data);
  await recorder.until(() => recorder.statuses.at(-1)?.recording === 'on');
  const events = await recorder.journal();
  await recorder.close();
  assert.equal(eventsOf(events, 'response').length, 1);
});

test('records what was in flight as interrupted when the gateway dies', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const stream = streamBytes('anthropic-thinking-tool');
  const messages = exchangeMessages({
    request: askClaude([{ role: 'user', content: 'hi' }]),
    responseHeaders: EVENT_STREAM,
    response: [stream.subarray(0, stream.length / 2)],
  });
  recorder.send(...messages.slice(0, -1));
  await recorder.remote.flush();
  await recorder.attachGateway();
  const statistics = await recorder.close();
  const [response] = eventsOf(await readJournals(folder.path), 'response');
  assert.equal(response?.outcome, 'interrupted');
  assert.equal(response?.error?.code, 'recording_ended');
  assert.match(statistics, /Requests +1 /);
});

test('a request that was killed before its answer is shown as interrupted', async () => {
  await using folder = await temporaryFolder();
  await using first = await RecorderUnderTest.open(folder.path);
  const messages = exchangeMessages({ request: askClaude([{ role: 'user', content: 'hi' }]) });
  first.send(...messages.slice(0, -1));
  await first.journal();
  await first.kill();
  await using second = await RecorderUnderTest.open(folder.path);
  await second.remote.flush();
  const list = JSON.parse((await second.api('/sessions')).body);
  const session = JSON.parse((await second.api(`/sessions/${list.sessions[0].id}`)).body);
  await second.close();
  assert.equal(session.requests[0].outcome, 'interrupted');
});
