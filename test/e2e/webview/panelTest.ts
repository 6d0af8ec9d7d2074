// What the panel's tests share: one browser and bundle for a file, and a recorded week behind it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { PanelLive } from '../../../src/protocol/panel.ts';
import { launchBrowser } from '../../support/browser.ts';
import { openPanel, type PanelOptions, type PanelPage, type PanelServer, servePanel } from './panelPage.ts';
import { type RecordedWeek, recordedWeek } from './recordedWeek.ts';
import { runningSnapshot, type WeekApi, weekApi } from './weekApi.ts';

export interface PanelBench {
  week: RecordedWeek;
  server(): PanelServer;
  open(options?: PanelOptions & { api?: WeekApi; live?: PanelLive | null }): Promise<PanelPage>;
}

/** Starts browser and server before the tests of a file and stops them after. */
export function panelBench(): PanelBench {
  const week = recordedWeek(Date.now());
  let browser: Browser;
  let server: PanelServer;
  before(async () => {
    [browser, server] = await Promise.all([launchBrowser(), servePanel()]);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  return {
    week,
    server: () => server,
    open: ({ api = weekApi(week), live = runningSnapshot(week), ...options } = {}) =>
      openPanel(browser, server, { apiGet: api, live: () => live }, options),
  };
}

/** By keyboard through the list of sessions: the end of what is loaded brings the next page. */
export async function walkToSecondPage(page: Page): Promise<void> {
  await page.waitForSelector('.session-row');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.waitForSelector('[aria-posinset="50"].active');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('[aria-posinset="51"].active');
}

/** Fails with what axe-core finds wrong with the page as it stands. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: { run(): Promise<AxeResult> } };
    const result = await runner.run();
    return result.violations.flatMap(violation =>
      violation.nodes.map(node => `${violation.id}: ${node.html.slice(0, 200)} (${node.failureSummary})`),
    );
  });
  assert.deepEqual(violations, [], name);
}

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
}
