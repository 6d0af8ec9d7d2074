// What several tests of the stored data do in a window: ask something in a terminal, answer the dialog for folders.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Workbench } from '../support/workbench.ts';

/** Asks in a new terminal, which points at the proxy as it is now, and waits for the answer. */
export async function askClaude(window: Workbench, prompt: string): Promise<void> {
  const messages = [{ role: 'user', content: prompt }];
  const body = JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, messages });
  const headers = [
    'x-api-key: sk-ant-x',
    'anthropic-version: 2023-06-01',
    'content-type: application/json',
  ].map(header => `-H '${header}'`);
  await window.openTerminal();
  await window.typeInTerminal(
    `curl -s $ANTHROPIC_BASE_URL/v1/messages ${headers.join(' ')} -d '${body}' -o answer.json; echo asked''-once`,
  );
  await window.waitForTerminal(/asked-once/);
}

/** Answers the editor's own dialog for files. */
export async function chooseFolder(window: Workbench, folder: string, button: string): Promise<void> {
  const input = window.page.locator('.quick-input-widget .quick-input-box input');
  const choose = window.page.locator('.quick-input-widget').getByRole('button', { name: button });
  await choose.waitFor();
  // The dialog first fills in the folder that is open, and would write over what came before.
  await window.page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLInputElement>('.quick-input-widget .quick-input-box input')].some(
      ({ value }) => /my-app.?$/.test(value),
    ),
  );
  await input.fill(`${folder}${path.sep}`);
  await choose.click();
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
