// The status bar says in a few words what the service does, and in its tooltip why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingOfError } from '../../src/host/settingOfError.ts';
import type { Figures } from '../../src/host/state/figuresText.ts';
import { limitLines } from '../../src/host/state/limitsText.ts';
import { PendingRestart } from '../../src/host/state/pendingRestart.ts';
import { type DisplayState, displayState } from '../../src/host/state/serviceView.ts';
import { statusText } from '../../src/host/state/statusText.ts';
import { steadyText } from '../../src/host/state/steadyText.ts';
import { storageLines } from '../../src/host/state/storageText.ts';
import type { LiveSnapshot } from '../../src/protocol/api.ts';
import type { Quota } from '../../src/protocol/limits.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/protocol/settings.ts';
import { aLiveSnapshot, aModelRow, aView, english, today } from '../support/hostData.ts';

const nowMs = Date.parse('2026-03-10T12:00:00Z');
const OPTIONS = { configuredPort: 8081, figures: null, pending: [], isReloadDue: false, nowMs, locale: 'en' };
const problem = { code: 'disk_full', message: 'The disk is full. Free some space.' };
const states: [DisplayState, ReturnType<typeof aView>, string][] = [
  ['stopped', aView({ state: 'stopped' }), '$(circle-slash) LunaRoute'],
  ['starting', aView({ role: 'joining', state: 'starting' }, { live: null }), '$(sync~spin) LunaRoute'],
  ['stopping', aView({ state: 'stopping' }), '$(sync~spin) LunaRoute'],
  ['running', aView(), '$(pulse) 1.24M · $3.41'],
  ['running', aView({ role: 'attached', ownerPid: 7 }), '$(pulse) 1.24M · $3.41'],
  ['running', aView({}, { live: null }), '$(pulse) LunaRoute'],
  ['paused', aView({ recording: 'paused' }), '$(debug-pause) Paused · 1.24M · $3.41'],
  ['private', aView({ recording: 'private' }), '$(eye-closed) Private · 1.24M · $3.41'],
  ['excluded', aView({}, { isWorkspaceExcluded: true }), '$(eye-closed) Excluded · 1.24M · $3.41'],
  ['recordingOff', aView({ recording: 'off' }), '$(debug-pause) Recording off · 1.24M · $3.41'],
  ['notRecording', aView({ recording: 'failed', problem }), '$(warning) not recording'],
  ['problem', aView({ problem }), '$(warning) 1.24M · $3.41'],
  ['error', aView({ state: 'error', error: problem }), '$(error) LunaRoute'],
  ['failed', aView({}, { live: null, failure: problem }), '$(error) LunaRoute'],
];

test('every state of the service has its icon and text', () => {
  assert.deepEqual(
    states.map(([, view]) => [displayState(view), statusText(view, OPTIONS, english).text]),
    states.map(([state, , text]) => [state, text]),
  );
});

test('only trouble, and what is easily forgotten, colours the background', () => {
  const warned = states
    .filter(([, view]) => statusText(view, OPTIONS, english).isWarning)
    .map(([state]) => state);
  assert.deepEqual(warned, ['paused', 'private', 'notRecording', 'error', 'failed']);
});

test('a day without requests shows zeros, not unknowns', () => {
  const live = aLiveSnapshot({ today: { ...today, request_count: 0, total_tokens: null, cost_usd: null } });
  assert.equal(statusText(aView({}, { live }), OPTIONS, english).text, '$(pulse) 0 · $0.00');
});

test('a cost with unknown prices in it is marked as approximate', () => {
  const live = aLiveSnapshot({ today: { ...today, cost_incomplete: true } });
  assert.equal(statusText(aView({}, { live }), OPTIONS, english).text, '$(pulse) 1.24M · ≈$3.41');
});

test('the tooltip has a row for each model, a total, the address and command links', () => {
  const live = aLiveSnapshot({ today_by_model: [aModelRow('claude-sonnet-4-5'), aModelRow('gpt-5')] });
  const { tooltip } = statusText(aView({}, { live }), OPTIONS, english);
  assert.deepEqual(
    tooltip.split('\n').filter(line => line !== ''),
    [
      '**LunaRoute** — Running and recording&#46;',
      '| Today | Requests | Input | Cache | Output | Cost |',
      '|:--|--:|--:|--:|--:|--:|',
      '| claude&#45;sonnet&#45;4&#45;5 | 51 | 18.4k | 16.9k | 912 | $3.41 |',
      '| gpt&#45;5 | 51 | 18.4k | 16.9k | 912 | $3.41 |',
      '| **Total** | 51 | 18.4k | 16.9k | 912 | $3.41 |',
      'Address: `http://127.0.0.1:8081`',
      '[Search](command:lunaroute.searchSessions) · [Statistics](command:lunaroute.showStatistics) · [Pause](command:lunaroute.pauseRecording) · [Stop](command:lunaroute.stop)',
    ],
  );
});

test('a model name can not bring links, icons or HTML into the tooltip', () => {
  const live = aLiveSnapshot({ today_by_model: [aModelRow('[x](command:y) | $(bug) <b>')] });
  const row = statusText(aView({}, { live }), OPTIONS, english).tooltip.split('\n').at(4) ?? '';
  assert.doesNotMatch(row.replaceAll(' | ', ''), /[[\]()<>$](?!3\.41)|command:/);
});

test('a port that stands in for the one asked for is in the text, until it is the one asked for', () => {
  const view = aView({ isFallbackPort: true, port: 8082 }, { live: aLiveSnapshot({ active_count: 1 }) });
  const text = (configuredPort: number) => statusText(view, { ...OPTIONS, configuredPort }, english);
  assert.equal(text(8081).text, '$(warning) :8082 · 1.24M · $3.41');
  assert.match(text(8081).accessibleText, /Port 8081 is taken by another program; using 8082\./);
  const stopped = aView({ state: 'stopped', isFallbackPort: true, port: 8082 });
  assert.equal(statusText(stopped, OPTIONS, english).text, '$(circle-slash) LunaRoute');
  assert.equal(text(8082).text, '$(loading~spin) 1.24M · $3.41');
  assert.doesNotMatch(text(8082).tooltip, /taken/);
});

test('trouble with the data folder leads to its setting', () => {
  const failure = { code: 'data_folder_unusable', message: "The data folder /x can't be used (EROFS)." };
  const { tooltip } = statusText(aView({}, { live: null, failure }), OPTIONS, english);
  assert.ok(tooltip.includes('[Open Settings](command:lunaroute.openSettings?%22lunaroute.dataFolder%22)'));
  assert.equal(settingOfError('disk_full'), null);
});

test('what waits for a restart is named with the way to it', () => {
  const { tooltip, accessibleText } = statusText(
    aView(),
    { ...OPTIONS, pending: ['lunaroute.host', 'lunaroute.logRequests'] },
    english,
  );
  assert.ok(
    tooltip.includes(
      '[Restart Proxy to apply&#58; lunaroute&#46;host, lunaroute&#46;logRequests](command:lunaroute.restart)',
    ),
  );
  assert.match(accessibleText, /Restart Proxy to apply: lunaroute\.host, lunaroute\.logRequests/);
});

test('another data folder waits for the window to be loaded again', () => {
  const { tooltip, accessibleText } = statusText(aView(), { ...OPTIONS, isReloadDue: true }, english);
  assert.match(
    tooltip,
    /\[Reload Window to apply&#58; lunaroute.*\]\(command:workbench\.action\.reloadWindow\)/,
  );
  assert.match(accessibleText, /Reload Window to apply: lunaroute\.dataFolder/);
});

test('a changed setting waits until the proxy starts again, or until it is set back', () => {
  let settings: Settings = { ...DEFAULT_SETTINGS };
  const pending = new PendingRestart(() => settings);
  const change = (given: Partial<Settings>) => {
    settings = { ...settings, ...given };
    return pending.names(english);
  };
  const shown: string[][] = [change({ host: '::1' })];
  pending.show(aView());
  shown.push(change({ logRequests: true, logLevel: 'debug' }), change({ logRequests: false }));
  shown.push(change({ port: 9000 }));
  pending.networkChanged();
  pending.show(aView({ recording: 'paused' }));
  shown.push(pending.names(english));
  pending.show(aView({ state: 'stopping' }));
  shown.push(pending.names(english));
  pending.show(aView({ port: 9000 }));
  shown.push(pending.names(english));
  assert.deepEqual(shown, [
    [],
    ['lunaroute.logRequests'],
    [],
    ['lunaroute.port'],
    ['lunaroute.port', 'the proxy settings of the editor'],
    [],
    [],
  ]);
});

test('a port that was taken over as the setting waits for nothing', () => {
  let settings: Settings = { ...DEFAULT_SETTINGS };
  const pending = new PendingRestart(() => settings);
  pending.show(aView({ port: 8082, isFallbackPort: true }));
  settings = { ...settings, port: 8082 };
  assert.deepEqual(pending.names(english), []);
});

test('the tooltip names the port that was taken, and the owner of an attached window', () => {
  const view = aView({ isFallbackPort: true, port: 8082, role: 'attached', ownerPid: 77 });
  const { tooltip } = statusText(view, OPTIONS, english);
  assert.match(tooltip, /Port 8081 is taken by another program; using 8082\./);
  assert.match(tooltip, /Runs in another window \(process 77\)\./);
});

test('a screen reader hears the state and the figures', () => {
  assert.equal(
    statusText(aView({ recording: 'paused' }), OPTIONS, english).accessibleText,
    'LunaRoute: Recording paused. Requests still pass through. Today: 1.24M · $3.41',
  );
});

test('while requests run the icon turns, and the text stays as wide as it is', () => {
  const live = aLiveSnapshot({ active_count: 2 });
  assert.equal(statusText(aView({}, { live }), OPTIONS, english).text, '$(loading~spin) 1.24M · $3.41');
});

test("figures of this window's session or workspace stand for today's", () => {
  const figures: Figures = {
    ...{ scope: 'session', name: 'Fix [it](command:x)', total_tokens: 12_000, request_count: 3 },
    ...{ cost_usd: 0.25, cost_incomplete: false },
  };
  const { text, tooltip, accessibleText } = statusText(aView(), { ...OPTIONS, figures }, english);
  assert.equal(text, '$(pulse) 12.0k · $0.25');
  assert.match(tooltip, /This session&#58; Fix &#91;it&#93;/);
  assert.match(accessibleText, /This session: Fix \[it\]\(command:x\) · 12\.0k · \$0\.25$/);
});

test('figures that count up never make the item narrower; another state may', () => {
  const steps = ['$(pulse) 999k · $9.99', '$(loading~spin) 1.0M · $10', '$(warning) 1.0M · $10'];
  let shown = '';
  const widths = steps.map(step => {
    shown = steadyText(step, shown);
    return shown.replace(/\$\([^)]*\)/, '').length;
  });
  assert.deepEqual(widths, [13, 13, 11]);
});

test('the fullest window of a subscription stands in the text, all of them with their reset in the tooltip', () => {
  const quota = (window: string, utilization: number | null, resets_at: string | null): Quota => ({
    ...{ provider: 'anthropic', window, utilization, resets_at, status: 'allowed' },
    observed_at: '2026-03-10T11:59:00Z',
  });
  const live = aLiveSnapshot({
    quotas: [
      quota('5h', 0.62, new Date(nowMs + 3_600_000).toISOString()),
      quota('7d', 0.31, new Date(nowMs + 3 * 86_400_000).toISOString()),
      quota('requests', 0.99, null),
      quota('7d_opus', null, null),
    ],
    context: { session_id: 'a', used_tokens: 96_000, max_tokens: 200_000 },
  });
  const { text } = statusText(aView({}, { live }), OPTIONS, english);
  assert.equal(text, '$(pulse) 1.24M · $3.41 · 5h 62%');
  const lines = limitLines(live, nowMs, english, 'en');
  assert.match(lines[0] ?? '', /^Limit anthropic 5h: 62% used, resets \d\d:00$/);
  assert.match(lines[1] ?? '', /^Limit anthropic 7d: 31% used, resets Mar 13, 2026/);
  assert.deepEqual(lines.slice(2), ['Context of the active session: 96.0k of 200k tokens (48 %)']);
});

test('a model without a known context window shows what is used only, and no session shows nothing', () => {
  const context = { session_id: 'a', used_tokens: 96_000, max_tokens: null };
  assert.deepEqual(
    [limitLines(aLiveSnapshot({ context }), nowMs, english), limitLines(aLiveSnapshot(), nowMs, english)],
    [['Context of the active session: 96.0k tokens'], []],
  );
});

test('the tooltip tells what the record takes on the disk, and the work on it', () => {
  const lines = (given: Partial<LiveSnapshot>) => storageLines(aLiveSnapshot(given), english);
  assert.deepEqual(lines({}), []);
  assert.deepEqual(lines({ size_bytes: 104_857_600, task: { kind: 'compact', done: 3, total: 12 } }), [
    'Recorded on disk: 100 MB',
    'Compressing recorded sessions: 3 of 12 sessions',
  ]);
  assert.deepEqual(lines({ task: { kind: 'housekeeping', done: 0, total: null } }), [
    'Tidying up recorded sessions…',
  ]);
  const live = aLiveSnapshot({ size_bytes: 2048 });
  assert.match(
    statusText(aView({}, { live }), OPTIONS, english).tooltip,
    /Recorded on disk&#58; 2&#46;00 KB/,
  );
});

test('the tooltip says whose figures they are while only a demo is recorded', () => {
  const tooltip = (given: Partial<LiveSnapshot>) =>
    statusText(aView({}, { live: aLiveSnapshot(given) }), OPTIONS, english).tooltip;
  assert.match(tooltip({ today_is_demo: true }), /Only the demo session so far/);
  assert.doesNotMatch(tooltip({}), /demo/);
});
