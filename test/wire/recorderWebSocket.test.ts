// A real recorder worker fed with Codex's WebSocket frames: one request from each create frame to its terminal event.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionList } from '../../src/protocol/api.ts';
import type { CaptureMessage, ExchangeEnded } from '../../src/protocol/capture.ts';
import type { RequestPrompt } from '../../src/protocol/context.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { loadSession } from '../../src/recorder/journal/sessionReader.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { eventsOf, RecorderUnderTest } from '../support/recorderUnderTest.ts';
import { streamBytes, streamEvents } from '../support/streams.ts';

const CONNECTION = '00000000000000c0';
const SESSION = '019ab000-0000-7000-8000-000000000001';

/** Frames of one connection, 10 ms apart. */
class Connection {
  private readonly recorder: RecorderUnderTest;
  private at: number;

  constructor(recorder: RecorderUnderTest, at = 1_790_000_000_000) {
    this.recorder = recorder;
    this.at = at;
    recorder.send(
      {
        type: 'exchange_started',
        exchange: CONNECTION,
        at,
        transport: 'websocket',
        method: 'GET',
        target: '/v1/responses',
        headers: [
          ['User-Agent', 'codex_exec/0.169.0 (Linux)'],
          ['session-id', SESSION],
          ['thread-id', SESSION],
          ['Authorization', 'Bearer sk-proj-canary-credential-0123456789'],
        ],
        provider: 'openai',
        upstream: 'https://api.openai.com',
        workspace: 'my-app-1a2b',
      },
      {
        type: 'response_started',
        exchange: CONNECTION,
        at,
        status: 101,
        headers: [['Upgrade', 'websocket']],
      },
    );
  }

  create(frame: object): string {
    const text = JSON.stringify({ type: 'response.create', model: 'gpt-5.1-codex', ...frame });
    this.frame('client', text);
    return text;
  }

  /** The recorded answer's events, all or the first `count`, as frames of an answer with this id. */
  answer(id = 'resp_0a1', count?: number): void {
    const events = streamEvents(streamBytes('openai-responses-codex'));
    for (const { data } of events.slice(0, count)) this.frame('upstream', data.replaceAll('resp_0a1', id));
  }

  frame(from: 'client' | 'upstream', text: string): void {
    this.at += 10;
    const bytes = new Uint8Array(Buffer.from(text));
    this.recorder.send({
      type: 'ws_message',
      exchange: CONNECTION,
      at: this.at,
      from,
      isBinary: false,
      bytes,
    });
  }

  end(end: ExchangeEnded['end']): void {
    this.recorder.send({
      type: 'exchange_ended',
      exchange: CONNECTION,
      at: this.at + 10,
      wireBytes: 0,
      isTruncated: false,
      end,
      error: null,
      overheadMs: null,
      connectMs: null,
    } satisfies CaptureMessage);
  }
}

test('records every create frame with its answer, and a prewarm with the request that follows it', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const connection = new Connection(recorder);
  const warmUp = connection.create({ generate: false, instructions: 'You are Codex.', input: [] });
  connection.answer('resp_warm');
  const first = connection.create({
    previous_response_id: 'resp_warm',
    input: [{ role: 'user', content: [{ type: 'input_text', text: 'List the files.' }] }],
  });
  connection.answer();
  const second = connection.create({
    previous_response_id: 'resp_0a1',
    input: [{ type: 'function_call_output', call_id: 'call_1', output: 'a.txt' }],
  });
  connection.answer();
  connection.end('client_closed');
  const events = await recorder.journal();
  const requests = eventsOf(events, 'request');
  const responses = eventsOf(events, 'response');
  const session = await loadSession(folder.path, (await listJournals(folder.path))[0]?.file ?? '');
  assert.equal(eventsOf(events, 'session_started').length, 1);
  assert.equal(eventsOf(events, 'session_started')[0]?.client_session_id, SESSION);
  assert.deepEqual(
    requests.map(({ request_id: id }) => session.requestBody(id ?? '')),
    [first, second],
  );
  assert.deepEqual(
    requests.map(({ request_id: id }) => session.prewarmBody(id ?? '')),
    [warmUp, null],
  );
  assert.deepEqual(
    responses.map(({ outcome, status, response_id: id, folded }) => ({ outcome, status, id, folded })),
    Array(2).fill({ outcome: 'ok', status: 101, id: 'resp_0a1', folded: true }),
  );
  assert.deepEqual(
    responses.map(({ request_id: id }) => id),
    requests.map(({ request_id: id }) => id),
  );
  // The prewarm's answer is no unknown parent, and the second request goes on with the first.
  assert.deepEqual(
    requests.map(({ continues, unknown_parent }) => [continues, unknown_parent]),
    [
      [undefined, undefined],
      [requests[0]?.request_id, undefined],
    ],
  );
  assert.equal(eventsOf(events, 'session_titled')[0]?.title, 'List the files.');
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
});

test('the prompt of a request begins with what its prewarm said, and what is said again is there once', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const tools = [{ type: 'function', name: 'shell', parameters: {} }];
  const input = (text: string) => [{ role: 'user', content: [{ type: 'input_text', text }] }];
  for (const [n, instructions] of ['You are Codex.', undefined].entries()) {
    const connection = new Connection(recorder, 1_790_000_000_000 + n * 10_000);
    connection.create({
      generate: false,
      instructions: 'You are Codex.',
      tools,
      input: input('Be careful.'),
    });
    connection.answer(`resp_warm${n}`);
    connection.create({ previous_response_id: `resp_warm${n}`, instructions, input: input(`List ${n}.`) });
    connection.answer(`resp_${n}`);
    connection.end('client_closed');
  }
  const requests = eventsOf(await recorder.journal(), 'request');
  const prompts = await Promise.all(
    requests.map(async ({ session_id: session, request_id: id }) => {
      const { body } = await recorder.api(`/sessions/${session}/requests/${id}/prompt`);
      return JSON.parse(body) as RequestPrompt;
    }),
  );
  assert.deepEqual(
    prompts.map(({ messages, tools: offered, is_partial }) => [
      messages.map(({ parts }) => parts.map(part => ('text' in part ? part.text : part.type)).join()),
      offered.map(({ name }) => name),
      is_partial,
    ]),
    [
      [['Be careful.', 'You are Codex.', 'List 0.'], ['shell'], false],
      [['You are Codex.', 'Be careful.', 'List 1.'], ['shell'], false],
    ],
  );
  const found = JSON.parse((await recorder.api('/sessions?text_search=careful')).body) as SessionList;
  assert.equal(found.sessions.length, 1);
});

test('a prewarm that came while nothing was recorded stays unrecorded', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, { isRecording: false });
  const connection = new Connection(recorder);
  connection.create({ generate: false, instructions: 'Secret plans.', input: [] });
  connection.answer('resp_warm');
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
  await recorder.remote.setRecording(true);
  const later = new Connection(recorder, Date.now() + 1000);
  later.create({ previous_response_id: 'resp_warm', input: 'hi' });
  later.answer();
  later.end('client_closed');
  const events = await recorder.journal();
  assert.equal(eventsOf(events, 'request').length, 1);
  assert.equal(JSON.stringify(events).includes('Secret plans'), false);
});

test('a request over WebSocket that the connection did not survive is interrupted', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const connection = new Connection(recorder);
  connection.create({ input: 'hello' });
  connection.answer('resp_0a1', 12);
  connection.end('upstream_closed');
  const [response] = eventsOf(await recorder.journal(), 'response');
  assert.equal(response?.outcome, 'interrupted');
  assert.ok((response?.timings.time_to_first_token_ms ?? 0) > 0);
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
});
