// Part of the benchmark of the panel: pages and searches in a real browser, asked of a running LunaRoute, `node … URL TOKEN`.
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { SessionList } from '../../../src/protocol/api.ts';
import { DEFAULT_ROUTE, type PanelRoute } from '../../../src/protocol/panel.ts';
import { ApiClient } from '../../../src/service/apiClient.ts';
import { percentile, printRow } from '../../bench/figures.ts';
import { COMMON_WORD, FULL_YEAR, OLDEST_WORD, RECENT_WORD } from '../../bench/recordedYear.ts';
import { launchBrowser } from '../../support/browser.ts';
import { openPanel, type PanelPage, type PanelServer, servePanel } from './panelPage.ts';
import { recordedWeek } from './recordedWeek.ts';
import { runningSnapshot } from './weekApi.ts';

const RUNS = 9;
const ROW = '.session-row';
const LIVE = runningSnapshot(recordedWeek(FULL_YEAR.endMs));

declare global {
  interface Window {
    /** Milliseconds since the page began, once the frame that shows what `isThere` looks for was drawn. */
    untilPainted(isThere: () => boolean): Promise<number>;
    firstContent: Promise<number>;
  }
}

if (import.meta.main) await main(process.argv[2] ?? '', process.argv[3] ?? '');

async function main(url: string, token: string): Promise<void> {
  const api = new ApiClient(() => ({ url, token }));
  const [browser, server] = await Promise.all([launchBrowser(), servePanel()]);
  try {
    await measureOpening(browser, server, api);
    await measureSearch(browser, server, api);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param content selects what counts as the first content */
async function open(
  browser: Browser,
  server: PanelServer,
  api: ApiClient,
  route: PanelRoute,
  content: string,
): Promise<PanelPage> {
  const host = { apiGet: (target: string) => api.get(target), live: () => LIVE };
  return openPanel(browser, server, host, {
    state: { page: route.page, routes: [route] },
    prepare: page => page.addInitScript(addWatch, content),
  });
}

/** From the moment that the script is there to the first frame with content. */
async function measureOpening(browser: Browser, server: PanelServer, api: ApiClient): Promise<void> {
  const { sessions } = await api.get<SessionList>('/sessions?limit=1');
  const session_id = sessions[0]?.id ?? '';
  const pages: [name: string, route: PanelRoute, content: string][] = [
    ['search', DEFAULT_ROUTE, ROW],
    ['session', { page: 'session', session_id, request_id: null }, '.turn .part'],
    ['statistics', { page: 'statistics', days: 7 }, '.main-figure'],
  ];
  printRow('script start to content', ['p50', 'slowest', 'target']);
  for (const [name, route, content] of pages) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const panel = await open(browser, server, api, route, content);
      times.push(await panel.page.evaluate(sinceScript));
      await panel.close();
    }
    printRow(name, [ms(percentile(times, 0.5)), ms(Math.max(...times)), '300 ms']);
  }
}

/** From a change of the text to the frame with its first marked hit, what waits for the next key included. */
async function measureSearch(browser: Browser, server: PanelServer, api: ApiClient): Promise<void> {
  const panel = await open(browser, server, api, DEFAULT_ROUTE, ROW);
  const { page } = panel;
  await page.waitForSelector(ROW);
  printRow('typing to first results', ['first', 'p50', 'slowest', 'target']);
  const words: [name: string, word: string, target: string][] = [
    ['in recent sessions', RECENT_WORD, '100 ms'],
    ['in every session', COMMON_WORD, '100 ms'],
    ['beginning of a word', 'wdcc', '100 ms'],
    ['only in the oldest month', OLDEST_WORD, ''],
  ];
  for (const [name, word, target] of words) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await page.getByRole('combobox', { name: 'Search sessions' }).fill('');
      await page.waitForFunction(
        () => document.querySelector('.session-row') && !document.querySelector('mark'),
      );
      // The page comes to rest, as it does before somebody types.
      await delay(200);
      times.push(await typed(page, word));
    }
    const [first = Number.NaN] = times;
    printRow(name, [ms(first), ms(percentile(times, 0.5)), ms(Math.max(...times)), target]);
  }
  await panel.close();
}

function typed(page: Page, word: string): Promise<number> {
  return page.evaluate(async text => {
    const box = document.querySelector<HTMLInputElement>('[role=combobox]');
    if (box === null) throw new Error('There is no search box.');
    const start = performance.now();
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const found = () => document.querySelector('mark')?.textContent?.toLowerCase().startsWith(text) === true;
    return (await window.untilPainted(found)) - start;
  }, word);
}

/** Runs in the page before its own script. */
function addWatch(content: string): void {
  window.untilPainted = isThere =>
    new Promise(resolve => {
      const look = () => {
        if (!isThere()) return false;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        return true;
      };
      const observer = new MutationObserver(look);
      if (!look()) observer.observe(document, { childList: true, subtree: true, characterData: true });
    });
  window.firstContent = window.untilPainted(() => document.querySelector(content) !== null);
}

/** Runs in the page: the script begins when it has been loaded, not before. */
async function sinceScript(): Promise<number> {
  const painted = await window.firstContent;
  const script = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('webview.js'));
  return painted - ((script as PerformanceResourceTiming | undefined)?.responseEnd ?? Number.NaN);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
