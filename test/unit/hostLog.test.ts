// The log takes what is important enough and never gets in the way of leaving.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogOutputChannel } from 'vscode';
import { createLog, LatestTroubles } from '../../src/host/log.ts';

test('messages below the set level are left out', () => {
  const lines: string[] = [];
  const channel = { info: (text: string) => lines.push(text), warn: (text: string) => lines.push(text) };
  const log = createLog(channel as unknown as LogOutputChannel, () => 'warn', new LatestTroubles());
  log('info', 'a');
  log('warn', 'b');
  assert.deepEqual(lines, ['b']);
});

test('a channel that the editor has closed already does not stop the shutdown', () => {
  const channel = {
    warn() {
      throw new Error('Channel has been closed');
    },
  };
  const log = createLog(channel as unknown as LogOutputChannel, () => 'info', new LatestTroubles());
  assert.doesNotThrow(() => log('warn', 'a'));
});

test('the newest warnings and errors are kept, whatever the level', () => {
  const troubles = new LatestTroubles();
  const log = createLog({} as LogOutputChannel, () => 'error', troubles);
  log('info', 'a');
  for (let count = 0; count < 40; count++) log('warn', `warning ${count}`);
  assert.equal(troubles.lines.length, 30);
  assert.match(troubles.lines.at(-1) ?? '', / warn warning 39$/);
});
