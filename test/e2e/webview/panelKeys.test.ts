// The panel by keyboard: find by the editor's keys, from a row into its session and back again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PanelPage } from './panelPage.ts';
import { assertAccessible, panelBench, walkToSecondPage } from './panelTest.ts';

const bench = panelBench();
const first = () => {
  const [session] = bench.week.sessions;
  if (session === undefined) throw new Error('The week is empty.');
  return session;
};
const inSession = (sessionId = first().id, view?: string) => ({
  page: 'session',
  routes: [{ page: 'session', session_id: sessionId, request_id: null, view }],
});
const searchBox = (page: Page) => page.getByRole('combobox', { name: 'Search sessions' });
const findBox = (page: Page) => page.getByRole('textbox', { name: 'Find in session' });
const focusOn = (page: Page, selector: string) =>
  page.waitForFunction(wanted => document.activeElement?.matches(wanted) === true, selector);

/** As the page that VS Code puts around a webview does before ours hears anything. */
async function listenAsEditor({ page }: PanelPage): Promise<void> {
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    window.addEventListener('keydown', event => {
      if (event.ctrlKey && event.key === 'f') event.preventDefault();
      heard.push(event.key);
    });
  });
  await page.reload();
}

test('Ctrl+F opens find before the editor hears of it, F3 goes on, Escape closes', async () => {
  const panel = await bench.open({ state: inSession() });
  const { page } = panel;
  await listenAsEditor(panel);
  await page.waitForSelector('.turn');
  await page.keyboard.press('Control+f');
  await findBox(page).fill('passed in');
  await page.getByText('84 found').waitFor();
  await page.keyboard.press('F3');
  await page.getByText('1 of 84').waitFor();
  await page.keyboard.press('Shift+F3');
  await page.getByText('84 of 84').waitFor();
  await page.keyboard.press('Shift+Enter');
  await page.getByText('83 of 84').waitFor();
  await page.keyboard.press('Escape');
  await focusOn(page, '.conversation-scroll');
  assert.equal(await page.locator('.find-bar').count(), 0);
  const heard = await page.evaluate(() => (window as { heard?: string[] }).heard);
  assert.deepEqual(heard, ['Control', 'Shift', 'Shift', 'Enter', 'Escape']);
  await panel.close();
});

test('find is a button that names its key, and comes from any view', async () => {
  const panel = await bench.open({ state: inSession(first().id, 'tools') });
  const { page } = panel;
  await page.waitForSelector('.data-table');
  await page.getByRole('button', { name: 'Find in session (Ctrl+F)' }).click();
  await focusOn(page, '.find-bar input');
  await page.getByRole('tab', { name: 'Conversation', selected: true }).waitFor();
  await panel.close();
});

test('a row opened by Enter gives its keys to the conversation, and Escape the focus back to the row', async () => {
  const panel = await bench.open();
  const { page } = panel;
  await walkToSecondPage(page);
  for (let row = 0; row < 20; row++) await page.keyboard.press('ArrowDown');
  await page.waitForSelector('[aria-posinset="71"].active');
  const title = await page.locator('.row.active .session-title').textContent();
  await page.keyboard.press('Enter');
  await focusOn(page, '.conversation-scroll');
  await page.keyboard.press('PageDown');
  await page.waitForFunction(() => (document.querySelector('.conversation-scroll')?.scrollTop ?? 0) > 100);
  await page.keyboard.press('Escape');
  await page.waitForSelector('[aria-posinset="71"].active');
  await focusOn(page, '.session-list');
  assert.equal(await page.locator('.row.active .session-title').textContent(), title);
  await page.keyboard.press('ArrowUp');
  await page.waitForSelector('[aria-posinset="70"].active');
  await panel.close();
});

test('the tabs keep the focus of who walks them by keyboard', async () => {
  const panel = await bench.open({ state: inSession() });
  const { page } = panel;
  await page.waitForSelector('.turn');
  await page.getByRole('tab', { name: 'Session' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForSelector('.session-row');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('.turn');
  await focusOn(page, '#page-tab-session');
  await panel.close();
});

test('searching again selects what was searched, so that typing replaces it', async () => {
  const panel = await bench.open();
  const { page } = panel;
  await searchBox(page).fill('retry ');
  await page.waitForSelector('mark');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await focusOn(page, '.conversation-scroll');
  await panel.view.search();
  await page.waitForSelector('mark');
  assert.equal(await searchBox(page).inputValue(), 'retry ');
  await page.keyboard.type('zstd');
  assert.equal(await searchBox(page).inputValue(), 'zstd');
  await panel.close();
});

for (const [theme, width] of [
  ['dark', 1100],
  ['light', 300],
] as const)
  test(`what nobody worked here is marked in the list and in its session (${theme}, ${width} pixels)`, async () => {
    const panel = await bench.open({ theme, width });
    const { page } = panel;
    await page.locator('.session-row .origin-badge', { hasText: 'Imported' }).first().waitFor();
    await panel.screenshot(`search-origins-${theme}-${width}`);
    await page.locator('.session-row', { hasText: 'Demo' }).first().click();
    await page.locator('.session-head .origin-badge', { hasText: 'Demo' }).waitFor();
    await page.waitForSelector('.turn');
    for (const tab of ['Conversation', 'Requests', 'Context', 'Tools']) {
      const box = await page.getByRole('tab', { name: tab }).boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= width, tab);
    }
    await panel.screenshot(`session-demo-${theme}-${width}`);
    await assertAccessible(page, 'session-demo');
    await panel.close();
  });
