// A real recorder worker: threads, titles, helper calls, deletion, dropped copies, compressed and odd streams.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  CLAUDE_HEADERS,
  eventsOf,
  exchangeMessages,
  RecorderUnderTest,
  SDK_HEADERS,
} from '../support/recorderUnderTest.ts';
import { streamBytes } from '../support/streams.ts';

function ask(content: string, more: object = {}): string {
  return JSON.stringify({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content }], ...more });
}

function reply(text: string): string {
  return JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 10, output_tokens: 5 },
  });
}

test('keeps sub-agents as threads of their session', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({ request: ask('Fix it'), response: [reply('ok')] });
  recorder.exchange({
    headers: [...CLAUDE_HEADERS, ['x-claude-code-agent-id', 'agent-7']],
    request: ask('Explore the tests'),
    response: [reply('ok')],
  });
  const events = await recorder.journal();
  assert.equal(eventsOf(events, 'session_started').length, 1);
  assert.deepEqual(
    eventsOf(events, 'request').map(request => request.thread_id),
    ['main', 'agent-7'],
  );
});

test('names a session by its first prompt, then by the title that the client asked for', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({ request: ask('Please fix\n the flaky login test'), response: [reply('ok')] });
  recorder.exchange({
    request: ask('Please fix the flaky login test', {
      system: 'Generate a concise, sentence-case title (3-7 words) for this coding session. Return JSON.',
    }),
    response: [reply('{"title": "Flaky login test"}')],
  });
  const titles = eventsOf(await recorder.journal(), 'session_titled');
  assert.deepEqual(
    titles.map(({ title, source }) => [title, source]),
    [
      ['Please fix the flaky login test', 'first_prompt'],
      ['Flaky login test', 'title_request'],
    ],
  );
});

test('records helper calls in the session they name, and makes no session of anonymous ones', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({ method: 'HEAD', target: '/api/hello', headers: SDK_HEADERS, request: '', status: 200 });
  recorder.exchange({
    target: '/v1/messages/count_tokens?beta=true',
    request: ask('Count this'),
    response: ['{"input_tokens":12}'],
  });
  const events = await recorder.journal();
  assert.deepEqual(
    eventsOf(events, 'request').map(({ target, is_generation: isGeneration }) => [target, isGeneration]),
    [['/v1/messages/count_tokens?beta=true', false]],
  );
  assert.equal(eventsOf(events, 'session_titled').length, 0);
});

test('joins a repeated request soon after, and begins anew later', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const at = Date.UTC(2026, 10, 24, 10);
  const script = { headers: SDK_HEADERS, request: ask('Same question'), response: [reply('ok')] };
  recorder.exchange({ ...script, at });
  recorder.exchange({ ...script, at: at + 60_000 });
  recorder.exchange({ ...script, at: at + 3_600_000 });
  const requests = eventsOf(await recorder.journal(), 'request');
  const [first, retry, later] = requests
    .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))
    .map(request => request.session_id);
  assert.equal(first, retry);
  assert.notEqual(first, later);
});

test('begins a new journal when the session was deleted', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({ request: ask('A long question. '.repeat(100)), response: [reply('ok')] });
  const [started] = eventsOf(await recorder.journal(), 'session_started');
  const deleted = await recorder.api(`/sessions/${started?.session_id}`, 'DELETE');
  const afterDeletion = await listJournals(folder.path);
  recorder.exchange({ request: ask('A long question. '.repeat(100)), response: [reply('ok')] });
  const events = await recorder.journal();
  assert.ok(deleted.status < 300);
  assert.deepEqual(afterDeletion, []);
  assert.notEqual(eventsOf(events, 'session_started')[0]?.session_id, started?.session_id);
  assert.equal(eventsOf(events, 'block').length, 1);
});

test('ends a request whose copy was dropped, and gives its bytes back', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const messages = exchangeMessages({ exchange: '00000000000000d0', request: ask('hi'), response: ['{'] });
  recorder.send(...messages.slice(0, -1), {
    type: 'exchange_dropped',
    exchange: '00000000000000d0',
    at: Date.now(),
    reason: 'queue_full',
  });
  recorder.exchange({ request: ask('and again'), response: [reply('ok')] });
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
  const responses = eventsOf(await recorder.journal(), 'response');
  const live = await recorder.api('/sessions');
  assert.deepEqual(
    responses.map(({ outcome }) => outcome),
    ['ok'],
  );
  assert.equal(JSON.parse(live.body).sessions[0].request_count, 1);
});

test('ends a recorded request whose answer was dropped as interrupted', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const exchange = '00000000000000d1';
  recorder.send(...exchangeMessages({ exchange, request: ask('hi'), response: ['{'] }).slice(0, -1));
  await recorder.remote.flush();
  recorder.send({ type: 'exchange_dropped', exchange, at: Date.now(), reason: 'queue_full' });
  const [response] = eventsOf(await recorder.journal(), 'response');
  assert.deepEqual([response?.outcome, response?.error?.code], ['interrupted', 'capture_dropped']);
});

test('folds compressed streams as they come', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const stream = streamBytes('anthropic-thinking-tool');
  for (const [encoding, bytes] of [
    ['gzip', gzipSync(stream)],
    ['br', brotliCompressSync(stream)],
  ] as const) {
    recorder.exchange({
      request: ask(encoding),
      responseHeaders: [
        ['Content-Type', 'text/event-stream; charset=utf-8'],
        ['Content-Encoding', encoding],
      ],
      response: [bytes.subarray(0, 100), bytes.subarray(100)],
      end: 'client_closed',
    });
  }
  const responses = eventsOf(await recorder.journal(), 'response');
  assert.deepEqual(
    responses.map(({ outcome, folded, body }) => ({ outcome, folded, encoding: body.content_encoding })),
    [
      { outcome: 'ok', folded: true, encoding: 'gzip' },
      { outcome: 'ok', folded: true, encoding: 'br' },
    ],
  );
  assert.deepEqual(responses[0]?.usage, responses[1]?.usage);
});

test('recognises a stream by its first bytes when the content type does not say so', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  recorder.exchange({
    request: ask('hi'),
    responseHeaders: [],
    response: [streamBytes('anthropic-thinking-tool')],
  });
  const [response] = eventsOf(await recorder.journal(), 'response');
  assert.equal(response?.folded, true);
});

test('keeps what it does not understand as it came', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const events = [['Content-Type', 'text/event-stream']] as const;
  recorder.exchange({
    request: ask('a'),
    responseHeaders: events,
    response: ['data: no json\n\ndata: [1,2]\n\n'],
  });
  recorder.exchange({
    request: ask('b'),
    responseHeaders: [['Content-Encoding', 'gzip']],
    response: ['not gzip'],
  });
  recorder.exchange({ request: '[[[[', response: [new Uint8Array([0xff, 0])] });
  const responses = eventsOf(await recorder.journal(), 'response');
  assert.deepEqual(
    responses.map(({ body }) => body),
    [
      { wire_bytes: 28, content_encoding: null, text: 'data: no json\n\ndata: [1,2]\n\n' },
      {
        wire_bytes: 8,
        content_encoding: 'gzip',
        undecoded: 'corrupt',
        base64: Buffer.from('not gzip').toString('base64'),
      },
      { wire_bytes: 2, content_encoding: null, base64: '/wA=' },
    ],
  );
});

test('takes a stream of 100,000 events and gives all of its bytes back', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const delta =
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"word "}}\n\n';
  const open =
    'event: message_start\ndata: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n';
  const close =
    'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\nevent: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":100000}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n';
  recorder.exchange({
    request: ask('Write much'),
    responseHeaders: [['Content-Type', 'text/event-stream']],
    response: [open, ...Array<string>(10_000).fill(delta.repeat(10)), close],
  });
  const [response] = eventsOf(await recorder.journal(), 'response');
  assert.equal(response?.usage.output_tokens, 100_000);
  assert.ok((response?.trace?.length ?? 0) <= 4000);
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
});
