// Lays a session's requests out over time: a lane a thread, what waited, streamed and ran tools, long rests folded. Pure.
import type { RequestSummary } from '../../src/protocol/api.ts';
import { isFailure } from '../labels.ts';

export type SpanKind = 'waiting' | 'streaming' | 'tools';

export interface Span {
  kind: SpanKind;
  startMs: number;
  endMs: number;
}

export interface TimedRequest {
  id: string;
  lane: number;
  spans: Span[];
  startMs: number;
  endMs: number;
  isFailed: boolean;
}

export interface TimeLayout {
  requests: TimedRequest[];
  lanes: number;
  /** From time to 0…1, with long rests folded. */
  place: (ms: number) => number;
}

/** More threads than this share the last lane. */
const MAX_LANES = 5;
/** Nothing going on for longer than this is drawn as a short gap. */
const REST_MS = 15_000;
/** Tools that took longer were a person's pause. */
const MAX_TOOLS_MS = 30 * 60_000;

/** @param nowMs the end of what still runs */
export function layOutTime(requests: readonly RequestSummary[], nowMs: number): TimeLayout {
  const lanes = new Map<string, number>();
  const newest = new Map<string, TimedRequest>();
  const timed = requests.map((request): TimedRequest => {
    const lane = lanes.get(request.thread_id) ?? Math.min(lanes.size, MAX_LANES - 1);
    lanes.set(request.thread_id, lane);
    const entry = timeRequest(request, lane, nowMs);
    const before = newest.get(request.thread_id);
    if (before !== undefined) addTools(before, entry.startMs);
    if (request.tool_calls.length > 0) newest.set(request.thread_id, entry);
    else newest.delete(request.thread_id);
    return entry;
  });
  return { requests: timed, lanes: Math.max(1, Math.min(MAX_LANES, lanes.size)), place: placing(timed) };
}

function timeRequest(request: RequestSummary, lane: number, nowMs: number): TimedRequest {
  const startMs = Date.parse(request.started_at);
  const endMs = request.outcome === null ? Math.max(startMs, nowMs) : startMs + (request.duration_ms ?? 0);
  const firstMs = startMs + (request.time_to_first_token_ms ?? endMs - startMs);
  const spans: Span[] = [{ kind: 'waiting', startMs, endMs: Math.min(firstMs, endMs) }];
  if (firstMs < endMs) spans.push({ kind: 'streaming', startMs: firstMs, endMs });
  return { id: request.id, lane, spans, startMs, endMs, isFailed: isFailure(request) };
}

function addTools(entry: TimedRequest, untilMs: number): void {
  if (untilMs <= entry.endMs || untilMs - entry.endMs > MAX_TOOLS_MS) return;
  entry.spans.push({ kind: 'tools', startMs: entry.endMs, endMs: untilMs });
}

/** A piecewise linear scale over what is busy; rests between are all of one width. */
function placing(timed: readonly TimedRequest[]): (ms: number) => number {
  const busy: { startMs: number; endMs: number; offset: number }[] = [];
  const spans = timed.flatMap(({ spans: own }) => own).sort((a, b) => a.startMs - b.startMs);
  for (const { startMs, endMs } of spans) {
    const last = busy.at(-1);
    if (last !== undefined && startMs - last.endMs <= REST_MS) last.endMs = Math.max(last.endMs, endMs);
    else busy.push({ startMs, endMs, offset: 0 });
  }
  const busyMs = busy.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const restMs = Math.max(1, busyMs * 0.01);
  let offset = 0;
  for (const piece of busy) {
    piece.offset = offset;
    offset += piece.endMs - piece.startMs + restMs;
  }
  const wholeMs = Math.max(1, offset - restMs);
  return ms => {
    const piece = busy.findLast(candidate => candidate.startMs <= ms) ?? busy[0];
    if (piece === undefined) return 0;
    const within = Math.min(Math.max(0, ms - piece.startMs), piece.endMs - piece.startMs);
    return Math.min(1, (piece.offset + within) / wholeMs);
  };
}

/** Milliseconds that a request spent on `kind`, null for none. */
export function spentMs(request: TimedRequest, kind: SpanKind): number | null {
  const own = request.spans.filter(span => span.kind === kind);
  return own.length === 0 ? null : own.reduce((sum, span) => sum + span.endMs - span.startMs, 0);
}
