// The status bar says in a few words what the service does, and in its tooltip why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DisplayState, displayState } from '../../src/host/state/serviceView.ts';
import { statusText } from '../../src/host/state/statusText.ts';
import { aLiveSnapshot, aModelRow, aView, english, today } from '../support/hostData.ts';

const problem = { code: 'disk_full', message: 'The disk is full. Free some space.' };
const states: [DisplayState, ReturnType<typeof aView>, string][] = [
  ['stopped', aView({ state: 'stopped' }), '$(circle-slash) LunaRoute'],
  ['starting', aView({ role: 'joining', state: 'starting' }, { live: null }), '$(sync~spin) LunaRoute'],
  ['stopping', aView({ state: 'stopping' }), '$(sync~spin) LunaRoute'],
  ['running', aView(), '$(pulse) 1.24M · $3.41'],
  ['running', aView({ role: 'attached', ownerPid: 7 }), '$(pulse) 1.24M · $3.41'],
  ['running', aView({}, { live: null }), '$(pulse) LunaRoute'],
  ['paused', aView({ recording: 'paused' }), '$(debug-pause) 1.24M · $3.41'],
  ['recordingOff', aView({ recording: 'off' }), '$(debug-pause) 1.24M · $3.41'],
  ['notRecording', aView({ recording: 'failed', problem }), '$(warning) not recording'],
  ['problem', aView({ problem }), '$(warning) 1.24M · $3.41'],
  ['error', aView({ state: 'error', error: problem }), '$(error) LunaRoute'],
  ['failed', aView({}, { live: null, failure: problem }), '$(error) LunaRoute'],
];

test('every state of the service has its icon and text', () => {
  assert.deepEqual(
    states.map(([, view]) => [displayState(view), statusText(view, 8081, english).text]),
    states.map(([state, , text]) => [state, text]),
  );
});

test('only real trouble colours the background', () => {
  const warned = states
    .filter(([, view]) => statusText(view, 8081, english).isWarning)
    .map(([state]) => state);
  assert.deepEqual(warned, ['notRecording', 'error', 'failed']);
});

test('a day without requests shows zeros, not unknowns', () => {
  const live = aLiveSnapshot({ today: { ...today, request_count: 0, total_tokens: null, cost_usd: null } });
  assert.equal(statusText(aView({}, { live }), 8081, english).text, '$(pulse) 0 · $0.00');
});

test('a cost with unknown prices in it is marked as approximate', () => {
  const live = aLiveSnapshot({ today: { ...today, cost_incomplete: true } });
  assert.equal(statusText(aView({}, { live }), 8081, english).text, '$(pulse) 1.24M · ≈$3.41');
});

test('the tooltip has a row for each model, a total, the address and command links', () => {
  const live = aLiveSnapshot({ today_by_model: [aModelRow('claude-sonnet-4-5'), aModelRow('gpt-5')] });
  const { tooltip } = statusText(aView({}, { live }), 8081, english);
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
  const row = statusText(aView({}, { live }), 8081, english).tooltip.split('\n').at(4) ?? '';
  assert.doesNotMatch(row.replaceAll(' | ', ''), /[[\]()<>$](?!3\.41)|command:/);
});

test('the tooltip names the port that was taken, and the owner of an attached window', () => {
  const view = aView({ isFallbackPort: true, port: 8082, role: 'attached', ownerPid: 77 });
  const { tooltip } = statusText(view, 8081, english);
  assert.match(tooltip, /Port 8081 is taken by another program; using 8082\./);
  assert.match(tooltip, /Runs in another window \(process 77\)\./);
});

test('a screen reader hears the state and the figures', () => {
  assert.equal(
    statusText(aView({ recording: 'paused' }), 8081, english).accessibleText,
    'LunaRoute: Recording paused. Requests still pass through. Today: 1.24M · $3.41',
  );
});
