// A week of recorded work, as the API would answer about it: what the panel is looked at with.
import type { RequestSummary, SessionDetail, ToolCallSummary } from '../../../src/protocol/api.ts';
import type { Turn } from '../../../src/protocol/conversation.ts';
import type { StatsRow } from '../../../src/protocol/stats.ts';
import type { ThreadSummary } from '../../../src/protocol/thread.ts';
import { type Usage, withTotal } from '../../../src/protocol/usage.ts';
import type { Origin } from '../../../src/protocol/wire.ts';
import { flakyTestTurns } from './flakyTest.ts';

export interface RecordedWeek {
  sessions: SessionDetail[];
  turns: Map<string, Turn[]>;
}

const TITLES: readonly [string, string, string, string][] = [
  ['Fix flaky login test', 'claude-code', 'my-app-1f2e3d', 'claude-sonnet-4-5-20250929'],
  ['Rename module session to recorder', 'codex', 'gateway-77aa01', 'gpt-5.1-codex'],
  ['Explain the retry loop in client.rs', 'opencode', 'my-app-1f2e3d', 'claude-haiku-4-5-20251001'],
  [
    'Add zstd support to the journal reader and measure how much faster old sessions open',
    'claude-code',
    'gateway-77aa01',
    'claude-opus-4-5-20251101',
  ],
  ['Write release notes for 0.3', 'claude-code', 'website-9c0ffe', 'claude-sonnet-4-5-20250929'],
  ['summarise open issues', 'openai-sdk', '', 'gpt-5-mini'],
  ['Port the date picker to preact', 'codex', 'website-9c0ffe', 'gpt-5.1-codex'],
  ['<img src=x onerror="window.__pwned=1">\u202eevil\u202c title', 'unknown', 'my-app-1f2e3d', 'local-model'],
];

const ORIGIN_OF: Readonly<Record<string, Origin>> = {
  'Rename module session to recorder': 'demo',
  'Explain the retry loop in client.rs': 'imported',
};

/** @param nowMs the end of the week: the newest session is still running then */
export function recordedWeek(nowMs: number): RecordedWeek {
  const turns = new Map<string, Turn[]>();
  const sessions = Array.from({ length: 120 }, (_, index) => {
    const [title, client, workspace, model] = TITLES[index % TITLES.length] ?? ['', '', '', ''];
    const startedMs = nowMs - index * 83 * 60_000 - 18 * 60_000;
    const id = (0x6b1f0c2d9e4a0000n + BigInt(index)).toString(16);
    const isFirst = index === 0;
    const conversation = isFirst ? flakyTestTurns(startedMs) : [];
    const count = isFirst ? conversation.length : 2 + ((index * 7) % 40);
    const requests = Array.from({ length: count }, (_request, at) =>
      request(id, at, startedMs + at * 27_000, model, conversation[at], isFirst && at === count - 1),
    );
    turns.set(id, isFirst ? conversation : requests.map((item, at) => simpleTurn(item, title, at)));
    return session(id, { title, client, workspace, model }, requests, isFirst);
  });
  return { sessions, turns };
}

function request(
  sessionId: string,
  at: number,
  startedMs: number,
  model: string,
  turn: Turn | undefined,
  isRunning: boolean,
): RequestSummary {
  const isFailed = at === 5 || (at > 5 && at % 17 === 0);
  const read = 4000 + at * 1850;
  const usage: Usage = {
    input_tokens: read + 2300,
    output_tokens: 140 + ((at * 367) % 1900),
    reasoning_tokens: model.startsWith('gpt') ? 60 : null,
    cache_read_tokens: read,
    cache_write_5m_tokens: 1800,
    cache_write_1h_tokens: 0,
  };
  const unknown: Usage = {
    input_tokens: null,
    output_tokens: null,
    reasoning_tokens: null,
    cache_read_tokens: null,
    cache_write_5m_tokens: null,
    cache_write_1h_tokens: null,
  };
  const hasUsage = !isRunning && !isFailed;
  return {
    id: turn?.request_id ?? `${sessionId.slice(8)}${at.toString(16).padStart(8, '0')}`,
    session_id: sessionId,
    thread_id: turn?.thread_id ?? 'main',
    parent_thread_id: turn !== undefined && turn.thread_id !== 'main' ? 'main' : null,
    started_at: new Date(startedMs).toISOString(),
    transport: model.endsWith('codex') ? 'websocket' : 'http',
    method: 'POST',
    target: '/v1/messages?beta=true',
    dialect: model.startsWith('gpt') ? 'openai_responses' : 'anthropic_messages',
    provider: model.startsWith('gpt') ? 'openai' : 'anthropic',
    model,
    status: isRunning ? null : isFailed ? 529 : 200,
    outcome: isRunning ? null : isFailed ? 'error' : 'ok',
    error: isFailed ? { code: 'overloaded_error', message: 'Overloaded' } : null,
    is_generation: true,
    stop_reason: hasUsage ? 'tool_use' : null,
    ...withTotal(hasUsage ? usage : unknown),
    cost_usd: hasUsage && model !== 'local-model' ? 0.012 + at * 0.0017 : null,
    is_api_equivalent: model.endsWith('codex'),
    duration_ms: isRunning ? null : 900 + ((at * 1371) % 9000),
    time_to_first_token_ms: hasUsage ? 420 + ((at * 97) % 700) : null,
    continues: null,
    is_parent_unknown: false,
    service_tier: hasUsage ? 'standard' : null,
    price_table: hasUsage && model !== 'local-model' ? 'genai-prices-0.1.8' : null,
    time_to_first_byte_ms: isRunning ? null : 300 + ((at * 97) % 400),
    output_tokens_per_second: hasUsage ? 40 + ((at * 13) % 50) : null,
    chunk_gap_p50_ms: hasUsage ? 12 + (at % 9) : null,
    chunk_gap_p95_ms: hasUsage ? 45 + (at % 30) : null,
    chunk_gap_p99_ms: hasUsage ? 90 + (at % 80) : null,
    proxy_overhead_ms: isRunning ? null : 0.21 + (at % 5) * 0.07,
    tool_calls: turn === undefined ? [] : toolCalls(turn),
  };
}

function toolCalls(turn: Turn): ToolCallSummary[] {
  return turn.output.flatMap(message =>
    message.parts.flatMap(part =>
      part.type === 'tool_call'
        ? [
            {
              call_id: part.call_id,
              name: part.name,
              server: part.server,
              is_error: part.call_id.endsWith('e'),
              duration_ms: 35 + part.arguments.length * 11,
            },
          ]
        : [],
    ),
  );
}

function simpleTurn(item: RequestSummary, title: string, at: number): Turn {
  const text = at === 0 ? title : `Step ${at + 1}: go on.`;
  return {
    request_id: item.id,
    thread_id: 'main',
    started_at: item.started_at,
    input: [{ role: 'user', parts: [{ type: 'text', text }] }],
    repeated_message_count: at * 2,
    output: [
      { role: 'assistant', parts: [{ type: 'text', text: `Done with step **${at + 1}** of _${title}_.` }] },
    ],
  };
}

function session(
  id: string,
  named: { title: string; client: string; workspace: string; model: string },
  requests: RequestSummary[],
  isLive: boolean,
): SessionDetail {
  const last = requests.at(-1);
  const known = requests.filter(item => item.cost_usd !== null);
  return {
    id,
    client_session_id: `0b6f1c1e-${id}`,
    client: named.client,
    client_version: '2.1.330',
    workspace: named.workspace === '' ? null : named.workspace,
    title: named.title,
    origin: ORIGIN_OF[named.title] ?? 'recorded',
    pinned: isLive,
    tags: isLive ? ['flaky', 'login'] : [],
    note: isLive ? 'Look at the retry loop again before the release.' : null,
    started_at: requests[0]?.started_at ?? '',
    ended_at: last?.started_at ?? '',
    live: isLive,
    models: isLive ? [named.model, 'claude-haiku-4-5-20251001'] : [named.model],
    providers: [named.model.startsWith('gpt') ? 'openai' : 'anthropic'],
    request_count: requests.length,
    error_count: requests.filter(item => item.outcome === 'error').length,
    tool_call_count: requests.reduce((sum, item) => sum + item.tool_calls.length, 0),
    ...sumUsage(requests),
    cost_usd: known.length === 0 ? null : known.reduce((sum, item) => sum + (item.cost_usd ?? 0), 0),
    cost_incomplete: known.length > 0 && known.length < requests.length - 1,
    threads: threadsOf(named.title, requests),
    requests,
    next_cursor: null,
  };
}

function threadsOf(title: string, requests: RequestSummary[]): ThreadSummary[] {
  return [...new Set(requests.map(item => item.thread_id))].map(id => {
    const own = requests.filter(item => item.thread_id === id);
    const isMain = id === 'main';
    return {
      id,
      parent_id: isMain ? null : 'main',
      kind: isMain ? 'main' : 'sub_agent',
      title: isMain ? title : 'Look for other flaky tests',
      request_count: own.length,
      total_tokens: sumUsage(own).total_tokens,
      cost_usd: own.reduce((sum, item) => sum + (item.cost_usd ?? 0), 0),
    };
  });
}

export function sumUsage(rows: readonly (Usage & { total_tokens: number | null })[]) {
  const sum = (key: keyof Usage) => {
    const known = rows.map(row => row[key]).filter(value => value !== null);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  return withTotal({
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    reasoning_tokens: sum('reasoning_tokens'),
    cache_read_tokens: sum('cache_read_tokens'),
    cache_write_5m_tokens: sum('cache_write_5m_tokens'),
    cache_write_1h_tokens: sum('cache_write_1h_tokens'),
  });
}

export function statsRow(key: string, sessions: readonly SessionDetail[]): StatsRow {
  const costs = sessions.map(item => item.cost_usd).filter(cost => cost !== null);
  const sum = (read: (item: SessionDetail) => number) =>
    sessions.reduce((total, item) => total + read(item), 0);
  return {
    key,
    ...sumUsage(sessions),
    cost_usd: costs.length === 0 ? null : costs.reduce((total, cost) => total + cost, 0),
    cost_incomplete: sessions.some(item => item.cost_incomplete),
    request_count: sum(item => item.request_count),
    error_count: sum(item => item.error_count),
    session_count: sessions.length,
    tool_call_count: sum(item => item.tool_call_count),
    cache_savings_usd: sessions.length === 0 ? null : sum(item => item.cache_read_tokens ?? 0) * 2.7e-6,
    mean_duration_ms: sessions.length === 0 ? null : 4210.4,
    mean_time_to_first_token_ms: sessions.length === 0 ? null : 790.2,
  };
}
