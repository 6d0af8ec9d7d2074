// The recorded traffic of the real Claude Code, Codex and OpenCode in every view: right titles, threads, tools and figures.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { formatCost, formatCount, formatShare } from '../../src/protocol/format.ts';
import { EditorUnderTest } from '../support/editorUnderTest.ts';
import {
  type Recorded,
  sessionFigures,
  sumsOf,
  toolRows,
  treeOutline,
  turnOutline,
} from '../support/expectedViews.ts';
import { GOLDEN } from '../support/goldenTraffic.ts';
import { extensionId } from '../support/project.ts';
import { recordTraffic } from '../support/recordTraffic.ts';
import { figureTexts, gridRows, shownTurns, treeItems } from '../support/shownTexts.ts';
import type { Workbench } from '../support/workbench.ts';

const NAMES = Object.keys(GOLDEN);
/** Room for every row of the tree and every turn at once. */
const TALL = { width: 1280, height: 1400 };

test('the real clients’ sessions have the right titles, threads, tools and figures in every view', {
  timeout: 240_000,
}, async t => {
  const recorded: Recorded[] = [];
  const editor = await EditorUnderTest.startFor(t, {
    settings: { 'lunaroute.terminals': 'never', 'lunaroute.autoStart': 'always' },
    prepare: async storage => {
      // All of it today, also just after midnight.
      const midnight = new Date().setHours(0, 0, 0, 0);
      const newest = Math.max(Date.now() - 60_000, midnight + NAMES.length * 60_000);
      const details = await recordTraffic(path.join(storage, extensionId()), NAMES, newest);
      for (const [index, name] of NAMES.entries()) {
        const [golden, detail] = [GOLDEN[name], details[index]];
        assert.ok(golden !== undefined && detail !== undefined);
        recorded.push({ golden, detail });
      }
    },
  });
  const window = await editor.openWindow();
  await window.page.setViewportSize(TALL);
  await seeTree(window, recorded);
  await seeStatusBar(window, recorded);
  await compareInTree(window);
  await seeSearch(window, recorded);
  await seeSessions(window, recorded);
  await seeStatistics(window, recorded);
  await seeDocuments(window);
  await seeInLight(window);
});

async function seeTree(window: Workbench, recorded: readonly Recorded[]): Promise<void> {
  await window.openView('LunaRoute');
  await window.treeRows().nth(recorded.length).waitFor();
  const expected = recorded.flatMap(each => {
    const { title, client } = each.golden;
    const [cost, tokens, requests] = sessionFigures(each.golden);
    const name = client === 'claude-code' ? 'claude' : client;
    return [
      [2, `${title}, AGE, ${cost}, ${tokens}, ${requests} req, ${name}, project`],
      ...treeOutline(each).map(([depth, row]) => [3 + depth, row]),
    ];
  });
  await window.expandTree(1 + expected.length);
  assert.deepEqual(await treeItems(window), [
    [1, `Today, ${recorded.length} sessions, ${formatCost(sumsOf(recorded).cost)}`],
    ...expected,
  ]);
  await window.screenshot('real-tree');
}

async function seeStatusBar(window: Workbench, recorded: readonly Recorded[]): Promise<void> {
  const sums = sumsOf(recorded);
  const figures = `${formatCount(sums.input + sums.output)} · ${formatCost(sums.cost)}`;
  assert.ok((await window.statusBarText(/\$/)).startsWith(figures), figures);
  await window.statusBarEntry(/\$/).hover();
  const total = window.page.locator('.workbench-hover table tr').last();
  await total.waitFor();
  assert.deepEqual(await total.locator('td').allInnerTexts(), [
    'Total',
    ...[sums.requests, sums.input, sums.cacheRead, sums.output].map(formatCount),
    formatCost(sums.cost),
  ]);
  await window.screenshot('real-status');
  await rest(window);
}

/** What Claude Code added to its context between two requests: the call, and its result. */
async function compareInTree(window: Workbench): Promise<void> {
  const row = window
    .treeRows()
    .filter({ hasText: /sonnet-4\.5/ })
    .nth(1);
  await window.chooseFromMenu(row, 'Compare with Previous Request');
  const diff = window.page.locator('.monaco-diff-editor');
  await diff.locator('.modified .line-insert').first().waitFor();
  await window.page
    .locator('.tab', { hasText: `Requests 1 ↔ 2: ${GOLDEN['claude-code-resumed']?.title}` })
    .waitFor();
  await diff.locator('.modified').getByText('Tool call: Read').waitFor();
  await diff.locator('.modified').getByText('Tool result: Read').waitFor();
  await window.screenshot('real-compare');
}

async function seeSearch(window: Workbench, recorded: readonly Recorded[]): Promise<void> {
  const panel = window.webview();
  await window.runCommand('LunaRoute: Search Sessions');
  await panel
    .locator('.session-row')
    .nth(recorded.length - 1)
    .waitFor();
  const rows = await panel.locator('.session-row').evaluateAll(all =>
    all.map(row => {
      const text = (selector: string) => row.querySelector(selector)?.textContent?.trim() ?? '';
      return [
        ...['.session-title', '.session-origin'].map(text),
        ...[...row.querySelectorAll('.session-figures .value')].map(value => value.textContent ?? ''),
      ];
    }),
  );
  assert.deepEqual(
    rows,
    recorded.map(({ golden, detail }) => {
      const [cost, tokens] = sessionFigures(golden);
      const models =
        golden.client === 'codex'
          ? 'gpt-5.1'
          : detail.models.length > 1
            ? 'sonnet-4.5, haiku-4.5'
            : 'sonnet-4.5';
      return [golden.title, `${golden.client} · project-1a2b3c · ${models}`, tokens, cost];
    }),
  );
  await window.screenshot('real-search');
  await panel.getByRole('combobox', { name: 'Search sessions' }).fill('pineapple tool:Read');
  const inResults = panel.locator('.snippet', { hasText: /pineapple.*in tool result/ });
  await inResults.nth(1).waitFor();
  // Codex called another tool.
  assert.deepEqual(await panel.locator('.session-row .session-title').allInnerTexts(), [
    GOLDEN['claude-code-resumed']?.title,
    GOLDEN.opencode?.title,
  ]);
  await window.screenshot('real-search-hit');
  await panel.getByRole('combobox', { name: 'Search sessions' }).fill('');
  await panel
    .locator('.session-row')
    .nth(recorded.length - 1)
    .waitFor();
}

async function seeSessions(window: Workbench, recorded: readonly Recorded[]): Promise<void> {
  const panel = window.webview();
  for (const [index, each] of recorded.entries()) {
    const { golden } = each;
    await panel.getByRole('tab', { name: 'Search' }).click();
    await panel.locator('.session-row').nth(index).click();
    await panel
      .locator('.turn')
      .nth(golden.requests.length - 1)
      .waitFor();
    const figures = await figureTexts(panel.locator('.session-head'));
    const [cost, , requests] = sessionFigures(golden);
    const [input = 0, output = 0, cacheRead = 0, cacheWrite = null] = golden.tokens;
    assert.deepEqual(
      { ...figures, Started: '', Duration: '' },
      {
        ...{ Cost: cost, Requests: String(requests), Input: formatCount(input), Output: formatCount(output) },
        ...{ Cached: formatShare(cacheRead, input), 'Cache read': formatCount(cacheRead) },
        ...{ 'Cache write': formatCount(cacheWrite), Client: golden.client, Workspace: 'project-1a2b3c' },
        ...{ Models: figures.Models, Started: '', Duration: '' },
        ...(golden.threads.length < 2 ? {} : { Threads: String(golden.threads.length) }),
      },
    );
    assert.deepEqual(await shownTurns(panel), turnOutline(each));
    assert.equal((await panel.locator('.session-title').innerText()).trim(), golden.title);
    await seeFolds(panel);
    await window.screenshot(`real-session-${NAMES[index]}`);
    if (NAMES[index] === 'claude-code-write')
      assert.equal(
        (await panel.locator('.diff-added').innerText()).trim().replace(/\s+/g, ' '),
        '+ moonlight',
      );
    await panel.getByRole('tab', { name: 'Tools', exact: true }).click();
    assert.deepEqual((await gridRows(panel, 'Tools', [0, 2, 3, 5])).toSorted(), toolRows([each]));
  }
}

async function seeStatistics(window: Workbench, recorded: readonly Recorded[]): Promise<void> {
  const panel = window.webview();
  const sums = sumsOf(recorded);
  await window.runCommand('LunaRoute: Show Statistics');
  await panel.getByRole('heading', { name: 'Tokens over time' }).waitFor();
  const figures = {
    ...(await figureTexts(panel.locator('.main-figures'))),
    ...(await figureTexts(panel.locator('.more-figures'))),
  };
  const expected: Record<string, string> = {
    ...{ Cost: formatCost(sums.cost), Tokens: formatCount(sums.input + sums.output), Errors: '0' },
    ...{
      Requests: String(sums.requests),
      Sessions: String(recorded.length),
      'Tool calls': String(sums.toolCalls),
    },
    ...{ 'Input with cache': formatCount(sums.input), Output: formatCount(sums.output) },
    ...{ 'Cache read': formatCount(sums.cacheRead), 'Cache write': formatCount(sums.cacheWrite) },
    Cached: formatShare(sums.cacheRead, sums.input),
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map(name => [name, figures[name]])), expected);
  assert.deepEqual((await gridRows(panel, 'Tools', [0, 2, 3, 5])).toSorted(), toolRows(recorded));
  await rest(window);
  await window.screenshot('real-statistics');
}

/** The tools that were offered and the system prompt, each behind one line. */
async function seeFolds(panel: FrameLocator): Promise<void> {
  await panel.getByText(/^\d+ tools offered/).click();
  await panel.locator('.offered-tools dt', { hasText: /^(Read|read|exec_command)$/ }).waitFor();
  await panel.getByText(/^\d+ tools offered/).click();
  await panel.locator('.offered-tools').waitFor({ state: 'detached' });
  const prompt = panel.locator('.turn summary', { hasText: 'System prompt' }).last();
  await prompt.click();
  await panel.locator('.part-system .plain-text').waitFor();
  await prompt.click();
}

/** Away from what shows more when it is pointed at: the palette closes over the tabs of editors. */
async function rest(window: Workbench): Promise<void> {
  await window.page.mouse.move(TALL.width - 4, TALL.height - 60);
}

async function seeDocuments(window: Workbench): Promise<void> {
  const panel = window.webview();
  const shown = window.page.locator('.monaco-editor[role=code] .view-lines');
  await panel.getByRole('tab', { name: 'Session', exact: true }).click();
  await panel.getByRole('button', { name: 'Open conversation as Markdown' }).click();
  await shown.getByText(`# ${GOLDEN.opencode?.title}`).waitFor();
  await shown.getByText('· title request ·').waitFor();
  await shown.getByText('Tool call: read').waitFor();
  await window.screenshot('real-conversation');
  await window.runCommand('LunaRoute: Search Sessions');
  await rest(window);
  await panel.getByRole('tab', { name: 'Session', exact: true }).click();
  await panel.getByRole('tab', { name: 'Requests', exact: true }).click();
  await panel.getByRole('grid', { name: 'Requests' }).locator('tbody tr').nth(1).click();
  await panel.getByRole('button', { name: 'Open response in an editor' }).click();
  await shown.getByText('"usage"').waitFor();
  await shown.getByText('"cache_creation_input_tokens"').waitFor();
  await window.screenshot('real-response');
}

async function seeInLight(window: Workbench): Promise<void> {
  const panel = window.webview();
  await window.runCommand('Preferences: Toggle between Light/Dark Themes');
  await window.page.locator('.monaco-workbench.vs').waitFor();
  await window.runCommand('LunaRoute: Show Statistics');
  await rest(window);
  await panel.getByRole('heading', { name: 'Tokens over time' }).waitFor();
  await window.screenshot('real-statistics-light');
  await panel.getByRole('tab', { name: 'Session', exact: true }).click();
  await panel.getByRole('tab', { name: 'Conversation', exact: true }).click();
  await panel.locator('.turn').nth(2).waitFor();
  await window.screenshot('real-session-light');
}
