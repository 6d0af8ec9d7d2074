// Limits that providers tell in headers: subscription windows and rate limits of API keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiResponses } from '../../src/core/dialects/openaiResponses/openaiResponses.ts';
import { readDuration } from '../../src/core/quota/readDuration.ts';
import { readQuotas } from '../../src/core/quota/readQuotas.ts';
import { readRateLimits } from '../../src/core/quota/readRateLimits.ts';
import { LatestQuotas } from '../../src/recorder/live/latestQuotas.ts';

const AT = Date.parse('2026-11-24T10:00:00.000Z');
const OBSERVED = { observed_at: '2026-11-24T10:00:00.000Z' };

test('reads the windows of an Anthropic subscription', () => {
  const quotas = readQuotas(
    [
      ['anthropic-ratelimit-unified-status', 'allowed'],
      ['anthropic-ratelimit-unified-5h-status', 'allowed_warning'],
      ['anthropic-ratelimit-unified-5h-utilization', '0.83'],
      ['anthropic-ratelimit-unified-5h-reset', '1795518000'],
      ['Anthropic-Ratelimit-Unified-7d_opus-Utilization', '0.1'],
      ['anthropic-ratelimit-unified-representative-claim', 'five_hour'],
    ],
    'anthropic',
    AT,
  );
  assert.deepEqual(quotas, [
    {
      provider: 'anthropic',
      window: '5h',
      utilization: 0.83,
      resets_at: '2026-11-24T11:00:00.000Z',
      status: 'allowed_warning',
      ...OBSERVED,
    },
    {
      provider: 'anthropic',
      window: '7d_opus',
      utilization: 0.1,
      resets_at: null,
      status: null,
      ...OBSERVED,
    },
  ]);
});

test("reads Codex's windows by their length", () => {
  const quotas = readQuotas(
    [
      ['x-codex-primary-used-percent', '12.5'],
      ['x-codex-primary-window-minutes', '300'],
      ['x-codex-primary-reset-after-seconds', '600'],
      ['x-codex-secondary-used-percent', '40'],
      ['x-codex-secondary-window-minutes', '10080'],
      ['x-codex-secondary-reset-at', '1795518000'],
    ],
    'chatgpt',
    AT,
  );
  assert.deepEqual(
    quotas.map(({ window, utilization, resets_at }) => [window, utilization, resets_at]),
    [
      ['5h', 0.125, '2026-11-24T10:10:00.000Z'],
      ['7d', 0.4, '2026-11-24T11:00:00.000Z'],
    ],
  );
});

test('reads the rate limits of API keys of both providers', () => {
  const anthropic = readQuotas(
    [
      ['anthropic-ratelimit-input-tokens-limit', '2000000'],
      ['anthropic-ratelimit-input-tokens-remaining', '500000'],
      ['anthropic-ratelimit-input-tokens-reset', '2026-11-24T10:01:00Z'],
    ],
    'anthropic',
    AT,
  );
  const openai = readQuotas(
    [
      ['x-ratelimit-limit-requests', '100'],
      ['x-ratelimit-remaining-requests', '90'],
      ['x-ratelimit-reset-requests', '1m30s'],
    ],
    'openai',
    AT,
  );
  assert.deepEqual(
    [...anthropic, ...openai].map(({ window, utilization, resets_at }) => [window, utilization, resets_at]),
    [
      ['input_tokens', 0.75, '2026-11-24T10:01:00.000Z'],
      ['requests', 0.1, '2026-11-24T10:01:30.000Z'],
    ],
  );
});

test('makes nothing of values that say nothing', () => {
  const headers: [string, string][] = [
    ['anthropic-ratelimit-unified-5h-utilization', 'soon'],
    ['anthropic-ratelimit-unified-7d-reset', '1e300'],
    ['x-ratelimit-limit-tokens', '0'],
    ['x-ratelimit-remaining-tokens', '0'],
    ['x-codex-primary-window-minutes', '300'],
  ];
  assert.deepEqual(readQuotas(headers, 'openai', AT), []);
  assert.deepEqual(['6m0s', '120ms', '1.5s', '', 'x', '5'].map(readDuration), [
    360_000,
    120,
    1500,
    null,
    null,
    null,
  ]);
});

test('keeps the newest of a window until it is reset', () => {
  const quotas = new LatestQuotas();
  const quota = (observed_at: string, utilization: number) => ({
    provider: 'anthropic' as const,
    window: '5h',
    utilization,
    resets_at: '2026-11-24T12:00:00.000Z',
    status: null,
    observed_at,
  });
  quotas.take([quota('2026-11-24T10:00:00.000Z', 0.5)]);
  quotas.take([quota('2026-11-24T09:00:00.000Z', 0.4)]);
  assert.deepEqual(
    quotas.at(AT).map(({ utilization }) => utilization),
    [0.5],
  );
  assert.deepEqual(quotas.at(AT + 3 * 3_600_000), []);
  quotas.take([{ ...quota('2026-11-24T10:00:00.000Z', 0.1), window: '7d_opus', resets_at: null }]);
  assert.deepEqual([quotas.at(AT + 86_400_000).length, quotas.at(AT + 8 * 86_400_000).length], [1, 0]);
});

test("reads the windows of Codex's event, which has no headers beside it over WebSocket", () => {
  const folder = openaiResponses.createFolder();
  folder.push({
    event: null,
    data: JSON.stringify({
      type: 'codex.rate_limits',
      rate_limits: {
        primary: { used_percent: 25, window_minutes: 300, reset_at: 1_795_518_000 },
        secondary: { used_percent: 'soon', window_minutes: 10_080 },
      },
    }),
  });
  folder.push({ event: null, data: '{"type":"response.completed","response":{"id":"r1"}}' });
  const { rateLimits } = openaiResponses.readResponse(folder.fold());
  assert.deepEqual(readRateLimits(rateLimits, 'chatgpt', AT), [
    {
      provider: 'chatgpt',
      window: '5h',
      utilization: 0.25,
      resets_at: '2026-11-24T11:00:00.000Z',
      status: null,
      ...OBSERVED,
    },
  ]);
});
