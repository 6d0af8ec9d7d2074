// The panel in use: keyboard, late answers, live traffic, find, copying, and hostile text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelBench, walkToSecondPage } from './panelTest.ts';
import { runningSnapshot, type WeekApi, weekApi } from './weekApi.ts';

const bench = panelBench();
const first = () => {
  const [session] = bench.week.sessions;
  if (session === undefined) throw new Error('The week is empty.');
  return session;
};
const at = (sessionId: string, requestId: string | null = null) => ({
  page: 'session',
  routes: [{ page: 'session', session_id: sessionId, request_id: requestId }],
});

test('hostile titles, prompts and answers stay text', async () => {
  const panel = await bench.open();
  const { page } = panel;
  await page.getByText('<img src=x onerror="window.__pwned=1">evil title').first().waitFor();
  await page.getByText('Fix flaky login test').first().click();
  await page.waitForSelector('.turn');
  for (let turn = 0; turn < 4; turn++) await page.keyboard.press('j');
  await page.getByText('<script>window.__pwned=1</script>').first().waitFor();
  await page.getByText('Unknown content: server_<b>x</b>').click();
  const made = await page.evaluate(() => ({
    pwned: '__pwned' in window,
    elements: document.querySelectorAll('#root :is(script, img, svg, iframe, a, object, embed)').length,
    attributes: document.querySelectorAll('[onerror], [onload]').length,
  }));
  assert.deepEqual(made, { pwned: false, elements: 0, attributes: 0 });
  assert.deepEqual(panel.problems, []);
  await panel.close();
});

test('an answer that comes after a newer question is dropped', async () => {
  const answers = new Map<string, () => void>();
  const api = weekApi(bench.week);
  const panel = await bench.open({
    api: target => {
      const words = new URL(target, 'http://x').searchParams.get('text_search');
      if (words === null) return api(target);
      return new Promise(resolve => answers.set(words.replace(/\*$/, ''), () => resolve(api(target))));
    },
  });
  const box = panel.page.getByRole('combobox', { name: 'Search sessions' });
  const asked = async (words: string) => {
    await box.fill(words);
    await box.press('Enter');
    await panel.page.waitForFunction(
      text => document.querySelector<HTMLInputElement>('input[role=combobox]')?.value === text,
      words,
    );
    while (!answers.has(words)) await panel.page.evaluate(() => new Promise(requestAnimationFrame));
  };
  await asked('zstd');
  await asked('release notes');
  answers.get('release notes')?.();
  await panel.page.getByText('15 sessions').waitFor();
  answers.get('zstd')?.();
  // A round trip through the page, after which the late answer has been seen.
  await panel.page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(
    await panel.page.locator('.session-title').first().textContent(),
    'Write release notes for 0.3',
  );
  await panel.close();
});

test('the keyboard walks the list, opens a session and comes back to the box', async () => {
  const panel = await bench.open();
  const { page } = panel;
  await walkToSecondPage(page);
  await page.keyboard.press('Home');
  await page.waitForSelector('[aria-posinset="1"].active');
  await page.keyboard.press('/');
  assert.ok(
    await page
      .getByRole('combobox', { name: 'Search sessions' })
      .evaluate(box => box === document.activeElement),
  );
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.turn');
  await page.getByRole('tab', { name: 'Session' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: 'Statistics', selected: true }).waitFor();
  await page.keyboard.press('Home');
  await page.getByRole('tab', { name: 'Search', selected: true }).waitFor();
  await panel.close();
});

test('opening a session at a hit shows that turn', async () => {
  const turn = bench.week.turns.get(first().id)?.[70];
  const panel = await bench.open({ state: at(first().id, turn?.request_id) });
  await panel.page.waitForSelector('[aria-label="Turn 71"].current');
  assert.ok(await panel.page.locator('[aria-label="Turn 71"]').isVisible());
  assert.equal(await panel.page.locator('.timeline .row.active').count(), 1);
  await panel.close();
});

test('e goes to the next failed request', async () => {
  const panel = await bench.open({ state: at(first().id) });
  await panel.page.waitForSelector('.turn');
  await panel.page.keyboard.press('e');
  await panel.page.waitForSelector('[aria-label="Turn 6"].current');
  await panel.page.getByText('overloaded_error').first().waitFor();
  await panel.page.keyboard.press('e');
  await panel.page.waitForSelector('[aria-label="Turn 18"].current');
  await panel.close();
});

test('find reads the whole conversation, walks its matches and opens what hides them', async () => {
  const panel = await bench.open({ state: at(first().id) });
  const { page } = panel;
  await page.waitForSelector('.turn');
  await page.keyboard.press('/');
  await page.getByRole('textbox', { name: 'Find in session' }).fill('toHaveBeenCalledTimes(3)');
  await page.getByText('1 found').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('1 of 1').waitFor();
  await page.waitForFunction(() => {
    const current = CSS.highlights.get('lunaroute-find-current');
    const range = current === undefined ? undefined : [...current][0];
    const box = range instanceof Range ? range.getBoundingClientRect() : undefined;
    return box !== undefined && box.height > 0 && box.top > 0 && box.bottom < innerHeight;
  });
  await page.getByRole('textbox', { name: 'Find in session' }).fill('passed in 90 s');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[aria-label="Turn 90"]');
  await panel.screenshot('session-find');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => CSS.highlights.size === 0);
  await panel.close();
});

test('who goes on before the match was read gets there when it is', async () => {
  const released = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const whole = weekApi(bench.week);
  const api: WeekApi = async target => {
    if (/\/turns\?.*cursor=/.test(target)) {
      asked.resolve();
      await released.promise;
    }
    return whole(target);
  };
  const panel = await bench.open({ api, state: at(first().id) });
  const { page } = panel;
  await page.waitForSelector('.turn');
  await page.keyboard.press('/');
  await page.getByRole('textbox', { name: 'Find in session' }).fill('passed in 90 s');
  await page.keyboard.press('Enter');
  await asked.promise;
  released.resolve();
  await page.getByText('1 of 1').waitFor();
  await page.waitForSelector('[aria-label="Turn 90"]');
  await panel.close();
});

test('a live session takes in a new turn without moving who reads elsewhere', async () => {
  const week = structuredClone(bench.week);
  const panel = await bench.open({ api: weekApi(week), state: at(first().id) });
  const { page } = panel;
  await page.waitForSelector('.turn');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForSelector('[aria-label="Turn 2"].current');
  const top = () => page.locator('[aria-label="Turn 2"]').evaluate(restingTop);
  const before = await top();
  const session = week.sessions[0];
  const last = session?.requests.at(-1);
  assert.ok(session && last);
  session.requests.push({ ...last, id: 'ffffffffffffffff', outcome: 'ok', status: 200, duration_ms: 12_000 });
  session.request_count += 1;
  await panel.view.liveChanged({ ...runningSnapshot(week), revision: 2 });
  await page.getByRole('button', { name: 'Requests 92' }).waitFor();
  assert.equal(await top(), before);
  await panel.close();
});

test('who reads at the end of a live session follows it', async () => {
  const week = structuredClone(bench.week);
  const session = week.sessions[0];
  const turns = week.turns.get(session?.id ?? '');
  const last = session?.requests.at(-1);
  assert.ok(session && turns && last);
  const panel = await bench.open({ api: weekApi(week), state: at(session.id, last.id) });
  const { page } = panel;
  await page.waitForSelector(`[aria-label="Turn ${turns.length}"]`);
  await page
    .locator('.conversation-scroll')
    .evaluate(scroller => scroller.scrollTo(0, scroller.scrollHeight));
  const id = 'ffffffffffffffff';
  session.requests.push({ ...last, id });
  session.request_count += 1;
  turns.push({
    request_id: id,
    thread_id: 'main',
    started_at: last.started_at,
    input: [{ role: 'user', parts: [{ type: 'text', text: 'And now?' }] }],
    repeated_message_count: 0,
    output: [],
  });
  await panel.view.liveChanged({ ...runningSnapshot(week), revision: 2 });
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.plain-text')].some(
      text => text.textContent === 'And now?' && text.getBoundingClientRect().bottom <= innerHeight,
    ),
  );
  await panel.close();
});

test('a figure copies its exact value, and a row of a table all of them', async () => {
  const panel = await bench.open({ state: at(first().id) });
  const { page } = panel;
  await page.waitForSelector('.turn');
  await page.getByRole('button', { name: /^Input/ }).click();
  await page.getByRole('tab', { name: 'Tools' }).click();
  await page.locator('.data-table tbody tr').first().focus();
  await page.keyboard.press('Control+c');
  while (panel.copied.length < 2) await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(panel.copied[0], String(first().input_tokens));
  assert.match(panel.copied[1] ?? '', /^Bash\t\t1\t1\t100 %\t\d+\t\d+$/);
  await panel.close();
});

test('the navigation comes back with the panel', async () => {
  const panel = await bench.open();
  await panel.view.navigate({ page: 'statistics', days: 30 });
  await panel.page.getByLabel('Range').waitFor();
  assert.equal(await panel.page.getByLabel('Range').inputValue(), '30');
  await assert.rejects(panel.view.navigate({ page: 'statistics', days: 'x' as unknown as number }), {
    code: 'bad_route',
  });
  await panel.close();
});

/** Where an element is once it has come to rest: scrolling to it goes on while rows above it are measured. */
function restingTop(element: Element): Promise<number> {
  const framesAtRest = 20;
  return new Promise(resolve => {
    let top = Number.NaN;
    let frames = 0;
    const look = (): void => {
      const now = element.getBoundingClientRect().top;
      frames = now === top ? frames + 1 : 0;
      top = now;
      if (frames === framesAtRest) resolve(top);
      else requestAnimationFrame(look);
    };
    look();
  });
}
