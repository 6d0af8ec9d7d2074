// Part of the benchmark of statistics: the page in a real browser over a real index, `node … DATA_FOLDER`.
import { statsQuery } from '../../../src/protocol/api.ts';
import { parseParams } from '../../../src/recorder/api/parseParams.ts';
import { readStats } from '../../../src/recorder/index/query/readStats.ts';
import type { RecordIndex } from '../../../src/recorder/index/recordIndex.ts';
import { rangeTarget } from '../../../webview/statistics/range.ts';
import { percentile, printRow } from '../../bench/figures.ts';
import { launchBrowser } from '../../support/browser.ts';
import { openTestIndex } from '../../support/recordFixture.ts';
import { openPanel, servePanel } from './panelPage.ts';
import { recordedWeek } from './recordedWeek.ts';
import { runningSnapshot } from './weekApi.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');

if (process.argv[1] === import.meta.filename) await main(process.argv[2] ?? '');

/** From the start of the page's load to charts on the screen, answers of the real index included. */
async function main(folder: string): Promise<void> {
  const { index } = await openTestIndex(folder, { now: () => NOW });
  await index.replay();
  const [browser, server] = await Promise.all([launchBrowser(), servePanel()]);
  const live = runningSnapshot(recordedWeek(NOW));
  printRow('page, load to charts', ['P50', 'slowest', 'answer']);
  for (const days of [7, 90, 0]) {
    const bytes = JSON.stringify(answer(index, rangeTarget({ page: 'statistics', days }, 'UTC'))).length;
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const panel = await openPanel(
        browser,
        server,
        { apiGet: target => answer(index, target), live: () => live },
        { state: { page: 'statistics', routes: [{ page: 'statistics', days }] } },
      );
      await panel.page.waitForSelector('.heat-grid');
      times.push(
        await panel.page.evaluate(
          () =>
            new Promise<number>(resolve =>
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))),
            ),
        ),
      );
      await panel.close();
    }
    printRow(days === 0 ? 'everything' : `${days} days`, [
      `${percentile(times, 0.5).toFixed(0)} ms`,
      `${Math.max(...times).toFixed(0)} ms`,
      `${(bytes / 1024).toFixed(0)} KB`,
    ]);
  }
  await browser.close();
  await server.close();
  await index.close();
}

function answer(index: RecordIndex, target: string): unknown {
  const query = parseParams(statsQuery, new URL(target, 'http://127.0.0.1').searchParams);
  return readStats(index, query, NOW);
}
