// What goes wrong and how it is said: a taken port, a broken index, a lost disk, a start that fails, an unusable folder.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { globalStorageOf } from '../support/editor.ts';
import { EditorUnderTest } from '../support/editorUnderTest.ts';
import { writeExampleRecord } from '../support/exampleRecord.ts';
import { extensionId } from '../support/project.ts';
import type { Workbench } from '../support/workbench.ts';
import { API_KEY, PROMPT } from './dataSteps.ts';
import {
  breakIndex,
  chooseRecording,
  failToOpen,
  failToStart,
  loseDisk,
  restrict,
  startOnTakenPort,
} from './troubleSteps.ts';

test('every trouble is told in status bar and tree, and is over when its cause is', {
  timeout: 240_000,
}, async t => {
  const demo = await startDemoUpstream({ port: 0 });
  t.after(() => demo.close());
  const other = await takePort(t);
  const editor = await EditorUnderTest.startFor(t, {
    settings: {
      'lunaroute.upstream.anthropic': demo.url,
      'lunaroute.autoStart': 'always',
      'lunaroute.terminals': 'never',
      'lunaroute.port': (other.address() as AddressInfo).port,
    },
    prepare: async storage => {
      const folder = path.join(storage, extensionId());
      await writeExampleRecord(folder, Date.now());
      await breakIndex(folder);
    },
  });
  const dataFolder = path.join(globalStorageOf(path.join(editor.folder, 'editor')), extensionId());
  const window = await editor.openWindow();
  const scene = { editor, window, keep: (name: string) => editor.keepBoth(window, name) };
  await window.openView('LunaRoute');
  await startOnTakenPort(scene, other);
  await chooseRecording(scene);
  await clear(window);
  await window.runCommand('LunaRoute: Copy Proxy URL');
  const url = await window.clipboardText(/^http:/);
  await loseDisk(scene, dataFolder, () => ask(url));
  await failToStart(scene);
  await clear(window);
  await failToOpen(scene);
  await restrict(scene);
});

/** By another program, as far as LunaRoute can tell. */
async function takePort(t: TestContext): Promise<http.Server> {
  const other = http.createServer((_request, response) => response.end('hello'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  return other;
}

async function ask(url: string): Promise<void> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'x-api-key': API_KEY,
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      model: 'claude-haiku-4-5',
      max_tokens: 9,
      messages: [{ role: 'user', content: PROMPT }],
    }),
  });
  if (!response.ok) throw new Error(`It did not pass: ${response.status}`);
  await response.text();
}

async function clear(window: Workbench): Promise<void> {
  await window.runCommand('Notifications: Clear All Notifications');
}
