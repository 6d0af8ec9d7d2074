// What is opened from sessions and requests: panel, documents, comparison, journal, terminal, log.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Workbench } from '../support/workbench.ts';
import type { Keep } from './dataSteps.ts';
import { openRow } from './treeSteps.ts';

const OLD_SESSION = 'Move the price tabl';

export async function openDocuments(window: Workbench, keep: Keep): Promise<void> {
  const document = (name: RegExp) => window.page.locator('.tab.active', { hasText: name });
  const request = await openRow(window, OLD_SESSION, 1);
  await window.chooseFromMenu(request, 'Open');
  await window.webview().getByRole('tab', { name: 'Conversation' }).waitFor();
  await window.chooseFromMenu(request, 'Show Request');
  await document(/request \d+\.json/).waitFor();
  await window.chooseFromMenu(request, 'Show Response');
  await document(/response \d+\.json/).waitFor();
  await window.chooseFromMenu(request, 'Compare with Previous Request');
  await window.page.locator('.monaco-diff-editor').waitFor();
  await keep('compare');
  await window.chooseFromMenu(window.row(OLD_SESSION), 'Open Conversation as Markdown');
  await document(/\.md/).waitFor();
  await keep('conversation');
  await window.chooseFromMenu(window.row(OLD_SESSION), 'Reveal Journal');
  await document(/session_\w+\.jsonl/).waitFor();
  await window.runCommand('View: Close All Editors');
}

/** Without a row the session is picked from a list. */
export async function openSession(window: Workbench, keep: Keep): Promise<void> {
  await window.runCommand('LunaRoute: Open Session…');
  await window.quickInput.fill('invoice job');
  await window.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await keep('pick-session');
  await window.page.keyboard.press('Enter');
  await window.webview().getByRole('tab', { name: 'Conversation' }).waitFor();
}

/** What the panel shows goes with it to the secondary side bar, which is where it opens from then on, and back. */
export async function movePanel(window: Workbench, keep: Keep): Promise<void> {
  const tab = window.webview().getByRole('tab', { name: 'Conversation' });
  await window.runCommand('LunaRoute: Open Panel in Secondary Side Bar');
  await window.page
    .locator('.part.auxiliarybar')
    .getByRole('button', { name: 'Open Panel in Editor' })
    .waitFor();
  await tab.waitFor();
  await keep('side-bar-session');
  await window.runCommand('View: Toggle Secondary Side Bar Visibility');
  await window.runCommand('LunaRoute: Search Sessions');
  await window.webview().getByRole('combobox', { name: 'Search sessions' }).waitFor();
  await keep('side-bar-search');
  await window.runCommand('LunaRoute: Open Panel in Editor');
  await window.page.locator('.tab.active', { hasText: 'LunaRoute' }).waitFor();
  await window.page.locator('.part.auxiliarybar').waitFor({ state: 'hidden' });
  await window.webview().getByRole('combobox', { name: 'Search sessions' }).waitFor();
}

export async function resume(window: Workbench): Promise<void> {
  await window.chooseFromMenu(window.row(OLD_SESSION), 'Resume in Terminal');
  await window.waitForTerminal(/claude --resume 00000000-0000-4000-8000-/);
}

/** Under the name and in the folder that the dialog offers. */
export async function exportChart(window: Workbench, folder: string): Promise<void> {
  await window.runCommand('LunaRoute: Show Statistics');
  const section = window.webview().getByRole('region', { name: 'Tokens over time' });
  for (const [button, extension] of [
    ['Save as CSV…', 'csv'],
    ['Save as PNG…', 'png'],
  ] as const) {
    await section.getByRole('button', { name: button }).click();
    await window.answerFileDialog(/lunaroute-tokens/, path.join(folder, `tokens.${extension}`), 'OK');
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }
  await window.runCommand('View: Show Explorer');
  for (const extension of ['csv', 'png'])
    await window.page.locator('.explorer-folders-view').getByText(`tokens.${extension}`).waitFor();
  assert.match(await readFile(path.join(folder, 'tokens.csv'), 'utf8'), /^\S+,/);
  assert.deepEqual(
    [...(await readFile(path.join(folder, 'tokens.png'))).subarray(1, 4)],
    [...Buffer.from('PNG')],
  );
}

/** Each way to group shows other names on top, and a filter is told beside the title. */
export async function groupAndFilter(window: Workbench, keep: Keep): Promise<void> {
  for (const [command, name] of [
    ['LunaRoute: Group by Workspace', /^shop/],
    ['LunaRoute: Group by Client', /claude-code/],
    ['LunaRoute: Group by Model', /^sonnet-4\.5/],
  ] as const) {
    await window.runCommand(command);
    await window
      .treeRows()
      .and(window.page.locator('[aria-level="1"]'))
      .filter({ hasText: name })
      .first()
      .waitFor();
    await keep(command.replace(/.*: /, '').replaceAll(' ', '-').toLowerCase());
  }
  await window.runCommand('LunaRoute: Group by Day');
  await window.runCommand('LunaRoute: Filter Sessions…');
  await window.answerInput('Filter Sessions', 'tag:plants');
  await window.page
    .locator('.part.sidebar')
    .getByText(/Only sessions that match: tag:plants/)
    .first()
    .waitFor();
  await keep('filter');
  await window.runCommand('LunaRoute: Clear Filter');
  await window.row(OLD_SESSION).waitFor();
}

/** The list is read page by page. */
export async function loadOlder(window: Workbench): Promise<void> {
  const more = window.row('Load older sessions…');
  await more.click();
  await more.waitFor({ state: 'detached' });
}

/** What was chosen about terminals is marked when it is asked for again. */
export async function chooseTerminals(window: Workbench, keep: Keep): Promise<void> {
  const choices = window.page.locator('.quick-input-list .monaco-list-row');
  await window.runCommand('LunaRoute: Configure Terminals');
  await choices.filter({ hasText: 'Leave terminals alone' }).click();
  await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await window.runCommand('LunaRoute: Configure Terminals');
  await choices.filter({ hasText: /Leave terminals alone.*current/s }).waitFor();
  await keep('terminals');
  await window.page.keyboard.press('Escape');
}
