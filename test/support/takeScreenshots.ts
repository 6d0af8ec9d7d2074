// `npm run screenshots`: takes the pictures of README and docs anew, of the packed extension in a real VS Code.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { EditorUnderTest } from './editorUnderTest.ts';
import { writeExampleRecord } from './exampleRecord.ts';
import { extensionId, PROJECT_ROOT } from './project.ts';
import type { Workbench } from './workbench.ts';

const FOLDER = path.join(PROJECT_ROOT, 'docs/images');

await mkdir(FOLDER, { recursive: true });
const editor = await EditorUnderTest.start({
  theme: 'dark',
  settings: { 'lunaroute.terminals': 'never', 'lunaroute.autoStart': 'always' },
  prepare: storage => writeExampleRecord(path.join(storage, extensionId()), Date.now()),
});
try {
  await takeAll(await editor.openWindow());
} finally {
  await editor.stop();
}

async function takeAll(window: Workbench): Promise<void> {
  const panel = window.webview();
  await window.statusBarText(/· .*\$/);
  await window.openView('LunaRoute');
  const session = window.treeRows().filter({ hasText: 'Add a retry' }).first();
  await session.waitFor();

  await window.runCommand('LunaRoute: Search Sessions');
  await panel.getByRole('combobox').or(panel.getByRole('searchbox')).first().fill('retry tool:Edit');
  await panel.locator('mark').first().waitFor();
  await window.page.keyboard.press('Escape');
  await take(window, 'search');

  await window.runCommand('LunaRoute: Show Statistics');
  await panel.getByRole('heading', { name: 'Tokens over time' }).waitFor();
  await take(window, 'statistics');

  await session.locator('.monaco-tl-twistie').click();
  await window.treeRows().filter({ hasText: 'sonnet-4.5' }).nth(2).click();
  await panel.getByRole('tab', { name: 'Conversation' }).waitFor();
  await panel.getByText('delayMs').first().waitFor();
  await take(window, 'overview');
  await panel.getByRole('tab', { name: 'Context' }).click();
  await take(window, 'context');

  await window.statusBarEntry(/\$/).hover();
  await window.page.locator('.monaco-hover').first().waitFor();
  await take(window, 'status-bar');
}

/** Pointer and focus rings out of the way, and everything at rest. */
async function take(window: Workbench, name: string): Promise<void> {
  if (name !== 'status-bar') await window.page.mouse.move(900, 790);
  await window.page.waitForLoadState('networkidle');
  await window.page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: 'disabled' });
}
