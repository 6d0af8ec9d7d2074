// Writes real journals for tests of the index and the API: sessions of Anthropic requests with blocks and answers.
import { splitBody } from '../../src/core/body/splitBody.ts';
import { REDACT_NOTHING } from '../../src/core/redaction/redactor.ts';
import type {
  Block,
  BodyPart,
  JournalEvent,
  RequestEvent,
  ResponseEvent,
  ToolResult,
} from '../../src/protocol/journal.ts';
import type { Origin, Outcome } from '../../src/protocol/wire.ts';
import { openIndex } from '../../src/recorder/index/openIndex.ts';
import type { IndexOptions, RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { appendLines } from '../../src/recorder/journal/journalFile.ts';
import type { PlacedEvent } from '../../src/recorder/journal/position.ts';
import { BlockLedger } from '../../src/recorder/sessions/blockLedger.ts';

export const WASM_PATH = `${import.meta.dirname}/../../node_modules/sql.js/dist/sql-wasm.wasm`;

export interface SessionFacts {
  id: string;
  /** RFC 3339. */
  startedAt: string;
  client?: string;
  clientSessionId?: string | null;
  workspace?: string | null;
  origin?: Origin;
}

export interface AskFacts {
  requestId: string;
  /** RFC 3339. */
  at: string;
  /** `messages` of the body. */
  messages: unknown[];
  system?: string;
  model?: string;
  threadId?: string;
  toolResults?: ToolResult[];
  isGeneration?: boolean;
}

export interface AnswerFacts {
  requestId: string;
  at: string;
  /** `content` of the message. */
  content?: unknown[];
  model?: string;
  status?: number | null;
  outcome?: Outcome;
  inputTokens?: number | null;
  outputTokens?: number | null;
  cacheReadTokens?: number | null;
  /** Written for 5 minutes. */
  cacheWriteTokens?: number | null;
  durationMs?: number;
  firstTokenMs?: number | null;
  overheadMs?: number;
}

/** One session's events, written to its journal as they are made. */
export class SessionWriter {
  readonly file: string;
  private readonly dataFolder: string;
  private readonly facts: SessionFacts;
  private readonly blocks = new BlockLedger();
  private isNew = true;

  constructor(dataFolder: string, facts: SessionFacts) {
    this.dataFolder = dataFolder;
    this.facts = facts;
    this.file = `sessions/${facts.startedAt.slice(0, 10)}/session_${facts.id}.jsonl`;
  }

  async write(...events: JournalEvent[]): Promise<PlacedEvent[]> {
    const started: JournalEvent[] = this.isNew ? [this.started()] : [];
    const all = [...started, ...events];
    const lines = all.map(event => Buffer.from(JSON.stringify(event)));
    const { positions } = await appendLines(this.dataFolder, this.file, lines, this.isNew);
    this.isNew = false;
    return all.flatMap((event, i) => {
      const at = positions[i];
      return at === undefined ? [] : [{ event, at }];
    });
  }

  started(): JournalEvent {
    return {
      ...this.envelope(null, this.facts.startedAt),
      type: 'session_started',
      format: 1,
      client_session_id: this.facts.clientSessionId ?? null,
      client: this.facts.client ?? 'claude-code',
      client_version: '2.1.330',
      workspace: this.facts.workspace ?? null,
      ...(this.facts.origin === undefined ? {} : { origin: this.facts.origin }),
    };
  }

  titled(title: string, at: string, source: 'first_prompt' | 'title_request' = 'first_prompt'): JournalEvent {
    return { ...this.envelope(null, at), type: 'session_titled', title, source };
  }

  /** The blocks that are new, then the request. */
  ask(facts: AskFacts): (Block | RequestEvent)[] {
    const model = facts.model ?? 'claude-sonnet-4-5';
    const system = facts.system === undefined ? {} : { system: facts.system };
    const text = JSON.stringify({ model, ...system, messages: facts.messages });
    const threadId = facts.threadId ?? 'main';
    const segments = splitBody(text, 'anthropic_messages');
    const { fresh, parts } = this.blocks.write(facts.requestId, threadId, segments, REDACT_NOTHING);
    const blocks = fresh.map(
      (block): Block => ({
        ...this.envelope(facts.requestId, facts.at),
        type: 'block',
        id: block.ordinal.toString(16).padStart(32, '0'),
        ...block,
      }),
    );
    return [...blocks, this.requestEvent(facts, model, parts, text.length)];
  }

  answer(facts: AnswerFacts): ResponseEvent {
    const content = facts.content ?? [{ type: 'text', text: 'Done.' }];
    const input = facts.inputTokens === undefined ? 1000 : facts.inputTokens;
    const output = facts.outputTokens === undefined ? 100 : facts.outputTokens;
    const model = facts.model ?? 'claude-sonnet-4-5-20250929';
    const calls = content.filter(isToolUse);
    const body = {
      id: `msg_${facts.requestId}`,
      type: 'message',
      role: 'assistant',
      model,
      content,
      stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
      usage: { input_tokens: input, output_tokens: output },
    };
    const text = JSON.stringify(body);
    return {
      ...this.envelope(facts.requestId, facts.at),
      type: 'response',
      status: facts.status === undefined ? 200 : facts.status,
      outcome: facts.outcome ?? 'ok',
      error: facts.outcome === 'error' ? { code: 'overloaded_error', message: 'Overloaded' } : null,
      model,
      response_id: body.id,
      stop_reason: body.stop_reason,
      usage: {
        input_tokens: input,
        output_tokens: output,
        reasoning_tokens: null,
        cache_read_tokens: facts.cacheReadTokens ?? null,
        cache_write_5m_tokens: facts.cacheWriteTokens ?? null,
        cache_write_1h_tokens: null,
      },
      usage_raw: body.usage,
      service_tier: null,
      tool_calls: calls.map(({ id, name }) => ({ call_id: id, name, server: null })),
      timings: {
        duration_ms: facts.durationMs ?? 2000,
        time_to_first_byte_ms: 300,
        time_to_first_token_ms: facts.firstTokenMs === undefined ? 400 : facts.firstTokenMs,
        proxy_overhead_ms: facts.overheadMs ?? 0.5,
        connect_ms: 0,
      },
      headers: [['content-type', 'text/event-stream']],
      folded: true,
      body: { wire_bytes: text.length, content_encoding: null, text },
      trace: null,
    };
  }

  private requestEvent(facts: AskFacts, model: string, parts: BodyPart[], wireBytes: number): RequestEvent {
    return {
      ...this.envelope(facts.requestId, facts.at),
      type: 'request',
      thread_id: facts.threadId ?? 'main',
      parent_thread_id: null,
      transport: 'http',
      method: 'POST',
      target: '/v1/messages?beta=true',
      dialect: 'anthropic_messages',
      provider: 'anthropic',
      upstream: 'https://api.anthropic.com',
      model,
      is_streaming: true,
      is_generation: facts.isGeneration ?? true,
      auth: { kind: 'api_key', fingerprint: 'abcd1234' },
      headers: [['content-type', 'application/json']],
      tool_results: facts.toolResults ?? [],
      body: { wire_bytes: wireBytes, content_encoding: null, parts },
    };
  }

  private envelope(requestId: string | null, timestamp: string) {
    return { session_id: this.facts.id, request_id: requestId, timestamp };
  }
}

export function userText(text: string): unknown {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function assistant(...content: unknown[]): unknown {
  return { role: 'assistant', content };
}

/** 16 hex digits. */
export function testId(n: number): string {
  return n.toString(16).padStart(16, '0');
}

/** An index of the folder that tests can look at, with what it reported. */
export async function openTestIndex(
  dataFolder: string,
  options: Partial<IndexOptions> = {},
): Promise<{ index: RecordIndex; log: string[]; progress: unknown[] }> {
  const log: string[] = [];
  const progress: unknown[] = [];
  const index = await openIndex({
    dataFolder,
    wasmPath: WASM_PATH,
    now: () => Date.parse('2026-11-24T12:00:00.000Z'),
    onProgress: state => progress.push(state),
    log: (level, message) => log.push(`${level}: ${message}`),
    ...options,
  });
  return { index, log, progress };
}

/** Everything in the index but the keys that depend on the order of arrival. */
export function dumpIndex(index: RecordIndex): unknown {
  const all = (sql: string): unknown[] => index.database.all(sql);
  const named = (table: string): string =>
    `SELECT s.id AS session_id, t.* FROM ${table} t JOIN sessions s ON s.key = t.session`;
  const withoutKeys = (rows: unknown[]): unknown[] =>
    rows.map(row => ({ ...(row as object), key: 0, session: 0, request: 0 }));
  return {
    journals: all('SELECT * FROM journals ORDER BY file'),
    sessions: withoutKeys(all('SELECT * FROM sessions ORDER BY id')),
    requests: withoutKeys(all(`${named('requests')} ORDER BY 1, t.id`)),
    tool_calls: withoutKeys(
      all(`SELECT s.id AS session_id, r.id AS request_id, t.* FROM tool_calls t JOIN sessions s ON s.key = t.session
        JOIN requests r ON r.key = t.request ORDER BY 1, 2, t.position`),
    ),
    usage: withoutKeys(all(`${named('usage')} ORDER BY 1, t.slot, t.model`)),
    tool_usage: withoutKeys(all(`${named('tool_usage')} ORDER BY 1, t.slot, t.name`)),
  };
}

function isToolUse(part: unknown): part is { id: string; name: string } {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'tool_use';
}
