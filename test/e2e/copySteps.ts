// What the clipboard gets: prompt, answer and curl command of a request, addresses, a report for a bug.
import assert from 'node:assert/strict';
import type { Workbench } from '../support/workbench.ts';
import { API_KEY, type Keep, PROMPT } from './dataSteps.ts';
import { openRow } from './treeSteps.ts';

/** Of the one request of the session that was just recorded. */
export async function copyFromRequest(window: Workbench, keep: Keep): Promise<void> {
  const request = await openRow(window, 'Botany', 0);
  await window.chooseFromMenu(request, 'Copy', 'Copy Prompt');
  assert.equal(await window.clipboardText(/plant/), PROMPT);
  await request.click({ button: 'right' });
  await keep('request-menu');
  await window.page.keyboard.press('Escape');
  await window.chooseFromMenu(request, 'Copy', 'Copy Answer');
  const answer = await window.clipboardText(/^(?!Which plant)./);
  await window.chooseFromMenu(request, 'Copy', 'Copy as cURL');
  const curl = await window.clipboardText(/^curl/);
  assert.match(curl, /-H "x-api-key: \$ANTHROPIC_API_KEY"/);
  assert.match(curl, /Which plant is blue/);
  for (const copied of [answer, curl]) assert.equal(copied.includes(API_KEY), false);
}

/** The addresses work as they are, in the terminal that is open. */
export async function copyAddresses(window: Workbench): Promise<void> {
  await window.runCommand('LunaRoute: Copy Proxy URL');
  const url = await window.clipboardText(/^http:\/\/127\.0\.0\.1:\d+$/);
  await window.runCommand('LunaRoute: Copy API Command');
  const command = await window.clipboardText(/^curl .*\/sessions/);
  assert.ok(command.includes(url));
  await window.typeInTerminal(`${command} | tr ',' '\\n' | grep -m1 title`);
  await window.waitForTerminal(/"title":"Botany"/);
}

/** After a failure that names what must not be told. */
export async function copyDiagnostics(window: Workbench, folder: string): Promise<void> {
  await window.runCommand('LunaRoute: Copy Diagnostics');
  const report = await window.clipboardText(/### Versions/);
  assert.match(report, /^lunaroute: \d+\.\d+\.\d+$/m);
  assert.match(report, /^state: running$/m);
  assert.match(report, /^upstream\.anthropic: \(set\)$/m);
  assert.match(report, /### Latest failed requests\n\n```\n\S+Z \S+( \(own address\))?: \S/);
  for (const secret of [API_KEY, PROMPT, 'Botany', folder, '127.0.0.1'])
    assert.equal(report.includes(secret), false, report);
}
