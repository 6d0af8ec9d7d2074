// A long session that sends everything again with every turn takes a small part of that on the disk.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureRecord } from '../support/measureRecord.ts';

for (const hasClock of [false, true]) {
  test(`records a session of 30 turns in a tenth of its size${hasClock ? ', a clock in its system prompt' : ''}`, async () => {
    const size = await measureRecord({ turns: 30, resultChars: 12_000, hasClock });
    assert.deepEqual(size.wrongBodies, []);
    const { rawBytes, journalBytes, archiveBytes } = size;
    // Thirty turns repeat less than the hundred of the promise (5 % and 1.5 %): each new word counts for more.
    assert.ok(journalBytes < 0.1 * rawBytes, `${journalBytes} of ${rawBytes} bytes`);
    assert.ok(archiveBytes < 0.03 * rawBytes, `${archiveBytes} of ${rawBytes} bytes`);
  });
}
