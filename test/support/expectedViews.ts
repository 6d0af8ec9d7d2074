// What the views must show of the real clients' traffic: figures that the clients reported, as a person reads them.
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import {
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatModel,
  formatShare,
} from '../../src/protocol/format.ts';
import type { Golden } from './goldenTraffic.ts';

/** A recorded session, and what its client said of it. */
export interface Recorded {
  golden: Golden;
  detail: SessionDetail;
}

export interface Sums {
  requests: number;
  toolCalls: number;
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  cost: number;
}

export function sumsOf(recorded: readonly Recorded[]): Sums {
  const sum = (read: (golden: Golden) => number) =>
    recorded.reduce((total, { golden }) => total + read(golden), 0);
  const tokens = (at: number) => sum(golden => golden.tokens[at] ?? 0);
  return {
    requests: sum(golden => golden.requests.length),
    toolCalls: sum(golden => golden.requests.flatMap(([, , calls]) => calls).length),
    input: tokens(0),
    output: tokens(1),
    cacheRead: tokens(2),
    cacheWrite: tokens(3),
    cost: sum(golden => Number(golden.cost)),
  };
}

/** Of a session: cost, tokens, number of requests. */
export function sessionFigures({ tokens, cost, requests }: Golden): [string, string, number] {
  return [formatCost(Number(cost)), formatCount((tokens[0] ?? 0) + (tokens[1] ?? 0)), requests.length];
}

/** The tree's rows of a session, each with its depth below the session's own. */
export function treeOutline({ golden, detail }: Recorded): [depth: number, row: string][] {
  const rows: [number, string][] = [];
  const shown = new Set<string>();
  const requests = detail.requests.map((request, index) => ({ request, calls: golden.requests[index]?.[2] }));
  for (const { request } of requests) {
    const { thread_id: id } = request;
    if (id === 'main') rows.push(...requestRows(request, callsOf(requests, request), 0));
    else if (!shown.has(id)) {
      shown.add(id);
      rows.push([0, threadRow({ golden, detail }, id)]);
      for (const inside of requests.filter(({ request: { thread_id } }) => thread_id === id))
        rows.push(...requestRows(inside.request, inside.calls ?? [], 1));
    }
  }
  return rows;
}

type Calls = Golden['requests'][number][2];

function callsOf(
  requests: readonly { request: RequestSummary; calls: Calls | undefined }[],
  wanted: RequestSummary,
): Calls {
  return requests.find(({ request }) => request === wanted)?.calls ?? [];
}

function threadRow({ golden, detail }: Recorded, threadId: string): string {
  const [, kind, title, count] = golden.threads.find(([id]) => id === threadId) ?? [];
  const requests = detail.requests.filter(request => request.thread_id === threadId);
  const sum = (read: (request: RequestSummary) => number | null) =>
    requests.reduce((total, request) => total + (read(request) ?? 0), 0);
  const word = kind === 'title' ? 'title request' : 'sub-agent';
  const figures = [
    formatCost(sum(request => request.cost_usd)),
    formatCount(sum(request => request.total_tokens)),
    `${count} req`,
  ];
  return (title === null ? [word, ...figures] : [title, ...figures, word]).join(', ');
}

function requestRows(request: RequestSummary, calls: Calls, depth: number): [number, string][] {
  const words = [
    `${formatClock(request.started_at)} ${formatModel(request.model)}`,
    'succeeded',
    formatCost(request.cost_usd),
    `${formatCount(request.input_tokens)} → ${formatCount(request.output_tokens)}`,
    formatDuration(request.duration_ms),
    `${formatShare(request.cache_read_tokens, request.input_tokens)} cached`,
    String(request.status),
  ];
  return [[depth, words.join(', ')], ...calls.map((call): [number, string] => [depth + 1, toolRow(call)])];
}

function toolRow([name, isError, durationMs]: Calls[number]): string {
  if (isError === null) return `Tool ${name}, no result yet`;
  return [`Tool ${name}`, ...(isError ? ['failed'] : []), formatDuration(durationMs)].join(', ');
}

/** The turns of the session page: thread, model, figures, and the tools with their times. */
export function turnOutline({ golden, detail }: Recorded): string[] {
  return detail.requests.map((request, index) => {
    const [threadId, , calls] = golden.requests[index] ?? ['', null, []];
    const [, kind, title] = golden.threads.find(([id]) => id === threadId) ?? [];
    const thread = kind === 'main' ? [] : [kind === 'title' ? 'Title request' : (title ?? '')];
    return [
      formatModel(request.model),
      ...thread,
      formatDuration(request.duration_ms),
      `${formatCount(request.input_tokens)} → ${formatCount(request.output_tokens)}`,
      `${formatShare(request.cache_read_tokens, request.input_tokens)} cached`,
      formatCost(request.cost_usd),
      ...calls.map(([name, isError, ms]) => `${name} ${isError === null ? '–' : formatDuration(ms)}`),
    ].join(' | ');
  });
}

/** Rows of a tool table, in no order of their own: name, calls, failures, mean time. */
export function toolRows(recorded: readonly Recorded[]): string[] {
  const tools = new Map<string, Calls>();
  for (const { golden } of recorded)
    for (const call of golden.requests.flatMap(([, , calls]) => calls))
      tools.set(call[0], [...(tools.get(call[0]) ?? []), call]);
  const rows = [...tools].map(([name, calls]) => {
    const times = calls.flatMap(([, , ms]) => ms ?? []);
    const mean = times.length === 0 ? null : times.reduce((total, ms) => total + ms, 0) / times.length;
    const failed = calls.filter(([, isError]) => isError).length;
    return [name, calls.length, failed, formatDuration(mean)].join(' | ');
  });
  return rows.toSorted();
}
