// What a new user meets in the editor: welcome, consent, demo session, tree, status bar, control of recording, walkthrough.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { EditorUnderTest, type Theme } from '../support/editorUnderTest.ts';
import { extensionId } from '../support/project.ts';
import type { Workbench } from '../support/workbench.ts';

/** A port that another program listens on as long as the test runs. */
async function holdPort(t: TestContext): Promise<number> {
  const server = createServer();
  t.after(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const DEMO = /Why does the login/;

for (const theme of ['dark', 'light'] satisfies Theme[])
  test(`a new user finds the way with nothing but the editor (${theme})`, { timeout: 240_000 }, async t => {
    const taken = await holdPort(t);
    const editor = await EditorUnderTest.startFor(t, { theme, settings: { 'lunaroute.port': taken } });
    const window = await editor.openWindow();
    const keep = (name: string) => window.screenshot(`${name}-${theme}`);
    const view = await window.openView('LunaRoute');
    const buttons = view.locator('.welcome-view .monaco-button');
    await buttons.first().waitFor();
    assert.equal(await buttons.count(), 1);
    await keep('welcome');
    // Until somebody starts something no port is taken and nothing is written.
    const storage = path.join(editor.editor.globalStorage, extensionId());
    assert.deepEqual(existsSync(storage) ? readdirSync(storage) : [], []);
    await playDemo(window);
    assert.ok(existsSync(path.join(storage, 'token')));
    await keep('demo');
    await lookAtTree(window, keep);
    await openByRow(window, keep);
    await startByConsent(window, keep);
    await takeOtherPort(window, taken, keep);
    await controlRecording(window, keep);
    await removeDemo(window);
    await lookAround(window, keep);
    await takeTour(window, keep);
  });

/** From the welcome view, before anything runs. */
async function playDemo(window: Workbench): Promise<void> {
  await window.page.locator('.welcome-view').getByText('try it with a demo session').click();
  await window.treeRows().filter({ hasText: DEMO }).first().waitFor();
  await window.notification(/This session is a demo/).waitFor();
  await window.webview().getByText('src/login.test.ts').first().waitFor();
  // The editor has a find of its own on this key.
  await window.webview().getByText('src/login.test.ts').first().click();
  await window.page.keyboard.press('Control+f');
  const find = window.webview().getByRole('textbox', { name: 'Find in session' });
  await find.fill('login');
  await find.press('F3');
  await window
    .webview()
    .getByText(/^1 of \d+$/)
    .waitFor();
  await find.press('Escape');
  await find.waitFor({ state: 'hidden' });
}

async function lookAtTree(window: Workbench, keep: (name: string) => Promise<void>): Promise<void> {
  const rows = window.treeRows();
  await expand(window, DEMO);
  await expand(window, /sub-agent/);
  await rows
    .filter({ hasText: /529/ })
    .filter({ hasText: /retried/ })
    .first()
    .waitFor();
  await expand(window, /sonnet-4\.5/);
  await rows
    .filter({ hasText: /^(Read|Grep|Bash)/ })
    .first()
    .waitFor();
  await keep('tree-open');
  // What is open and selected stays so when everything is read again.
  await window.runCommand('LunaRoute: Refresh');
  await rows
    .filter({ hasText: /^(Read|Grep|Bash)/ })
    .first()
    .waitFor();
  await window.runCommand('LunaRoute: Group by Model');
  await rows
    .filter({ hasText: /^sonnet-4\.5/ })
    .first()
    .waitFor();
  await window.runCommand('LunaRoute: Filter Sessions…');
  await window.page.locator('.quick-input-box input').fill('client:codex');
  await window.page.keyboard.press('Enter');
  await window.page.locator('.welcome-view').getByText('No session matches the filter.').waitFor();
  await keep('tree-filtered');
  await window.page.locator('.welcome-view').getByText('Clear Filter').click();
  await rows.filter({ hasText: DEMO }).first().waitFor();
  await rows.filter({ hasText: DEMO }).first().click({ button: 'right' });
  await window.page.locator('.monaco-menu').getByText('Reveal Journal').waitFor();
  await keep('tree-menu');
  await window.page.keyboard.press('Escape');
}

/** A click shows the session and leaves the focus in the tree, as lists do; again, or Enter, and it goes there. */
async function openByRow(window: Workbench, keep: (name: string) => Promise<void>): Promise<void> {
  const row = window.treeRows().filter({ hasText: DEMO }).first();
  const focused = (place: string) => window.page.locator(`${place}:focus-within`);
  await window.runCommand('LunaRoute: Show Statistics');
  await window.webview().getByText('Cost over time by model').first().waitFor();
  await row.getByText(DEMO).click();
  await window.webview().getByText('src/login.test.ts').first().waitFor();
  await focused('.part.sidebar').waitFor();
  await window.page.keyboard.press('Enter');
  await focused('.part.sidebar').waitFor({ state: 'detached' });
  await widenSideBar(window, 300);
  await keep('tree-wide');
  await widenSideBar(window, -420);
  await keep('tree-narrow');
  await widenSideBar(window, 120);
}

async function widenSideBar({ page }: Workbench, by: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  assert.ok(box !== null);
  const at = { x: box.x + box.width, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + by, at.y, { steps: 5 });
  await page.mouse.up();
}

async function expand(window: Workbench, row: RegExp): Promise<void> {
  const found = window.treeRows().filter({ hasText: row }).first();
  // A click into a row that is just drawn anew is lost.
  for (let attempt = 0; attempt < 5; attempt++) {
    await found.waitFor();
    if ((await found.getAttribute('aria-expanded')) === 'true') return;
    await found.locator('.monaco-tl-twistie').click();
    await window
      .treeRows()
      .and(window.page.locator('[aria-expanded=true]'))
      .filter({ hasText: row })
      .first()
      .waitFor({ timeout: 3000 })
      .catch(() => undefined);
  }
}

async function startByConsent(window: Workbench, keep: (name: string) => Promise<void>): Promise<void> {
  await window.runCommand('LunaRoute: Start');
  await window
    .dialog()
    .getByText(/Your API keys and logins never are/)
    .waitFor();
  await keep('consent');
  await window.answerDialog('Start Only');
}

/** Another program has the port: status bar and a notification say so until the port in use is the one asked for. */
async function takeOtherPort(
  window: Workbench,
  taken: number,
  keep: (name: string) => Promise<void>,
): Promise<void> {
  const text = await window.statusBarText(/^.?:\d+ · .*\$\d/);
  const port = Number(/:(\d+)/.exec(text)?.[1]);
  await window.statusBarIcon('warning').waitFor();
  await window.notification(new RegExp(`Port ${taken} is taken by another program`)).waitFor();
  await window.statusBarEntry(/\$\d/).hover();
  await window.page.locator('.workbench-hover table').waitFor();
  await window.page
    .locator('.workbench-hover')
    .getByText(/Only the demo session so far/)
    .waitFor();
  await keep('status-tooltip');
  await window.answerNotification(/is taken by another program/, `Always Use ${port}`);
  await window.statusBarIcon('pulse').waitFor();
  assert.doesNotMatch(await window.statusBarText(/\$\d/), /:\d/);
  await window.runCommand('LunaRoute: Show Statistics');
  await window
    .webview()
    .getByText(/Only the demo session so far/)
    .waitFor();
  await keep('demo-statistics');
}

async function controlRecording(window: Workbench, keep: (name: string) => Promise<void>): Promise<void> {
  await window.runCommand('LunaRoute: Start Private Session');
  await window.page
    .locator('.part.sidebar')
    .getByText(/Private session/)
    .first()
    .waitFor();
  await window
    .webview()
    .getByText(/Private session/)
    .first()
    .waitFor();
  await window.statusBarText(/Private · /);
  await keep('private');
  await window.runCommand('LunaRoute: Resume Recording');
  await window.runCommand('LunaRoute: Never Record This Workspace');
  await window
    .webview()
    .getByText(/This workspace is never recorded/)
    .waitFor();
  await window.page
    .locator('.part.sidebar')
    .getByText(/never recorded/)
    .first()
    .waitFor();
  await window.answerNotification(/is not recorded any more/, 'Undo');
  await window.page
    .locator('.part.sidebar')
    .getByText(/never recorded/)
    .waitFor({ state: 'detached' });
}

async function removeDemo(window: Workbench): Promise<void> {
  await window.runCommand('LunaRoute: Delete Demo Session');
  await window.page.locator('.welcome-view').getByText('No sessions yet.').waitFor();
}

async function lookAround(window: Workbench, keep: (name: string) => Promise<void>): Promise<void> {
  await window.statusBarEntry(/\$\d/).click();
  await window.page.locator('.quick-input-list').getByText('Search Sessions').waitFor();
  await keep('menu');
  await window.page.keyboard.press('Escape');
  await window.runCommand('LunaRoute: Open Settings');
  await window.page.locator('.settings-editor').getByText('Auto Start').first().waitFor();
  await keep('settings');
  await window.page.keyboard.press('Escape');
  await window.page.locator('.settings-editor').waitFor({ state: 'detached' });
}

/** What was done before the walkthrough was opened is ticked off in it, and so is what is done from it. */
async function takeTour(window: Workbench, keep: (name: string) => Promise<void>): Promise<void> {
  const { page } = window;
  // With its pictures beside the steps.
  await window.runCommand('View: Toggle Primary Side Bar Visibility');
  await window.runCommand('Welcome: Open Walkthrough...');
  await page.locator('.quick-input-box input').fill('Get Started with LunaRoute');
  await page.keyboard.press('Enter');
  const ticked = (step: string) =>
    page.locator(`[data-done-step-id="lunaroute.lunaroute#start#${step}"].complete`);
  for (const step of ['run', 'record', 'look', 'control']) await ticked(step).waitFor();
  assert.equal(await ticked('search').count(), 0);
  await keep('walkthrough');
  const tour = page.locator('.gettingStartedContainer');
  await tour.getByText('Find it again').click();
  await tour.getByRole('button', { name: 'Search Sessions' }).click();
  await window.webview().getByRole('combobox', { name: 'Search sessions' }).waitFor();
  await page
    .locator('.tabs-container')
    .getByRole('tab', { name: /Welcome/ })
    .click();
  await ticked('search').waitFor();
  await keep('walkthrough-done');
}
