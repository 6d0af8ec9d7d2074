// Whatever clients and providers send, a real recorder records it: nothing throws, nothing is lost, every line can be read.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CaptureMessage } from '../../src/protocol/capture.ts';
import { PROVIDERS } from '../../src/protocol/wire.ts';
import { readTraffic } from '../support/clientTraffic.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  CLAUDE_HEADERS,
  eventsOf,
  exchangeMessages,
  RecorderUnderTest,
  SDK_HEADERS,
} from '../support/recorderUnderTest.ts';
import { streamBytes, streamNames } from '../support/streams.ts';

const TARGETS = [
  '/v1/messages?beta=true',
  '/v1/messages/count_tokens',
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/embeddings',
  '/v1/responses',
  '/v1/models',
  '/api/hello',
];

/** Bodies that the real clients sent. */
const BODIES = ['claude-code-resumed', 'codex-http', 'opencode'].flatMap(name =>
  readTraffic(name).flatMap(message =>
    message.type === 'request_chunk' ? [Buffer.from(message.bytes).toString('utf8')] : [],
  ),
);
const FRAMES = readTraffic('codex-websocket').flatMap(message =>
  message.type === 'ws_message'
    ? [{ from: message.from, text: Buffer.from(message.bytes).toString('utf8') }]
    : [],
);
const STREAMS = streamNames().map(name => Buffer.from(streamBytes(name)).toString('utf8'));

const ODD_VALUES = [
  null,
  0,
  -1,
  1e308,
  '',
  'x',
  [],
  {},
  [null],
  { type: 'text' },
  true,
  '__proto__',
  '\u0000',
  '\ud800',
];

type Change = { at: number; with: unknown };

/** JSON with some of its values replaced, or dropped. */
function mutateJson(text: string, changes: readonly Change[]): string {
  let seen = 0;
  const wanted = new Map(changes.map(change => [change.at, change.with]));
  try {
    return (
      JSON.stringify(JSON.parse(text), (_name, value) => {
        seen += 1;
        return wanted.has(seen) ? wanted.get(seen) : value;
      }) ?? ''
    );
  } catch {
    return text;
  }
}

const changes = fc.array(
  fc.record({
    at: fc.nat(160),
    with: fc.oneof(fc.constantFrom(...ODD_VALUES, undefined), fc.jsonValue({ maxDepth: 2 })),
  }),
  { maxLength: 4 },
);

/** Cut off, or with a piece in its middle replaced. */
const garbled = (texts: readonly string[]) =>
  fc
    .record({
      text: fc.constantFrom(...texts),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(40),
      put: fc.string(),
    })
    .map(({ text, from, length, put }) => {
      const at = Math.floor(from * text.length);
      return put === '' ? text.slice(0, at) : text.slice(0, at) + put + text.slice(at + length);
    });

const requestBody = fc.oneof(
  fc.tuple(fc.constantFrom(...BODIES), changes).map(([text, made]) => mutateJson(text, made)),
  garbled(BODIES),
  fc.jsonValue({ maxDepth: 3 }).map(value => JSON.stringify(value)),
  fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes)),
);

const mutatedStream = fc.tuple(fc.constantFrom(...STREAMS), changes).map(([text, made]) =>
  text
    .split('\n')
    .map((line, n) =>
      line.startsWith('data: ') && n % 3 === 0 ? `data: ${mutateJson(line.slice(6), made)}` : line,
    )
    .join('\n'),
);

const exchange = fc.record({
  target: fc.constantFrom(...TARGETS),
  provider: fc.constantFrom(...PROVIDERS),
  isClaude: fc.boolean(),
  request: requestBody,
  encoding: fc.option(fc.constantFrom('gzip', 'zstd', 'br', 'deflate, gzip', 'nonsense')),
  status: fc.constantFrom(200, 200, 200, 400, 429, 529),
  type: fc.constantFrom('text/event-stream', 'text/event-stream', 'application/json', 'text/plain', ''),
  response: fc.oneof(mutatedStream, garbled(STREAMS), requestBody),
  pieces: fc.integer({ min: 1, max: 5 }),
  end: fc.constantFrom('complete' as const, 'client_closed' as const, 'upstream_closed' as const),
});

type OddExchange = typeof exchange extends fc.Arbitrary<infer T> ? T : never;

function messagesOf(odd: OddExchange): CaptureMessage[] {
  const encoding: [string, string][] = odd.encoding === null ? [] : [['Content-Encoding', odd.encoding]];
  const bytes = Buffer.from(odd.response);
  const size = Math.max(1, Math.ceil(bytes.length / odd.pieces));
  const response: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) response.push(bytes.subarray(at, at + size));
  return exchangeMessages({
    exchange: randomBytes(8).toString('hex'),
    target: odd.target,
    provider: odd.provider,
    headers: [...(odd.isClaude ? CLAUDE_HEADERS : SDK_HEADERS), ...encoding],
    request: odd.request,
    status: odd.status,
    responseHeaders: [['Content-Type', odd.type], ...encoding],
    response,
    end: odd.end,
  });
}

test('odd requests and answers are recorded, each with its answer, and nothing is said to have failed', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  await fc.assert(
    fc.asyncProperty(fc.array(exchange, { minLength: 1, maxLength: 12 }), async exchanges => {
      recorder.send(...exchanges.flatMap(messagesOf));
      await recorder.remote.flush();
      assert.deepEqual(recorder.logs, []);
    }),
    { numRuns: 150 },
  );
  const events = await recorder.journal();
  const ids = (type: 'request' | 'response') =>
    eventsOf(events, type)
      .map(event => event.request_id)
      .sort();
  assert.ok(ids('request').length > 60);
  assert.deepEqual(ids('response'), ids('request'));
  assert.equal((await recorder.api('/sessions')).status, 200);
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
});

const frame = fc.oneof(
  fc
    .tuple(fc.constantFrom(...FRAMES), changes)
    .map(([{ from, text }, made]) => ({ from, text: mutateJson(text, made) })),
  fc.constantFrom(...FRAMES),
  fc.record({ from: fc.constantFrom('client' as const, 'upstream' as const), text: fc.string() }),
);

test('odd frames are recorded, and nothing is said to have failed', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const opening = readTraffic('codex-websocket').slice(0, 3);
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 25 }), fc.boolean(), async (frames, isBinary) => {
      const connection = randomBytes(8).toString('hex');
      const at = Date.now();
      recorder.send(...opening.map(message => ({ ...message, exchange: connection, at }) as CaptureMessage));
      for (const { from, text } of frames) {
        const bytes = new Uint8Array(Buffer.from(text));
        recorder.send({
          type: 'ws_message',
          exchange: connection,
          at,
          from,
          isBinary: isBinary && text === '',
          bytes,
        });
      }
      recorder.send({
        type: 'exchange_ended',
        exchange: connection,
        at,
        wireBytes: 0,
        isTruncated: false,
        end: 'client_closed',
        error: null,
        overheadMs: null,
        connectMs: null,
      });
      await recorder.remote.flush();
      assert.deepEqual(recorder.logs, []);
    }),
    { numRuns: 150 },
  );
  const events = await recorder.journal();
  assert.equal(eventsOf(events, 'response').length, eventsOf(events, 'request').length);
  await recorder.until(() => recorder.acknowledgedBytes === recorder.sentBytes);
});
