// The log takes what is important enough and never gets in the way of leaving.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogOutputChannel } from 'vscode';
import { createLog } from '../../src/host/log.ts';

test('messages below the set level are left out', () => {
  const lines: string[] = [];
  const channel = { info: (text: string) => lines.push(text), warn: (text: string) => lines.push(text) };
  const log = createLog(channel as unknown as LogOutputChannel, () => 'warn');
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
  const log = createLog(channel as unknown as LogOutputChannel, () => 'info');
  assert.doesNotThrow(() => log('warn', 'a'));
});
