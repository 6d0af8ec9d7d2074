// A real recorder worker fed with Codex's WebSocket frames: one request from each create frame to its terminal event.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureMessage, ExchangeEnded } from '../../src/protocol/capture.ts';
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

test('records every create frame with its answer, but no prewarm', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const connection = new Connection(recorder);
  connection.create({ generate: false, instructions: 'You are Codex.', input: [] });
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
