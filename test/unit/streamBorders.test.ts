// However a recorded stream is cut into chunks, the same events come out of it, and the same message.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSseReader } from '../../src/core/decode/sse.ts';
import { dialectFor } from '../../src/core/dialects/byName.ts';
import type { DialectName } from '../../src/protocol/wire.ts';
import { foldStream, streamBytes, streamEvents, streamNames } from '../support/streams.ts';

function dialectOf(name: string): DialectName {
  if (name.startsWith('anthropic')) return 'anthropic_messages';
  return name.startsWith('openai-responses') ? 'openai_responses' : 'openai_chat';
}

for (const name of streamNames()) {
  test(`${name}: the same events at every byte border`, () => {
    const bytes = streamBytes(name);
    const expected = JSON.stringify(streamEvents(bytes));
    for (let border = 1; border < bytes.length; border++) {
      const reader = createSseReader();
      const events = [
        ...reader.push(bytes.subarray(0, border)),
        ...reader.push(bytes.subarray(border)),
        ...reader.end(),
      ];
      if (JSON.stringify(events) !== expected) assert.fail(`Cut at byte ${border}.`);
    }
  });

  test(`${name}: the same message from single bytes, with other line ends and comments between`, () => {
    const dialect = dialectFor(dialectOf(name));
    const whole = foldStream(dialect, name);
    const single = foldStream(dialect, name, 1);
    const folder = dialect.createFolder();
    const text = Buffer.from(streamBytes(name))
      .toString('utf8')
      .replaceAll('\n\n', '\r\n\r\n: keep-alive\r\n');
    for (const event of streamEvents(Buffer.from(text), 7)) folder.push(event);
    const facts = [whole, single, folder].map(one => [
      one.fold(),
      one.hasToken,
      one.isTerminal,
      one.unknownCount,
    ]);
    assert.deepEqual(facts[1], facts[0]);
    assert.deepEqual(facts[2], facts[0]);
  });
}
