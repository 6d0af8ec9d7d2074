// Server-sent events come out the same however the bytes were cut.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSseReader } from '../../src/core/decode/sse.ts';
import type { StreamEvent } from '../../src/core/dialects/dialect.ts';
import { streamBytes, streamEvents } from '../support/streams.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('gives the same events when the stream is cut at any byte', () => {
  const bytes = bytesOf(
    '\uFEFFevent: a\r\ndata: {"t":"ü🔍"}\r\n\r\n: comment\n\ndata: one\ndata: two\n\ndata:[DONE]\n\n',
  );
  const expected: StreamEvent[] = [
    { event: 'a', data: '{"t":"ü🔍"}' },
    { event: null, data: 'one\ntwo' },
    { event: null, data: '[DONE]' },
  ];
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = createSseReader();
    const events = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap(piece => reader.push(piece));
    assert.deepEqual([...events, ...reader.end()], expected, `cut at ${cut}`);
  }
});

test('gives the same events byte by byte as in one piece', () => {
  const bytes = streamBytes('anthropic-thinking-tool');
  assert.deepEqual(streamEvents(bytes, 1), streamEvents(bytes));
});

test('gives the last event when only its blank line is missing', () => {
  assert.deepEqual(streamEvents(bytesOf('data: {"a":1}\n')), [{ event: null, data: '{"a":1}' }]);
  assert.deepEqual(streamEvents(bytesOf('data: [DONE]')), [{ event: null, data: '[DONE]' }]);
});

test('drops a last event that broke off inside its line', () => {
  assert.deepEqual(streamEvents(bytesOf('data: {"a":1}\n\ndata: {"b":')), [{ event: null, data: '{"a":1}' }]);
});

test('stops reading at an event beyond the cap', () => {
  const reader = createSseReader(100);
  assert.deepEqual(reader.push(bytesOf(`data: ok\n\ndata: ${'x'.repeat(200)}`)), [
    { event: null, data: 'ok' },
  ]);
  assert.equal(reader.isOverflowed, true);
  assert.deepEqual(reader.push(bytesOf('\n\ndata: later\n\n')), []);
  assert.deepEqual(reader.end(), []);
});
