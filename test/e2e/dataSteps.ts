// What several tests of the stored data do in a window: ask something in a terminal, answer the dialog for folders.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Workbench } from '../support/workbench.ts';

/** Asks in a new terminal, which points at the proxy as it is now, and waits for the answer. */
/** Keeps pictures of the window as it is. */
export type Keep = (name: string) => Promise<void>;

/** What is asked where it doesn't matter. */
export const PROMPT = 'Which plant is blue';
/** What the terminal's client logs in with. */
export const API_KEY = 'sk-ant-api03-end-to-end-0123456789abcdef';

export async function askClaude(window: Workbench, prompt: string): Promise<void> {
  const messages = [{ role: 'user', content: prompt }];
  const body = JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, messages });
  const headers = [
    `x-api-key: ${API_KEY}`,
    'anthropic-version: 2023-06-01',
    'content-type: application/json',
  ].map(header => `-H '${header}'`);
  await window.openTerminal();
  await window.typeInTerminal(
    `curl -s $ANTHROPIC_BASE_URL/v1/messages ${headers.join(' ')} -d '${body}' -o answer.json; echo asked''-once`,
  );
  await window.waitForTerminal(/asked-once/);
}

/** In the editor's own dialog, which begins with the folder that is open. */
export async function chooseFolder(window: Workbench, folder: string, button: string): Promise<void> {
  await window.answerFileDialog(/my-app.?$/, `${folder}${path.sep}`, button);
}

/** A provider that takes a request and never answers: a stream in flight. */
export async function startHangingUpstream(t: TestContext): Promise<string> {
  const server = http.createServer(request => request.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
