// The statistics page in use: ranges and filters, keyboard, legend, tables, exports, what is behind a bar, and what is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { LunaRouteError } from '../../../src/protocol/errors.ts';
import type { PanelPage } from './panelPage.ts';
import { assertAccessible, panelBench } from './panelTest.ts';
import type { ThemeName } from './themes.ts';
import { runningSnapshot, weekApi } from './weekApi.ts';

const bench = panelBench();
const STATE = { page: 'statistics', routes: [{ page: 'statistics', days: 7 }] };

async function openStatistics(options: Parameters<typeof bench.open>[0] = {}): Promise<PanelPage> {
  const panel = await bench.open({ state: STATE, ...options });
  await panel.page.waitForSelector('canvas');
  return panel;
}

function section(page: Page, name: string) {
  return page.getByRole('region', { name, exact: true });
}

test('range and filters are asked of the API, and names stay choosable while one is chosen', async () => {
  const asked: URLSearchParams[] = [];
  const answer = weekApi(bench.week);
  const panel = await openStatistics({
    api: target => {
      asked.push(new URL(target, 'http://127.0.0.1').searchParams);
      return answer(target);
    },
  });
  const { page } = panel;
  const wait = async (name: string, value: string | null) => {
    while (asked.findLast(query => query.get('by') === 'auto')?.get(name) !== value)
      await page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
  };
  await page.getByLabel('Range', { exact: true }).selectOption('30');
  await wait('days', '30');
  await page.getByLabel('Client', { exact: true }).selectOption({ label: 'codex' });
  await wait('client', 'codex');
  await page.getByLabel('Workspace', { exact: true }).selectOption({ label: 'No workspace' });
  await wait('workspace', '');
  await page.getByText('No requests in this range').waitFor();
  await page.getByText('Choose a longer range, or clear the filters.').waitFor();
  assert.ok((await page.getByLabel('Client', { exact: true }).locator('option').count()) > 2);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await wait('client', null);
  await page.getByLabel('Range', { exact: true }).selectOption('custom');
  const today = bench.week.sessions[0]?.ended_at.slice(0, 10) ?? '';
  const first = new Date(Date.parse(today) - 29 * 86_400_000).toISOString().slice(0, 10);
  await wait('from', first);
  const last = new Date(Date.parse(today) - 3 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Last day', { exact: true }).fill(last);
  await wait('to', last);
  assert.equal(asked.at(-1)?.has('days'), false);
  // The other end moves along: the first day is never after the last.
  await page.getByLabel('First day', { exact: true }).fill(today);
  await wait('to', today);
  await panel.close();
});

test('arrow keys read a bar in every chart over time, Enter opens the sessions behind it', async () => {
  const panel = await openStatistics();
  const { page } = panel;
  const tokens = section(page, 'Tokens over time');
  await tokens.getByRole('img').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  const titles = page.locator('.chart-when').filter({ hasText: /day, / });
  await titles.nth(2).waitFor();
  const spoken = page.locator('[aria-live]').filter({ hasText: /cache read [\d,]+, cache write/ });
  await spoken.waitFor({ state: 'attached' });
  const texts = await titles.allTextContents();
  assert.deepEqual(texts, [texts[0], texts[0], texts[0]]);
  await page.keyboard.press('Enter');
  const day = new Date(Date.parse(texts[0] ?? '')).toLocaleDateString('en-CA');
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  assert.equal(
    await page.getByRole('combobox', { name: 'Search sessions' }).inputValue(),
    `after:${day} before:${next}`,
  );
  await panel.close();
});

test('a click on a bar and on a row opens the sessions behind them', async () => {
  const panel = await openStatistics();
  const { page } = panel;
  await section(page, 'Cost over time by model')
    .getByRole('img')
    .click({ position: { x: 200, y: 60 } });
  await page.getByRole('combobox', { name: 'Search sessions' }).waitFor();
  assert.match(
    await page.getByRole('combobox', { name: 'Search sessions' }).inputValue(),
    /^after:[\d-]+ before:[\d-]+$/,
  );
  await page.getByRole('tab', { name: 'Statistics' }).click();
  // With one kind left in the legend, only its sessions are meant.
  const requests = section(page, 'Requests over time');
  await requests.getByRole('button', { name: 'ok' }).click();
  await requests.getByRole('img').click({ position: { x: 200, y: 60 } });
  assert.match(
    await page.getByRole('combobox', { name: 'Search sessions' }).inputValue(),
    /^after:[\d-]+ before:[\d-]+ status:error$/,
  );
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await section(page, 'Tools').getByText('Bash').click();
  assert.match(
    await page.getByRole('combobox', { name: 'Search sessions' }).inputValue(),
    /^after:[\d-]+ tool:Bash$/,
  );
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await section(page, 'Most expensive sessions').getByText('Fix flaky login test').click();
  await page.getByRole('tab', { name: 'Session', selected: true }).waitFor();
  await panel.close();
});

test('the legend switches a kind off, which stays off', async () => {
  const panel = await openStatistics();
  const { page } = panel;
  const tokens = section(page, 'Tokens over time');
  const painted = () =>
    tokens.locator('canvas').evaluate(element => (element as HTMLCanvasElement).toDataURL());
  const before = await painted();
  const untilPainted = async (isSame: boolean) => {
    while (((await painted()) === before) !== isSame)
      await page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
  };
  const entry = tokens.getByRole('button', { name: 'cache read' });
  await entry.click();
  assert.equal(await entry.getAttribute('aria-pressed'), 'false');
  await untilPainted(false);
  await assertAccessible(page, 'legend');
  await page.getByRole('tab', { name: 'Search' }).click();
  await page.getByRole('tab', { name: 'Statistics' }).click();
  assert.equal(await entry.getAttribute('aria-pressed'), 'false');
  await entry.click();
  await untilPainted(true);
  await panel.close();
});

test('tables and charts are copied and saved, with cells that no spreadsheet runs', async () => {
  const panel = await openStatistics();
  const { page, saved, copied } = panel;
  const tools = section(page, 'Tools');
  await tools.getByRole('button', { name: 'Copy as CSV' }).click();
  await tools.getByRole('button', { name: 'Save as CSV…' }).click();
  const tokens = section(page, 'Tokens over time');
  await tokens.getByRole('button', { name: 'Save as PNG…' }).click();
  await section(page, 'Hours of the week').getByRole('button', { name: 'Save as PNG…' }).click();
  await page.getByText('Saved Hours of the week').waitFor({ state: 'attached' });
  const csv = copied[0] ?? '';
  assert.equal(csv.split('\r\n')[0], 'Tool,Server,Calls,Failures,Failed,Mean time,P95');
  assert.equal(csv.split('\r\n')[2], 'Bash,,212,19,9 %,5210,31000');
  assert.deepEqual(saved[0], { name: 'lunaroute-tools', kind: 'csv', content: csv });
  for (const picture of saved.slice(1)) {
    const bytes = Buffer.from(picture.content, 'base64');
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG', picture.name);
    // Width and height stand at 16 and 20.
    assert.ok(bytes.readUInt32BE(16) > 400 && bytes.readUInt32BE(20) > 150, picture.name);
  }
  assert.deepEqual(
    saved.map(({ name, kind }) => `${name}.${kind}`),
    ['lunaroute-tools.csv', 'lunaroute-tokens.png', 'lunaroute-hours.png'],
  );
  await panel.close();
});

test('each chart over time has a table of its own figures', async () => {
  const panel = await openStatistics();
  const { page } = panel;
  await page.keyboard.press('Alt+t');
  const titles = async (name: string) =>
    page.getByRole('grid', { name, exact: true }).getByRole('columnheader').allTextContents();
  await page.getByRole('grid', { name: 'Hours of the week' }).waitFor();
  assert.deepEqual((await titles('Tokens over time')).slice(-3), ['Cache write', 'Output', 'Thinking']);
  assert.deepEqual((await titles('Cost over time by model')).slice(0, 3), [
    'Time',
    'Total',
    'sonnet-4.5 · claude-sonnet-4-5-20250929',
  ]);
  assert.deepEqual((await titles('Requests over time')).slice(0, 4), ['Time', 'Requests', 'ok', 'failed']);
  await page.keyboard.press('Alt+t');
  await page.waitForSelector('canvas');
  await panel.close();
});

test('arrows walk the heat map and it fills by what is chosen', async () => {
  const panel = await openStatistics();
  const { page } = panel;
  const hours = section(page, 'Hours of the week');
  await hours.getByRole('gridcell', { name: /^Monday 09:00/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await hours.locator('.heat-when').filter({ hasText: 'Tuesday 10:00–11:00' }).waitFor();
  const sizes = () =>
    hours.locator('.heat-box').evaluateAll(boxes => boxes.map(box => box.getAttribute('style')));
  const before = await sizes();
  await hours.getByLabel('What fills the cells', { exact: true }).selectOption('cost');
  await page.waitForFunction(
    old => document.querySelectorAll('.heat-box')[3]?.getAttribute('style') !== old,
    before[3],
  );
  await panel.close();
});

test('range, tables, switched off kinds and scroll survive a reload of the panel', async () => {
  const first = await openStatistics();
  const { page } = first;
  await page.getByLabel('Range', { exact: true }).selectOption('30');
  await section(page, 'Requests over time').getByRole('button', { name: 'failed' }).click();
  await section(page, 'Requests over time').getByRole('img').focus();
  await page.keyboard.press('Alt+t');
  await page.getByRole('grid', { name: 'Requests over time' }).waitFor();
  // Only the section with the focus became a table.
  assert.equal(await page.getByRole('grid', { name: 'Tokens over time' }).count(), 0);
  await page.locator('.statistics-scroll').evaluate(element => element.scrollTo(0, 300));
  const state = () =>
    page.evaluate(() =>
      (window as unknown as { acquireVsCodeApi(): { getState(): unknown } }).acquireVsCodeApi().getState(),
    );
  while (!JSON.stringify(await state()).includes('"statistics.scroll":300'))
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
  const kept = await state();
  await first.close();
  const second = await openStatistics({ state: kept });
  await second.page.getByRole('grid', { name: 'Requests over time' }).waitFor();
  assert.equal(await second.page.getByLabel('Range', { exact: true }).inputValue(), '30');
  await second.page.waitForFunction(() => document.querySelector('.statistics-scroll')?.scrollTop === 300);
  await section(second.page, 'Requests over time')
    .getByRole('button', { name: 'Chart or table (Alt+T)' })
    .click();
  const failed = section(second.page, 'Requests over time').getByRole('button', { name: 'failed' });
  assert.equal(await failed.getAttribute('aria-pressed'), 'false');
  await second.close();
});

test('while another range is read the page stays as it was', async () => {
  const released = Promise.withResolvers<void>();
  const answer = weekApi(bench.week);
  const panel = await openStatistics({
    api: async target => {
      if (target.includes('days=30')) await released.promise;
      return answer(target);
    },
  });
  const { page } = panel;
  const places = () => page.evaluate(() => [...document.querySelectorAll('h2')].map(head => head.offsetTop));
  const before = await places();
  await page.getByLabel('Range', { exact: true }).selectOption('30');
  await page.waitForSelector('.statistics-scroll[aria-busy="true"]');
  assert.deepEqual(await places(), before);
  released.resolve();
  await page.waitForSelector('.statistics-scroll[aria-busy="false"]');
  await panel.close();
});

test('pointing at bars moves nothing', async () => {
  for (const width of [1100, 300]) {
    const panel = await openStatistics({ width });
    const { page } = panel;
    const places = () =>
      page.evaluate(() => [...document.querySelectorAll('h2')].map(head => head.offsetTop));
    const before = await places();
    await section(page, 'Tokens over time').getByRole('img').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.legend-value').filter({ hasText: /\d/ }).first().waitFor();
    assert.deepEqual(await places(), before);
    await panel.close();
  }
});

test('each state without statistics says what to do next', async () => {
  const running = runningSnapshot(bench.week);
  const failing = () => {
    throw new LunaRouteError('recorder_unavailable', 'The recorder is starting. Try again in a moment.');
  };
  const empty = { ...bench.week, sessions: bench.week.sessions.slice(0, 1) };
  const states = [
    { name: 'loading', api: () => new Promise(() => undefined), says: 'Adding up…' },
    { name: 'failed', api: failing, says: 'The recorder is starting' },
    {
      name: 'empty',
      api: (target: string) => weekApi(empty)(`${target}&client=nobody`),
      says: 'Choose a longer range, or record a session first.',
    },
    {
      name: 'off',
      live: { ...running, recording: 'off' as const },
      says: 'Recording is off in the settings.',
    },
  ];
  for (const { name, says, ...options } of states) {
    const panel = await bench.open({ state: STATE, ...options });
    await panel.page.getByText(says).first().waitFor();
    await panel.screenshot(`statistics-state-${name}`);
    await assertAccessible(panel.page, name);
    assert.deepEqual(panel.problems, [], name);
    await panel.close();
  }
});

for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies ThemeName[])
  test(`each kind of tokens stands out from the page in the ${theme} theme`, async () => {
    const panel = await bench.open({ theme, state: { page: 'statistics', routes: [] } });
    await panel.page.waitForSelector('.legend-entry .swatch');
    const faint = await panel.page.evaluate(() => {
      const luminance = (color: string) => {
        const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(channel => {
          const part = Number(channel) / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const page = luminance(getComputedStyle(document.body).backgroundColor);
      const entries = [...document.querySelectorAll('[data-section=tokens] .legend-entry')];
      return entries.flatMap(entry => {
        const swatch = entry.querySelector('.swatch');
        const own = swatch === null ? page : luminance(getComputedStyle(swatch).backgroundColor);
        const ratio = (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05);
        // What is drawn, not written (WCAG 1.4.11).
        return ratio >= 3 ? [] : [`${entry.textContent} ${ratio.toFixed(2)}`];
      });
    });
    assert.deepEqual(faint, []);
    await panel.close();
  });
