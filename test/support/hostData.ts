// Values for tests of the editor's pure parts: whole objects with only what matters given.

import type { ServiceView } from '../../src/host/state/serviceView.ts';
import type { Translate } from '../../src/host/translate.ts';
import type { LiveSnapshot, RequestSummary, SessionSummary, Totals } from '../../src/protocol/api.ts';
import type { StatsRow } from '../../src/protocol/stats.ts';
import type { TokenFields } from '../../src/protocol/usage.ts';
import { IDLE_SNAPSHOT } from '../../src/service/serviceTypes.ts';

/** `vscode.l10n.t` in English. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_whole, index: string) => String(args[Number(index)]));

export const tokens: TokenFields = {
  input_tokens: 18_400,
  output_tokens: 912,
  reasoning_tokens: null,
  cache_read_tokens: 16_928,
  cache_write_5m_tokens: null,
  cache_write_1h_tokens: null,
  total_tokens: 19_312,
};

export function aSession(given: Partial<SessionSummary> = {}): SessionSummary {
  return {
    ...tokens,
    id: '00000000000000a1',
    client_session_id: null,
    client: 'claude-code',
    client_version: '2.1.330',
    workspace: 'my-app-1f3a9c',
    origin: 'recorded',
    title: 'Fix flaky login test',
    pinned: false,
    tags: [],
    note: null,
    started_at: '2026-03-10T11:00:00.000Z',
    ended_at: '2026-03-10T11:58:00.000Z',
    live: false,
    models: ['claude-sonnet-4-5-20250929'],
    providers: ['anthropic'],
    request_count: 42,
    error_count: 0,
    tool_call_count: 3,
    cost_usd: 1.9,
    cost_incomplete: false,
    ...given,
  };
}

export function aRequest(given: Partial<RequestSummary> = {}): RequestSummary {
  return {
    ...tokens,
    id: '00000000000000b1',
    session_id: '00000000000000a1',
    thread_id: 'main',
    parent_thread_id: null,
    started_at: '2026-03-10T14:02:11.000Z',
    transport: 'http',
    method: 'POST',
    target: '/v1/messages?beta=true',
    dialect: 'anthropic_messages',
    provider: 'anthropic',
    model: 'claude-sonnet-4-5-20250929',
    status: 200,
    outcome: 'ok',
    error: null,
    is_generation: true,
    stop_reason: 'end_turn',
    cost_usd: 0.0123,
    is_api_equivalent: false,
    duration_ms: 4200,
    time_to_first_token_ms: 800,
    continues: null,
    is_parent_unknown: false,
    service_tier: 'standard',
    price_table: 'genai-prices-0.1.8',
    time_to_first_byte_ms: 700,
    output_tokens_per_second: 58.2,
    chunk_gap_p50_ms: 12,
    chunk_gap_p95_ms: 40,
    chunk_gap_p99_ms: 90,
    proxy_overhead_ms: 0.4,
    tool_calls: [],
    ...given,
  };
}

export const today: Totals = {
  ...tokens,
  total_tokens: 1_240_000,
  cost_usd: 3.41,
  cost_incomplete: false,
  request_count: 51,
  error_count: 0,
  session_count: 2,
  tool_call_count: 9,
};

export function aModelRow(key: string): StatsRow {
  return {
    ...today,
    key,
    cache_savings_usd: null,
    mean_duration_ms: null,
    mean_time_to_first_token_ms: null,
  };
}

export function aLiveSnapshot(given: Partial<LiveSnapshot> = {}): LiveSnapshot {
  return {
    version: '0.1.0',
    state: 'running',
    url: 'http://127.0.0.1:8081',
    pid: 1,
    recording: 'on',
    problem: null,
    rebuild: null,
    revision: 1,
    today,
    today_by_model: [],
    today_is_demo: false,
    active: [],
    active_count: 0,
    dropped_count: 0,
    damaged_line_count: 0,
    queued_bytes: 0,
    quotas: [],
    context: null,
    size_bytes: null,
    task: null,
    ...given,
  };
}

/** Running, owned by this window, recording. */
export function aView(
  participant: Partial<ServiceView['participant']> = {},
  given: Partial<Omit<ServiceView, 'participant'>> = {},
): ServiceView {
  return {
    participant: {
      ...IDLE_SNAPSHOT,
      state: 'running',
      url: 'http://127.0.0.1:8081',
      port: 8081,
      recording: 'on',
      role: 'owner',
      ownerPid: 1,
      ...participant,
    },
    live: aLiveSnapshot(),
    failure: null,
    isWorkspaceExcluded: false,
    ...given,
  };
}
