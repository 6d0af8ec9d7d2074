// Every page and state of the panel in a real browser: no axe violation, no error, and a screenshot to look at.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LunaRouteError } from '../../../src/protocol/errors.ts';
import type { PanelPage } from './panelPage.ts';
import { assertAccessible, panelBench } from './panelTest.ts';
import type { ThemeName } from './themes.ts';
import { runningSnapshot } from './weekApi.ts';

const bench = panelBench();

async function look(panel: PanelPage, name: string): Promise<void> {
  await panel.screenshot(name);
  await assertAccessible(panel.page, name);
  assert.deepEqual(panel.problems, [], name);
}

/** Walks through every page; `suffix` names the pictures. */
async function walk(panel: PanelPage, suffix: string): Promise<void> {
  const { page } = panel;
  await page.waitForSelector('.session-row');
  await look(panel, `search-${suffix}`);
  await page.getByRole('combobox', { name: 'Search sessions' }).fill('retry');
  await page.waitForSelector('mark');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('.row.active');
  await look(panel, `search-hits-${suffix}`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.turn .fold');
  await look(panel, `session-${suffix}`);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForSelector('[aria-label="Turn 3"].current .code-keyword');
  await look(panel, `session-answer-${suffix}`);
  await page.getByRole('tab', { name: 'Context' }).click();
  await page.waitForSelector('.context-detail');
  await look(panel, `context-${suffix}`);
  await page.getByRole('tab', { name: 'Requests' }).click();
  await page.waitForSelector('.wire-body');
  await look(panel, `requests-${suffix}`);
  await page.getByRole('tab', { name: 'Tools' }).click();
  await page.waitForSelector('.data-table');
  await look(panel, `tools-${suffix}`);
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await page.waitForSelector('canvas');
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
  await look(panel, `statistics-${suffix}`);
  await page.keyboard.press('Alt+t');
  await page.getByRole('grid', { name: 'Tokens over time' }).waitFor();
  await look(panel, `statistics-table-${suffix}`);
  await panel.close();
}

for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies ThemeName[])
  test(`every page is accessible in the ${theme} theme`, async () => {
    await walk(await bench.open({ theme }), theme);
  });

test('every page fits 300 pixels', async () => {
  const panel = await bench.open({ width: 300, height: 600 });
  await panel.page.waitForSelector('.session-row');
  const overflow = () =>
    panel.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(await overflow(), 0);
  await walk(panel, 'narrow');
});

test('every page works at twice the size', async () => {
  await walk(await bench.open({ width: 550, height: 380 }), 'zoomed');
});

test('each state without results says what to do next', async () => {
  const running = runningSnapshot(bench.week);
  const nothing = () => ({ sessions: [], next_cursor: null, total: 0, by_model: [] });
  const failing = () => {
    throw new LunaRouteError('recorder_unavailable', 'The recorder is starting. Try again in a moment.');
  };
  const states = [
    { name: 'nothing-recorded', api: nothing, live: running, says: 'Nothing recorded yet' },
    { name: 'not-running', api: nothing, live: null, says: 'Start LunaRoute, then run' },
    { name: 'failed', api: failing, live: running, says: 'The recorder is starting' },
    { name: 'stopped', live: { ...running, state: 'stopped' as const }, says: 'The proxy is stopped' },
    {
      name: 'excluded',
      live: { ...running, is_workspace_excluded: true },
      says: 'This workspace is never recorded',
    },
    { name: 'paused', live: { ...running, recording: 'paused' as const }, says: 'Recording paused.' },
    {
      name: 'not-recording',
      live: {
        ...running,
        recording: 'failed' as const,
        problem: { code: 'ENOSPC', message: 'The disk is full: nothing is recorded until there is room.' },
      },
      says: 'The disk is full',
    },
    { name: 'loading', api: () => new Promise(() => undefined), live: running, says: 'Reading sessions…' },
  ];
  for (const { name, says, ...options } of states) {
    const panel = await bench.open(options);
    await panel.page.getByText(says).first().waitFor();
    await look(panel, `state-${name}`);
    await panel.close();
  }
});

test('a search without a match offers to clear it', async () => {
  const panel = await bench.open();
  await panel.page.getByRole('combobox', { name: 'Search sessions' }).fill('nobody wrote this');
  await panel.page.getByText('No session matches').waitFor();
  await look(panel, 'state-no-match');
  await panel.page.getByRole('button', { name: 'Clear Search and Filters' }).click();
  await panel.page.getByText('120 sessions').waitFor();
  await panel.close();
});

test('a session that is gone says so', async () => {
  const route = { page: 'session', session_id: 'gone', request_id: null } as const;
  const panel = await bench.open({ state: { page: 'session', routes: [route] } });
  await panel.page.getByText('It is not recorded here any more').waitFor();
  await look(panel, 'state-session-gone');
  await panel.close();
});

test('script and style stay below 200 KB compressed', () => {
  const sizes = ['/webview.js', '/webview.css'].map(name => {
    const file = bench.server().files.get(name);
    assert.ok(file, name);
    return gzipSync(file).byteLength;
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < 200 * 1024, `${total} bytes`);
});
