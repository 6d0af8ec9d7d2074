// The session page in use: its timeline by keyboard, threads, edits, documents and contexts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, panelBench } from './panelTest.ts';
import type { ThemeName } from './themes.ts';
import { weekApi } from './weekApi.ts';

const bench = panelBench();
const first = () => {
  const [session] = bench.week.sessions;
  if (session === undefined) throw new Error('The week is empty.');
  return session;
};
const at = (view: 'conversation' | 'context' | 'requests' = 'conversation', sessionId = first().id) => ({
  page: 'session',
  routes: [{ page: 'session', session_id: sessionId, request_id: null, view }],
});

test('the timeline chooses requests, zooms and tells by keyboard what it shows', async () => {
  const panel = await bench.open({ state: at() });
  const { page } = panel;
  await page.waitForSelector('.turn');
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('[aria-label="Turn 2"].current');
  assert.match(
    (await slider.getAttribute('aria-valuetext')) ?? '',
    /^Request 2 of 91 · \d\d:\d\d:\d\d · Complete · HTTP 200 · waited 517 ms · streamed for 1\.8 s · tools ran/,
  );
  const painted = () =>
    page.locator('.time-track canvas').evaluate(canvas => (canvas as HTMLCanvasElement).toDataURL());
  const whole = await painted();
  await page.keyboard.press('+');
  await page.waitForFunction(
    before => document.querySelector<HTMLCanvasElement>('.time-track canvas')?.toDataURL() !== before,
    whole,
  );
  await page.keyboard.press('0');
  await page.waitForFunction(
    before => document.querySelector<HTMLCanvasElement>('.time-track canvas')?.toDataURL() === before,
    whole,
  );
  await page.keyboard.press('End');
  await page.waitForSelector('[aria-label="Turn 91"].current');
  await panel.close();
});

test('one thread alone is shown, until a jump leads out of it', async () => {
  const panel = await bench.open({ state: at() });
  const { page } = panel;
  await page.waitForSelector('.turn');
  const [, agent] = first().threads;
  assert.ok(agent);
  await page.getByLabel('Thread').selectOption(agent.id);
  await page.waitForFunction(() => document.querySelectorAll('.turn').length === 1);
  assert.equal(await page.locator('.turn.sub-agent').count(), 1);
  assert.equal(await page.locator('.timeline .row').count(), 1);
  await panel.view.navigate({
    page: 'session',
    session_id: first().id,
    request_id: first().requests[1]?.id ?? null,
  });
  await page.waitForSelector('[aria-label="Turn 2"].current');
  assert.equal(await page.getByLabel('Thread').inputValue(), '');
  await panel.close();
});

for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies ThemeName[])
  test(`an edit is a diff with signs and words in the ${theme} theme`, async () => {
    const panel = await bench.open({ state: at(), theme });
    const { page } = panel;
    await page.waitForSelector('.turn');
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: 'Find in session' }).fill('src/login.ts');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.diff-added');
    await page.locator('.diff').scrollIntoViewIfNeeded();
    assert.match((await page.locator('.diff-added').first().textContent()) ?? '', /^\+ for \(let attempt/);
    assert.match((await page.locator('.diff-removed').first().textContent()) ?? '', /^− for \(;;\)/);
    await page.getByText('5 lines added · 2 lines removed').waitFor();
    await page.getByRole('button', { name: 'Copy as unified diff' }).click();
    while (panel.copied.length < 1) await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.match(panel.copied[0] ?? '', /^--- src\/login\.ts\n\+\+\+ src\/login\.ts\n-for \(;;\)/);
    await panel.screenshot(`session-edit-${theme}`);
    await assertAccessible(page, `session-edit-${theme}`);
    await panel.close();
  });

test('figures that do not fit are out of the way until they are asked for', async () => {
  const panel = await bench.open({ state: at(), width: 900 });
  const { page } = panel;
  await page.waitForSelector('.turn');
  const workspace = page.locator('.figure', { hasText: 'Workspace' });
  assert.equal(await workspace.isVisible(), false);
  const more = page.getByRole('button', { name: /more figures/ });
  await more.focus();
  await page.keyboard.press('Enter');
  await workspace.waitFor({ state: 'visible' });
  await panel.screenshot('session-figures');
  await page.getByRole('button', { name: 'Fewer figures' }).click();
  await workspace.waitFor({ state: 'hidden' });
  await panel.close();
});

test('documents and marks are asked of the editor', async () => {
  const panel = await bench.open({ state: at() });
  const { page } = panel;
  await page.waitForSelector('.turn');
  const session_id = first().id;
  const request_id = first().requests[2]?.id ?? '';
  await page.getByRole('button', { name: 'Open conversation as Markdown' }).click();
  await page.getByRole('button', { name: 'Unpin session' }).click();
  await panel.view.navigate({ page: 'session', session_id, request_id, view: 'requests' });
  await page.getByRole('button', { name: 'Compare with the previous request' }).click();
  await page.getByRole('button', { name: 'Open response in an editor' }).click();
  while (panel.opened.length < 3 || panel.marked.length < 1)
    await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.deepEqual(panel.opened, [
    { kind: 'conversation', session_id },
    { kind: 'changes', session_id, request_id },
    { kind: 'response', session_id, request_id },
  ]);
  assert.deepEqual(panel.marked, ['unpinSession']);
  await panel.close();
});

test('contexts are walked by keyboard, and a lost cache says where and what it cost', async () => {
  const panel = await bench.open({ state: at('context') });
  const { page } = panel;
  await page.getByRole('listbox', { name: 'Context of each turn' }).focus();
  await page.keyboard.press('Home');
  await page.getByText('First request of its thread').waitFor();
  for (let turn = 1; turn <= 40; turn++) await page.keyboard.press('ArrowDown');
  await page.getByText('The context changed at user “Why is the login test flaky?”.').waitFor();
  await page.getByText('68.0k tokens were read anew · $0.23 more than from the cache').waitFor();
  await page.getByText('Dropped (61)').waitFor();
  await page.getByText('and 59 smaller ones').waitFor();
  await page.getByText('2 tools were never used').waitFor();
  assert.equal(await page.evaluate(() => document.querySelectorAll('#root :is(img, b)').length), 0);
  await panel.screenshot('context-break');
  await assertAccessible(page, 'context-break');
  await page.getByRole('button', { name: 'Compare with the previous request' }).click();
  while (panel.opened.length < 1) await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(panel.opened[0]?.kind, 'changes');
  await panel.close();
});

test('contexts that cannot be read say so, and are read on request', async () => {
  const api = weekApi(bench.week);
  let isFailing = true;
  const panel = await bench.open({
    state: at('context'),
    api: target => {
      if (target.includes('/context') && isFailing) throw new Error('The disk is gone.');
      return target.includes('/context') ? { turns: [], tools: [], next_cursor: null } : api(target);
    },
  });
  await panel.page.getByText('The contexts could not be read').waitFor();
  await panel.screenshot('context-failed');
  isFailing = false;
  await panel.page.getByRole('button', { name: 'Try Again' }).click();
  await panel.page.getByText('No context to show').waitFor();
  await assertAccessible(panel.page, 'context-none');
  await panel.close();
});
