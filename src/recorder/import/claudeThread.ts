// One conversation of a Claude Code log: its history grows, and each answer in it was a request.
import { type BodySegment, splitBody } from '../../core/body/splitBody.ts';
import { readContent } from '../../core/dialects/anthropic/messages.ts';
import { readResponse } from '../../core/dialects/anthropic/readResponse.ts';
import { firstPromptOf } from '../../core/dialects/firstPrompt.ts';
import { type JsonRecord, recordsOf, textOf } from '../../core/dialects/json.ts';
import type { ToolResult } from '../../protocol/journal.ts';
import type { Usage } from '../../protocol/usage.ts';
import { UNKNOWN_USAGE } from '../../protocol/usage.ts';
import type { LogExchange, LogSession, LogSink } from './logExchange.ts';

/** An answer of which more lines may come. */
export interface PendingAnswer {
  id: string;
  model: string | null;
  stopReason: string | null;
  requestId: string | null;
  usage: Usage;
  usageRaw: JsonRecord;
  /** JSON of its content's blocks, in order. */
  blocks: string[];
  /** When each of its tools was called, by call id. */
  calledAt: Map<string, number>;
  endedAt: number;
  /** The person stopped it. */
  isInterrupted: boolean;
}

const INTERRUPTED = /^\[Request interrupted by user/;
/** A history beyond this begins anew: no model takes so much, so the log leaves something out. */
const MAX_HISTORY_CHARS = 4 * 1024 * 1024;

export class ClaudeThread {
  session: LogSession;
  private readonly sink: LogSink;
  private readonly id: string;
  private pending: PendingAnswer | null = null;
  /** What the next body has beyond the one before. */
  private segments: BodySegment[] = [];
  /** JSON of messages that came while an answer was still being written. */
  private early: { json: string; results: ToolResult[]; prompt: string | null; at: number }[] = [];
  private isContinued = false;
  private hasHistory = false;
  private historyChars = 0;
  private results: ToolResult[] = [];
  private prompt: string | null = null;
  private askedAt = Number.NaN;
  private readonly calledAt = new Map<string, number>();

  constructor(sink: LogSink, session: LogSession, id: string) {
    this.sink = sink;
    this.session = session;
    this.id = id;
  }

  /** Takes a message of the person, or results of tools. @param at milliseconds since the epoch */
  user(message: JsonRecord, at: number): void {
    const content = typeof message.content === 'string' ? message.content : recordsOf(message.content);
    const parts = readContent(content);
    const text = parts.find(part => part.type === 'text');
    if (this.pending !== null && text?.type === 'text' && INTERRUPTED.test(text.text))
      this.pending.isInterrupted = true;
    this.early.push({
      json: JSON.stringify({ role: 'user', content }),
      results: typeof content === 'string' ? [] : this.resultsOf(content, at),
      prompt: firstPromptOf([{ role: 'user', parts }]),
      at,
    });
  }

  /** Takes a line of an answer. */
  async answer(id: string, add: (pending: PendingAnswer) => void, at: number): Promise<void> {
    if (this.pending?.id !== id) await this.settle();
    this.pending ??= {
      ...{ id, model: null, stopReason: null, requestId: null, usage: UNKNOWN_USAGE, usageRaw: {} },
      ...{ blocks: [], calledAt: new Map(), endedAt: at, isInterrupted: false },
    };
    add(this.pending);
    if (!Number.isNaN(at)) this.pending.endedAt = at;
    for (const [callId, calledAt] of this.pending.calledAt) this.calledAt.set(callId, calledAt);
  }

  /** The pending answer is whole: it goes to the sink, and what came after it into the history. */
  async settle(): Promise<void> {
    const { pending } = this;
    this.pending = null;
    if (pending !== null) {
      const isKept = await this.sink.exchange(this.session, this.exchangeOf(pending));
      this.segments = [];
      this.results = [];
      this.prompt = null;
      this.isContinued = isKept;
      if (!isKept || this.historyChars > MAX_HISTORY_CHARS) this.forgetHistory();
      this.askedAt = pending.endedAt;
      this.addMessage(`{"role":"assistant","content":[${pending.blocks.join(',')}]}`);
    }
    this.takeEarly();
  }

  /** The client began its history anew. */
  async restart(): Promise<void> {
    await this.settle();
    this.forgetHistory();
  }

  private takeEarly(): void {
    for (const { json, results, prompt, at } of this.early) {
      this.addMessage(json);
      this.results.push(...results);
      this.prompt ??= prompt;
      // Results of tools that ran beside the answer wait for its end.
      this.askedAt = Number.isNaN(this.askedAt) ? at : Math.max(this.askedAt, at || 0);
    }
    this.early = [];
  }

  private forgetHistory(): void {
    this.segments = [];
    this.isContinued = false;
    this.hasHistory = false;
    this.historyChars = 0;
  }

  private addMessage(json: string): void {
    const separator = this.hasHistory ? ',' : '';
    this.hasHistory = true;
    this.historyChars += json.length;
    this.segments.push(...messageSegments(json, separator));
  }

  private resultsOf(content: readonly JsonRecord[], at: number): ToolResult[] {
    return content
      .filter(part => part.type === 'tool_result')
      .map(part => {
        const callId = textOf(part.tool_use_id);
        const ms = at - (this.calledAt.get(callId) ?? Number.NaN);
        this.calledAt.delete(callId);
        return {
          call_id: callId,
          is_error: part.is_error === true,
          duration_ms: Number.isNaN(ms) ? null : Math.max(0, ms),
        };
      });
  }

  private exchangeOf(pending: PendingAnswer): LogExchange {
    // A first answer without anything before it: a log that begins in the middle.
    const startedAt = Number.isNaN(this.askedAt) ? pending.endedAt : Math.min(this.askedAt, pending.endedAt);
    const text = `{"id":${JSON.stringify(pending.id)},"type":"message","role":"assistant","model":${JSON.stringify(
      pending.model,
    )},"content":[${pending.blocks.join(',')}],"stop_reason":${JSON.stringify(pending.stopReason)},"usage":${JSON.stringify(
      pending.usageRaw,
    )}}`;
    const facts = readResponse(JSON.parse(text));
    return {
      key: `anthropic\0${pending.id}`,
      ...{ threadId: this.id, startedAt, endedAt: pending.endedAt },
      ...{ dialect: 'anthropic_messages', provider: 'anthropic', upstream: 'https://api.anthropic.com' },
      ...{ target: '/v1/messages', isStreaming: true, requestHeaders: [], model: pending.model },
      body: { isContinued: this.isContinued, segments: this.head(pending.model), tail: ']}' },
      firstPrompt: this.prompt,
      toolResults: this.results,
      answer: {
        ...{ status: 200, outcome: pending.isInterrupted ? 'client_closed' : 'ok', error: null },
        ...{ model: pending.model, responseId: pending.id, stopReason: pending.stopReason },
        ...{ usage: pending.usage, usageRaw: pending.usageRaw, serviceTier: facts.serviceTier },
        ...{ toolCalls: facts.toolCalls, durationMs: pending.endedAt - startedAt },
        ...{ firstTokenMs: null, overheadMs: null },
        headers: pending.requestId === null ? [] : [['request-id', pending.requestId]],
        text,
      },
    };
  }

  private head(model: string | null): BodySegment[] {
    if (this.isContinued) return this.segments;
    return [{ literal: `{"model":${JSON.stringify(model)},"messages":[` }, ...this.segments];
  }
}

/** A message cut as it is cut within a body, so that the same words are the same block. */
function messageSegments(json: string, separator: string): BodySegment[] {
  const before = '{"messages":[';
  const after = ']}';
  const segments = splitBody(`${before}${json}${after}`, 'anthropic_messages');
  const inner = segments.map((segment, at) => {
    if (!('literal' in segment)) return segment;
    const from = at === 0 ? before.length : 0;
    const to = at === segments.length - 1 ? segment.literal.length - after.length : segment.literal.length;
    return { literal: segment.literal.slice(from, to) };
  });
  return [...(separator === '' ? [] : [{ literal: separator }]), ...inner].filter(
    segment => !('literal' in segment) || segment.literal !== '',
  );
}
