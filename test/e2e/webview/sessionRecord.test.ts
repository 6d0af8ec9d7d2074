// The session page over a real journal and index: 500 requests that each send their whole history.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LunaRouteError } from '../../../src/protocol/errors.ts';
import { ApiHarness } from '../../support/apiHarness.ts';
import { temporaryFolder } from '../../support/journalEvents.ts';
import { assistant, openTestIndex, SessionWriter, testId, userText } from '../../support/recordFixture.ts';
import { panelBench } from './panelTest.ts';

const bench = panelBench();
const SESSION = testId(1);
const REQUESTS = 500;
const START = Date.parse('2026-11-24T10:00:00.000Z');
const PADDING = 'The login test waits for the server. '.repeat(20);

async function record(dataFolder: string) {
  const { index } = await openTestIndex(dataFolder);
  const time = (n: number) => new Date(START + n * 8000).toISOString();
  const writer = new SessionWriter(dataFolder, { id: SESSION, startedAt: time(0) });
  const messages: unknown[] = [];
  for (let n = 0; n < REQUESTS; n++) {
    messages.push(
      n === 0
        ? userText('Fix the login test.')
        : {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: `toolu_${n - 1}`, content: `${PADDING}${n}` }],
          },
    );
    const requestId = testId(1000 + n);
    const edit = {
      type: 'tool_use',
      id: `toolu_${n}`,
      name: 'Edit',
      input: { file_path: 'src/login.ts', old_string: `wait(${n})`, new_string: `wait(${n + 1})` },
    };
    index.apply(
      await writer.write(
        ...writer.ask({ requestId, at: time(n), messages, system: 'You are careful.' }),
        ...(n === 0 ? [writer.titled('Fix the login test', time(0))] : []),
        writer.answer({ requestId, at: time(n + 0.5), content: [edit] }),
      ),
    );
    messages.push(assistant(edit));
  }
  return index;
}

test('500 recorded requests open, and their contexts come page by page', async t => {
  await using folder = await temporaryFolder();
  const index = await record(folder.path);
  const harness = new ApiHarness(index, START + 3_600_000);
  const panel = await bench.open({
    api: async target => {
      const { status, text } = await harness.ask('GET', target);
      if (status !== 200) throw new LunaRouteError('api_error', text);
      return JSON.parse(text);
    },
  });
  const { page } = panel;
  await page.waitForSelector('.session-row');
  await page.evaluate(() => {
    const start = performance.now();
    const observer = new MutationObserver(() => {
      if (document.querySelector('.turn .part') === null) return;
      observer.disconnect();
      // After the frame that shows it.
      requestAnimationFrame(() =>
        setTimeout(() => performance.measure('opened', { start, end: performance.now() })),
      );
    });
    observer.observe(document.body, { childList: true, subtree: true });
    document.querySelector<HTMLElement>('.session-row')?.click();
  });
  await page.waitForFunction(() => performance.getEntriesByName('opened').length > 0);
  const openedMs = await page.evaluate(() => performance.getEntriesByName('opened')[0]?.duration ?? 0);
  t.diagnostic(`A session of ${REQUESTS} requests was painted ${openedMs.toFixed(0)} ms after the click.`);
  assert.equal(await page.getByRole('slider').getAttribute('aria-valuemax'), String(REQUESTS));
  await page.waitForSelector('.diff-added');
  await page.getByRole('tab', { name: 'Context' }).click();
  await page.waitForSelector(`.context-turns [aria-setsize="${REQUESTS}"]`);
  await page.getByRole('listbox', { name: 'Context of each turn' }).focus();
  await page.keyboard.press('End');
  await page.locator('.context-detail').getByText('Added (2)').waitFor();
  assert.deepEqual(panel.problems, []);
  await panel.screenshot('context-record');
  await panel.close();
  await index.close();
});
