// The Search page in use: completion, facets, saved searches, order, copying, all by keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PanelPage } from './panelPage.ts';
import { assertAccessible, panelBench } from './panelTest.ts';
import type { ThemeName } from './themes.ts';
import { weekApi } from './weekApi.ts';

const bench = panelBench();

const boxOf = (page: Page) => page.getByRole('combobox', { name: 'Search sessions' });
const nextFrame = (page: Page) => page.evaluate(() => new Promise(requestAnimationFrame));

/** The panel, and what it asked the API for. */
async function openSearch(
  options: Parameters<typeof bench.open>[0] = {},
): Promise<PanelPage & { asked: URL[] }> {
  const asked: URL[] = [];
  const api = weekApi(bench.week);
  const panel = await bench.open({
    api: target => {
      asked.push(new URL(target, 'http://x'));
      return api(target);
    },
    ...options,
  });
  await panel.page.waitForSelector('.session-row');
  return { ...panel, asked };
}

async function untilAsked(panel: { page: Page; asked: URL[] }, key: string, value: string): Promise<void> {
  while (panel.asked.findLast(url => url.pathname === '/sessions')?.searchParams.get(key) !== value)
    await nextFrame(panel.page);
}

test('fields and values are completed by keyboard', async () => {
  const panel = await openSearch();
  const { page } = panel;
  const box = boxOf(page);
  await box.pressSequentially('mo');
  await page.getByRole('option', { name: 'model: Model' }).waitFor();
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Tab');
  assert.equal(await box.inputValue(), 'model:');
  await page.getByRole('option', { name: /^haiku-4\.5/ }).waitFor();
  await box.pressSequentially('local');
  await page.getByRole('option', { name: /^local-model/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  const active = await box.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  assert.equal(await box.inputValue(), 'model:"local-model" ');
  await page.getByText('15 sessions').waitFor();
  await untilAsked(panel, 'text_search', 'model:"local-model"');
  await panel.close();
});

test('Escape closes the completions and leaves the text, once more clears it', async () => {
  const panel = await openSearch();
  const { page } = panel;
  const box = boxOf(page);
  await box.pressSequentially('status:');
  await page.getByRole('option', { name: /^With errors/ }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  assert.equal(await box.inputValue(), 'status:');
  await page.keyboard.press('Escape');
  assert.equal(await box.inputValue(), '');
  await panel.close();
});

test('the mouse completes without taking the focus from the box', async () => {
  const panel = await openSearch();
  const { page } = panel;
  await boxOf(page).pressSequentially('client:');
  await page.getByRole('option', { name: /^codex/ }).click();
  assert.equal(await boxOf(page).inputValue(), 'client:codex ');
  assert.ok(await boxOf(page).evaluate(box => box === document.activeElement));
  await page.getByText('30 sessions').waitFor();
  await panel.close();
});

test('a facet shows counts, writes into the query and takes out again', async () => {
  const panel = await openSearch();
  const { page } = panel;
  const facet = page.getByRole('button', { name: 'Client' });
  await facet.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'codex 30' }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText('30 sessions').waitFor();
  assert.equal(await boxOf(page).inputValue(), 'client:codex');
  await page.keyboard.press('Escape');
  const chosen = page.getByRole('button', { name: 'Client (1)' });
  assert.ok(await chosen.evaluate(button => button === document.activeElement));
  await chosen.click();
  await page.locator('[role=option][aria-selected=true]', { hasText: 'codex' }).click();
  await page.getByText('120 sessions').waitFor();
  assert.equal(await boxOf(page).inputValue(), '');
  await panel.close();
});

test('a chosen day is all between its start and the next', async () => {
  const panel = await openSearch();
  const { page } = panel;
  await page.getByRole('button', { name: 'Day' }).click();
  const day = page.getByRole('option', { name: /^\d{4}-/ }).first();
  const [date = ''] = ((await day.textContent()) ?? '').match(/^\d{4}-\d{2}-\d{2}/) ?? [];
  await day.click();
  const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  await untilAsked(panel, 'text_search', `after:${date} before:${next}`);
  assert.equal(await boxOf(page).inputValue(), `after:${date} before:${next}`);
  await panel.close();
});

test('what another page asks for stands in the box, where it can be changed', async () => {
  const panel = await openSearch({
    state: {
      page: 'search',
      routes: [
        { page: 'search', query: 'evil', model: 'local-model', days: '7', success: 'false', sort: 'cost' },
      ],
    },
  });
  assert.equal(await boxOf(panel.page).inputValue(), 'evil model:"local-model" status:error');
  assert.equal(await panel.page.getByLabel('Order').inputValue(), 'cost');
  await panel.page.getByLabel('Order').selectOption('oldest');
  await untilAsked(panel, 'sort', 'oldest');
  assert.equal(panel.asked.at(-1)?.searchParams.get('days'), '7');
  await panel.close();
});

test('a search is saved, run again and forgotten', async () => {
  const panel = await openSearch();
  const { page } = panel;
  await boxOf(page).fill('retry');
  await page.waitForSelector('mark');
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByRole('option', { name: 'Save “retry”' }).click();
  await boxOf(page).fill('');
  await page.getByText('120 sessions').waitFor();
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByRole('option', { name: 'retry', exact: true }).click();
  await page.waitForSelector('mark');
  assert.equal(await boxOf(page).inputValue(), 'retry');
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.keyboard.press('Delete');
  await page.getByRole('option', { name: 'Save “retry”' }).waitFor();
  await panel.close();
});

test('the word that is being typed finds what begins so, a finished one does not', async () => {
  const panel = await openSearch();
  await boxOf(panel.page).fill('retr');
  await untilAsked(panel, 'text_search', 'retr*');
  await boxOf(panel.page).fill('retry ');
  await untilAsked(panel, 'text_search', 'retry');
  await panel.close();
});

test('what was not understood is said and the rest is found', async () => {
  const panel = await openSearch();
  await boxOf(panel.page).fill('cost:cheap ');
  await panel.page.getByText('cost:cheap is left out').waitFor();
  await panel.page.getByText('120 sessions').waitFor();
  await panel.close();
});

test('what is being typed is no problem yet, and a field that is nearly one is offered', async () => {
  const panel = await openSearch();
  const { page } = panel;
  await boxOf(page).pressSequentially('model:');
  await untilAsked(panel, 'text_search', 'model:');
  await page.getByText('120 sessions').waitFor();
  assert.equal((await page.locator('.problems').textContent())?.trim(), '');
  await boxOf(page).press('Escape');
  await page.getByRole('button', { name: 'Workspace' }).focus();
  await page.getByText('model: is left out').waitFor();
  await boxOf(page).fill('modle:local-model ');
  await page.getByRole('button', { name: 'Did you mean model:local-model?' }).click();
  await page.getByText('15 sessions').waitFor();
  assert.equal(await boxOf(page).inputValue(), 'model:local-model ');
  await panel.close();
});

test('arrows keep one completion active, which Enter takes', async () => {
  const panel = await openSearch();
  const { page } = panel;
  const box = boxOf(page);
  await box.pressSequentially('mod');
  await page.keyboard.press('Tab');
  await page.getByRole('option', { name: /^haiku/ }).waitFor();
  await box.pressSequentially('local');
  await page.keyboard.press('Control+Space');
  for (const key of ['ArrowDown', 'ArrowUp', 'ArrowDown']) {
    await page.keyboard.press(key);
    assert.equal(await page.locator('.popup-option[aria-selected=true]').count(), 1);
  }
  await page.keyboard.press('Enter');
  assert.equal(await box.inputValue(), 'model:"local-model" ');
  await panel.close();
});

test('a row is copied with its hits', async () => {
  const panel = await openSearch();
  const { page } = panel;
  await boxOf(page).fill('retry ');
  await page.waitForSelector('mark');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('.row.active');
  await page.keyboard.press('Control+c');
  while (panel.copied.length === 0) await nextFrame(page);
  assert.match(panel.copied[0] ?? '', /^Fix flaky login test\nclaude-code · my-app/);
  assert.match(panel.copied[0] ?? '', /the retry loop swallowed/);
  await panel.close();
});

/** Text of the marks that are in sight; its own request is what the current ones stand in. */
const marksInSight = (page: Page) =>
  page.evaluate(() => {
    const texts = (name: string) =>
      [...(CSS.highlights.get(name) ?? [])].flatMap(range => {
        const box = range instanceof Range ? range.getBoundingClientRect() : null;
        const isSeen = box !== null && box.height > 0 && box.top > 0 && box.bottom < innerHeight;
        return isSeen ? [String(range)] : [];
      });
    return { all: texts('lunaroute-find'), current: texts('lunaroute-find-current') };
  });

for (const theme of ['dark', 'light'] satisfies ThemeName[])
  test(`a hit opens with its words marked under the head of their turn (${theme})`, async () => {
    const panel = await openSearch({ theme });
    const { page } = panel;
    await boxOf(page).fill('retry ');
    await page.waitForSelector('mark');
    await page.locator('.snippet').first().click();
    await page.waitForSelector('[aria-label="Turn 1"].current .part.found');
    while ((await marksInSight(page)).current.length === 0) await nextFrame(page);
    const { current } = await marksInSight(page);
    assert.deepEqual(current, ['retry']);
    assert.ok(await page.locator('[aria-label="Turn 1"] .turn-head').isVisible());
    await panel.screenshot(`session-hit-${theme}`);
    // Who goes on has seen it.
    await page.keyboard.press('j');
    await page.waitForSelector('[aria-label="Turn 2"].current');
    while ((await page.evaluate(() => CSS.highlights.size)) > 0) await nextFrame(page);
    await panel.close();
  });

test("a hit in a tool's result opens the call that it answers, unfolded", async () => {
  const panel = await openSearch();
  const { page } = panel;
  await boxOf(page).fill('retry ');
  await page.locator('.snippet').nth(1).click();
  await page.waitForSelector('[aria-label="Turn 1"].current');
  while ((await marksInSight(page)).current.length === 0) await nextFrame(page);
  const { current } = await marksInSight(page);
  assert.deepEqual([...new Set(current)], ['retry']);
  assert.ok(await page.locator('.part.found', { hasText: 'Read' }).locator('details[open]').isVisible());
  await panel.screenshot('session-hit-result');
  // Find takes the marks over, and gives them back without leading back.
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find in session' }).fill('passed in 90 s');
  await page.keyboard.press('Enter');
  await page.getByText('1 of 1').waitFor();
  await page.waitForSelector('[aria-label="Turn 90"]');
  await page.keyboard.press('Escape');
  await nextFrame(page);
  assert.equal(await page.locator('[aria-label="Turn 90"]').count(), 1);
  await panel.close();
});

for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies ThemeName[])
  test(`completions and menus are accessible in the ${theme} theme`, async () => {
    const panel = await openSearch({ theme });
    await lookAtPopups(panel, theme);
  });

for (const [name, width, height] of [
  ['narrow', 300, 600],
  ['zoomed', 550, 380],
] as const)
  test(`completions and menus fit a ${name} panel`, async () => {
    const panel = await openSearch({ width, height });
    await lookAtPopups(panel, name);
  });

async function lookAtPopups(panel: PanelPage, name: string): Promise<void> {
  const { page } = panel;
  await boxOf(page).pressSequentially('retry model:');
  await page.getByRole('option', { name: /^haiku-4\.5/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await look(panel, `search-completions-${name}`);
  await page.keyboard.press('Escape');
  await boxOf(page).fill('retry cost:cheap ');
  await page.getByText('cost:cheap is left out').waitFor();
  for (const [menu, option] of [
    ['Workspace', /^my-app/],
    ['Saved', /^Save “retry/],
  ] as const) {
    await page.getByRole('button', { name: menu }).click();
    await page.getByRole('option', { name: option }).waitFor();
    await look(panel, `search-${menu.toLowerCase()}-${name}`);
    await page.keyboard.press('Escape');
  }
  await panel.close();
}

async function look(panel: PanelPage, name: string): Promise<void> {
  await panel.screenshot(name);
  await assertAccessible(panel.page, name);
  const overflowPx = await panel.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.deepEqual([overflowPx, panel.problems], [0, []], name);
}
