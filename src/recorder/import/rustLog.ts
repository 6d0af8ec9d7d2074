// Reads a session log of the Rust LunaRoute: events of requests, each with its id, whole bodies in them.
import { splitBody } from '../../core/body/splitBody.ts';
import { dialectFor } from '../../core/dialects/byName.ts';
import type { RequestFacts } from '../../core/dialects/dialect.ts';
import { isRecord, type JsonRecord, recordOf, textOf, textOrNull } from '../../core/dialects/json.ts';
import { identifyClient } from '../../core/identity/identifyClient.ts';
import { identifySession } from '../../core/identity/identifySession.ts';
import { recordHeaders } from '../../core/identity/recordHeaders.ts';
import type { DialectName, HeaderList } from '../../protocol/wire.ts';
import { ToolCallLedger } from '../sessions/toolCallLedger.ts';
import type { LogExchange, LogReader, LogSession, LogSink } from './logExchange.ts';
import { type RustRequest, readRustAnswer } from './rustAnswer.ts';

const EVENTS = {
  started: 'started',
  request_recorded: 'request',
  response_recorded: 'response',
  stream_started: 'streamStarted',
  stats_updated: 'updated',
  completed: 'completed',
} as const;
/** Events that add nothing to those. */
const IGNORED: ReadonlySet<unknown> = new Set(['tool_call_recorded', 'stats_snapshot', 'error']);
const KEPT_REQUESTS = 256;

export class RustLog implements LogReader {
  private readonly sink: LogSink;
  private readonly requests = new Map<string, RustRequest>();
  private readonly tools = new Map<string, ToolCallLedger>();

  constructor(sink: LogSink) {
    this.sink = sink;
  }

  async line(value: JsonRecord): Promise<boolean> {
    const sessionId = textOrNull(value.session_id);
    const type = textOf(value.type);
    if (sessionId === null) return false;
    if (!Object.hasOwn(EVENTS, type)) return IGNORED.has(type);
    // Older versions have one request a session, and no id for it.
    const id = textOrNull(value.request_id) ?? sessionId;
    const key = `${sessionId}\0${id}`;
    let request = this.requests.get(key);
    if (request === undefined) {
      const nothing = { request: null, response: null, streamStarted: null, updated: null, completed: null };
      request = { id, started: {}, ...nothing };
      this.requests.set(key, request);
    }
    request[EVENTS[type as keyof typeof EVENTS]] = value;
    await this.trim();
    return true;
  }

  async end(): Promise<void> {
    const waiting = [...this.requests];
    this.requests.clear();
    for (const [key, request] of waiting) await this.emit(key, request);
    this.tools.clear();
  }

  /** What may still be told of a request comes soon after it. */
  private async trim(): Promise<void> {
    for (const [key, request] of this.requests) {
      if (this.requests.size <= KEPT_REQUESTS) return;
      this.requests.delete(key);
      await this.emit(key, request);
    }
  }

  private async emit(key: string, found: RustRequest): Promise<void> {
    const asked = found.request;
    if (asked === null || !isRecord(asked.request_json)) return;
    const sessionId = key.slice(0, key.indexOf('\0'));
    const headers = headersOf(found.started);
    const dialect = dialectOf(found.started, asked.request_json);
    const target = TARGETS[dialect];
    const facts = dialectFor(dialect).readRequest(asked.request_json, target);
    const startedAt = Date.parse(textOf(found.started.timestamp ?? asked.timestamp));
    const session = sessionOf(sessionId, headers, facts);
    const answer = readRustAnswer(found, dialect, startedAt);
    const ledger = this.toolsOf(session.key);
    const results = ledger.takeResults(facts, startedAt);
    ledger.answered(answer.answer.toolCalls, answer.endedAt);
    const provider = dialect === 'anthropic_messages' ? 'anthropic' : 'openai';
    const exchange: LogExchange = {
      key: `lunaroute\0${key}`,
      ...{ threadId: 'main', startedAt, endedAt: answer.endedAt, dialect, provider, target },
      upstream: provider === 'anthropic' ? 'https://api.anthropic.com' : 'https://api.openai.com/v1',
      isStreaming: found.started.is_streaming === true || facts.isStreaming,
      requestHeaders: recordHeaders(headers),
      model: facts.model ?? textOrNull(found.started.model_requested),
      body: {
        isContinued: false,
        segments: splitBody(JSON.stringify(asked.request_json), dialect),
        tail: '',
      },
      firstPrompt: facts.isTitleRequest ? null : facts.firstPrompt,
      toolResults: results.map(({ callId, isError, durationMs }) => {
        return { call_id: callId, is_error: isError, duration_ms: durationMs };
      }),
      answer: answer.answer,
    };
    await this.sink.exchange(session, exchange);
  }

  private toolsOf(sessionKey: string): ToolCallLedger {
    let ledger = this.tools.get(sessionKey);
    if (ledger === undefined) {
      ledger = new ToolCallLedger();
      this.tools.set(sessionKey, ledger);
    }
    return ledger;
  }
}

const TARGETS: Readonly<Record<DialectName, string>> = {
  anthropic_messages: '/v1/messages',
  openai_chat: '/v1/chat/completions',
  openai_responses: '/v1/responses',
  other: '/',
};

function dialectOf(started: JsonRecord, body: JsonRecord): DialectName {
  const names = `${textOf(started.listener)} ${textOf(started.provider)}`.toLowerCase();
  if (names.includes('anthropic') || textOf(body.model).startsWith('claude')) return 'anthropic_messages';
  return body.input === undefined ? 'openai_chat' : 'openai_responses';
}

/** The metadata stands in the event itself, in documents of the format beside it. */
function headersOf(started: JsonRecord): HeaderList {
  const metadata = isRecord(started.metadata) ? started.metadata : started;
  const recorded = Object.entries(recordOf(metadata.request_headers)).flatMap(
    ([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []),
  );
  const userAgent = textOrNull(metadata.user_agent);
  const hasAgent = recorded.some(([name]) => name.toLowerCase() === 'user-agent');
  return hasAgent || userAgent === null ? recorded : [['User-Agent', userAgent], ...recorded];
}

function sessionOf(sessionId: string, headers: HeaderList, facts: RequestFacts): LogSession {
  const { client, version } = identifyClient(headers);
  const { clientSessionId } = identifySession({ headers, facts });
  return {
    // As its own log of the same session, where it has an id.
    key: clientSessionId === null ? `lunaroute\0${sessionId}` : `${client}\0${clientSessionId}`,
    ...{ clientSessionId, client, clientVersion: version, workspace: null },
  };
}
