// The main job from end to end: start, work with an agent in the terminal, glance, open, search.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { EditorUnderTest, type Theme } from '../support/editorUnderTest.ts';
import { PROJECT_ROOT } from '../support/project.ts';
import type { Workbench } from '../support/workbench.ts';

const PROMPT = 'Sum up notes.md';
/** In the file that the agent reads, so in the tool's result and in the answer. */
const WORD = 'marmalade';

for (const theme of ['dark', 'light'] satisfies Theme[]) {
  test(`a session of an SDK agent is seen, priced and found again (${theme})`, {
    timeout: 240_000,
  }, async t => {
    const demo = await startDemoUpstream({ port: 0 });
    t.after(() => demo.close());
    const editor = await EditorUnderTest.startFor(t, {
      theme,
      settings: { 'lunaroute.upstream.anthropic': demo.url, 'lunaroute.upstream.openai': `${demo.url}/v1` },
      env: { ANTHROPIC_API_KEY: 'sk-ant-api03-end-to-end' },
    });
    await prepareProject(editor.workspace);
    const window = await editor.openWindow();
    await startProxy(window);
    await runAgent(window);
    await seeStatusBar(window);
    await seeTree(window, theme);
    await findInPanel(window, theme);
    await seeStatistics(window, theme);
    await stopProxy(window, theme);
  });
}

async function prepareProject(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'notes.md'), `The toast needs ${WORD}.\n`);
  await build({
    entryPoints: [path.join(PROJECT_ROOT, 'test/support/sdkAgent.ts')],
    outfile: path.join(folder, 'agent.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
}

async function startProxy(window: Workbench): Promise<void> {
  await window.runCommand('LunaRoute: Start');
  await window.answerDialog('Start and Use in New Terminals');
  await window.statusBarText(/\$0\.00/);
}

async function runAgent(window: Workbench): Promise<void> {
  await window.openTerminal();
  await window.typeInTerminal(`node agent.mjs ${PROMPT}`);
  await window.waitForTerminal(/agent finished/);
}

/** Tokens and cost of today, both more than nothing. */
async function seeStatusBar(window: Workbench): Promise<void> {
  const text = await window.statusBarText(/[1-9]\d*(\.\d+)?[kM]?\b.*\$0\.\d*[1-9]/);
  assert.match(text, /^[\d.]+k? · <?\$0\.\d+/);
}

async function seeTree(window: Workbench, theme: Theme): Promise<void> {
  await window.openView('LunaRoute');
  const session = window.treeRows().filter({ hasText: PROMPT });
  await session.first().waitFor();
  await session.first().locator('.monaco-tl-twistie').click();
  const requests = window
    .treeRows()
    .filter({ hasText: /sonnet-4\.5/ })
    .filter({ hasText: /200/ });
  await requests.nth(1).waitFor();
  assert.equal(await requests.count(), 2);
  await window.screenshot(`tree-${theme}`);
}

async function findInPanel(window: Workbench, theme: Theme): Promise<void> {
  await window.runCommand('LunaRoute: Search Sessions');
  const panel = window.webview();
  await panel.getByRole('combobox', { name: 'Search sessions' }).fill(WORD);
  await panel
    .locator('mark', { hasText: new RegExp(WORD, 'i') })
    .first()
    .waitFor();
  await window.screenshot(`search-${theme}`);
  await panel.getByText(PROMPT).first().click();
  await panel.getByText(`The toast needs ${WORD}.`).first().waitFor();
  await window.screenshot(`session-${theme}`);
}

async function seeStatistics(window: Workbench, theme: Theme): Promise<void> {
  await window.runCommand('LunaRoute: Show Statistics');
  await window.webview().getByRole('heading', { name: 'Tokens over time' }).waitFor();
  await window.screenshot(`statistics-${theme}`);
}

/** Afterwards the open terminal still points here, which the user is told. */
async function stopProxy(window: Workbench, theme: Theme): Promise<void> {
  await window.runCommand('LunaRoute: Stop');
  await window.notification(/open terminals still point at it/).waitFor();
  assert.equal(await window.statusBarText(/LunaRoute/), 'LunaRoute');
  await window.screenshot(`stopped-with-terminal-${theme}`);
}
