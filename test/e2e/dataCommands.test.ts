// The commands about what is stored, as a person runs them: import, reveal, compact, rotate, delete all.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { globalStorageOf } from '../support/editor.ts';
import { EditorUnderTest } from '../support/editorUnderTest.ts';
import { ClaudeLogLines, writeClaudeLog } from '../support/foreignLogs.ts';
import type { Workbench } from '../support/workbench.ts';
import { askClaude, chooseFolder, startHangingUpstream } from './dataSteps.ts';
import { moveRecord } from './moveSteps.ts';

const MAIL = 'blue.plumbago@example.com';

test('what is stored is imported, revealed, compacted and deleted from the palette', {
  timeout: 240_000,
}, async t => {
  const demo = await startDemoUpstream({ port: 0 });
  t.after(() => demo.close());
  const hanging = await startHangingUpstream(t);
  const editor = await EditorUnderTest.startFor(t, {
    settings: {
      'lunaroute.upstream.anthropic': demo.url,
      'lunaroute.upstream.openai': `${hanging}/v1`,
      'lunaroute.redaction.emails': 'tokenize',
      'files.simpleDialog.enable': true,
    },
    env: { ANTHROPIC_API_KEY: 'sk-ant-api03-end-to-end' },
  });
  const logs = path.join(editor.folder, 'logs');
  const log = new ClaudeLogLines({ sessionId: 'imported-1', startedAt: '2026-03-02T10:00:00.000Z' });
  await writeClaudeLog(logs, 'imported-1', log.turn(1).text);
  const window = await editor.openWindow();
  await window.openView('LunaRoute');
  await window.runCommand('LunaRoute: Start');
  await window.answerDialog('Start and Use in New Terminals');
  await window.statusBarText(/\$0\.00/);
  await importLogs(window, logs);
  await record(window);
  await useCommandLine(window);
  await compact(window);
  const token = await recordedToken(globalStorageOf(path.join(editor.folder, 'editor')));
  await reveal(window, token);
  await rotate(window, token);
  await moveRecord(editor, window);
  await reveal(window, token);
  await deleteAll(window);
});

async function importLogs(window: Workbench, folder: string): Promise<void> {
  await window.runCommand('LunaRoute: Import Sessions…');
  await window.page.locator('.quick-input-list').getByText('Choose Folder…').click();
  await chooseFolder(window, folder, 'Import');
  await window.notification(/Imported/).waitFor();
}

/** One request with a value that is tokenized. */
async function record(window: Workbench): Promise<void> {
  await askClaude(window, `Who is ${MAIL}`);
  await window
    .treeRows()
    .filter({ hasText: /Who is \[EMAIL/ })
    .first()
    .waitFor();
}

/** Without anything but the editor: its own Node.js runs it, on its own record. */
async function useCommandLine(window: Workbench): Promise<void> {
  await window.runCommand('LunaRoute: Open Command Line');
  await window.waitForTerminal(/--help tells more/);
  await window.typeInTerminal('lunaroute sessions');
  await window.waitForTerminal(/Who is/);
  await window.screenshot('command-line');
}

async function compact(window: Workbench): Promise<void> {
  await window.runCommand('LunaRoute: Compact Now');
  await window.statusBarText(/Recorded sessions take/);
}

async function reveal(window: Workbench, token: string): Promise<void> {
  await revealToken(window, token);
  await window.dialog().getByText(MAIL).waitFor();
  await window.screenshot('reveal');
  await window.page.keyboard.press('Escape');
  await window.dialog().waitFor({ state: 'detached' });
}

/** Labels of the tree are shortened. */
async function recordedToken(folder: string): Promise<string> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.jsonl') || !name.includes('session_')) continue;
    const [token] = /\[EMAIL:[0-9a-f]{8}\]/.exec(await readFile(path.join(folder, name), 'utf8')) ?? [];
    if (token !== undefined) return token;
  }
  throw new Error('No token was recorded.');
}

async function revealToken(window: Workbench, token: string): Promise<void> {
  await window.runCommand('LunaRoute: Reveal Redacted Value');
  const input = window.page.locator('.quick-input-widget .quick-input-box input');
  await window.page.locator('.quick-input-widget').getByText('The token as it stands').waitFor();
  await input.fill(token);
  await window.page.keyboard.press('Enter');
}

/** The values of old tokens stay. */
async function rotate(window: Workbench, token: string): Promise<void> {
  await window.runCommand('LunaRoute: Rotate Redaction Key');
  await window.answerDialog('Rotate');
  await window.statusBarText(/redaction key was rotated/);
  await reveal(window, token);
}

async function deleteAll(window: Workbench): Promise<void> {
  await window.runCommand('LunaRoute: Delete All Data…');
  await window
    .dialog()
    .getByText(/Delete all 3 recorded sessions/)
    .waitFor();
  await window.screenshot('delete-all');
  await window.answerDialog('Delete All Data');
  await window.notification(/Deleted 3 sessions/).waitFor();
  await window.treeRows().first().waitFor({ state: 'detached' });
}
