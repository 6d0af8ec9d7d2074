// Writes one imported session's journal: what it has already is left as it is, so that importing again adds what is new.
import { createHash } from 'node:crypto';
import type { PlainPart } from '../../core/body/composeBody.ts';
import type { BodySegment } from '../../core/body/splitBody.ts';
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { priceUsage } from '../../core/pricing/priceUsage.ts';
import { errorCode, LunaRouteError } from '../../protocol/errors.ts';
import { type BlockKind, JOURNAL_FORMAT, type JournalEvent } from '../../protocol/journal.ts';
import { readEvents } from '../journal/readJournal.ts';
import type { Salt } from '../journal/salt.ts';
import { timestampOf } from '../journal/timestamp.ts';
import { BLOCK_ID_DIGITS, titleLine } from '../sessions/sessionEvents.ts';
import { SessionStats } from '../sessions/sessionStats.ts';
import { importedEvents } from './importedEvents.ts';
import type { LogExchange, LogSession } from './logExchange.ts';

export interface ImportedJournalOptions {
  dataFolder: string;
  salt: Salt;
  prices(): PriceBook;
  /** Takes out of texts what must not be written. */
  redact(text: string, form: 'json' | 'text'): string;
  /** The journal of a session that is in the index. */
  fileOf(sessionId: string): string | null;
  /** Resolves when the events stand in the journal; false: they do not, and were not queued. */
  write(file: string, events: readonly JournalEvent[]): Promise<boolean>;
}

interface Thread {
  parts: PlainPart[];
  /** The request that was written last, and how many of `parts` it has; null: its body can't be referred to. */
  written: { id: string; n: number } | null;
}

type FreshBlock = { ordinal: number; id: string; kind: BlockKind; text: string };

const BATCH_BYTES = 1024 * 1024;

export class ImportedJournal {
  readonly id: string;
  /** It was there before this import. */
  isOld = false;
  addedCount = 0;
  private readonly session: LogSession;
  private readonly options: ImportedJournalOptions;
  private readonly stats = new SessionStats();
  private readonly threads = new Map<string, Thread>();
  private readonly requests = new Set<string>();
  private readonly responses = new Set<string>();
  /** By the block's id. */
  private readonly ordinals = new Map<string, number>();
  private nextOrdinal = 0;
  private fresh: FreshBlock[] = [];
  private file: string | null = null;
  private title: string | null = null;
  private batch: JournalEvent[] = [];
  private batchBytes = 0;
  private lastAt = 0;

  private constructor(session: LogSession, options: ImportedJournalOptions) {
    this.session = session;
    this.options = options;
    this.id = idOf(session.key);
  }

  /** Reads what is there of the session already. */
  static async open(session: LogSession, options: ImportedJournalOptions): Promise<ImportedJournal> {
    const journal = new ImportedJournal(session, options);
    journal.file = options.fileOf(journal.id);
    if (journal.file !== null) await journal.readOld(journal.file);
    return journal;
  }

  has(exchange: LogExchange): boolean {
    const id = idOf(exchange.key);
    return this.requests.has(id) && this.responses.has(id);
  }

  /** Takes an exchange into the thread's history without writing it. */
  skip(exchange: LogExchange): void {
    const thread = this.threadOf(exchange);
    for (const segment of exchange.body.segments) thread.parts.push(this.partOf(segment));
    thread.written = null;
    this.count(exchange);
  }

  async add(exchange: LogExchange): Promise<void> {
    const requestId = idOf(exchange.key);
    const thread = this.threadOf(exchange);
    const before = thread.parts.length;
    for (const segment of exchange.body.segments) thread.parts.push(this.partOf(segment));
    const { written, parts } = thread;
    const shared = written === null ? parts : [{ of: written.id, n: written.n }, ...parts.slice(before)];
    const { request, response } = importedEvents(exchange, this.id, requestId, this.options.redact);
    request.body = { wire_bytes: 0, content_encoding: null, parts: [...shared, exchange.body.tail] };
    const timestamp = timestampOf(exchange.startedAt);
    if (this.file === null) this.start(timestamp);
    const blocks = this.fresh.map(block => {
      return { type: 'block' as const, session_id: this.id, request_id: requestId, timestamp, ...block };
    });
    this.fresh = [];
    this.push(...blocks);
    if (!this.requests.has(requestId)) this.push(request);
    if (this.title === null && exchange.firstPrompt !== null)
      this.setTitle(exchange.firstPrompt, 'first_prompt', timestamp);
    this.push(response);
    this.requests.add(requestId);
    this.responses.add(requestId);
    thread.written = { id: requestId, n: parts.length };
    this.addedCount++;
    this.count(exchange);
    if (this.batchBytes >= BATCH_BYTES) await this.flush();
  }

  /** The history of a thread begins anew: what of it was not written is forgotten. */
  forgetThread(threadId: string): void {
    this.threads.delete(threadId);
    for (const { id } of this.fresh) this.ordinals.delete(id);
    this.fresh = [];
  }

  /** A name that the client gave the session. */
  nameIt(title: string, at: number): void {
    if (this.file === null) return;
    this.setTitle(title, 'title_request', timestampOf(Number.isNaN(at) ? this.lastAt : at));
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    if (this.addedCount > 0) {
      const timestamp = timestampOf(this.lastAt);
      const final_stats = this.stats.summary();
      this.push({ type: 'session_idle', session_id: this.id, request_id: null, timestamp, final_stats });
    }
    await this.flush();
  }

  private start(timestamp: string): void {
    this.file = `sessions/${timestamp.slice(0, 10)}/session_${this.id}.jsonl`;
    const { clientSessionId, client, clientVersion, workspace } = this.session;
    this.push({
      ...{
        type: 'session_started',
        session_id: this.id,
        request_id: null,
        timestamp,
        format: JOURNAL_FORMAT,
      },
      ...{ client_session_id: clientSessionId, client, client_version: clientVersion, workspace },
      origin: 'imported',
    });
  }

  private setTitle(text: string, source: 'first_prompt' | 'title_request', timestamp: string): void {
    const title = titleLine(this.options.redact(text, 'text'));
    if (title === this.title || title === '') return;
    this.title = title;
    this.push({ type: 'session_titled', session_id: this.id, request_id: null, timestamp, title, source });
  }

  private threadOf(exchange: LogExchange): Thread {
    const known = this.threads.get(exchange.threadId);
    if (known !== undefined && exchange.body.isContinued) return known;
    const thread: Thread = { parts: [], written: null };
    this.threads.set(exchange.threadId, thread);
    return thread;
  }

  private partOf(segment: BodySegment): PlainPart {
    if ('literal' in segment) return this.options.redact(segment.literal, 'json');
    const text = this.options.redact(segment.block, 'json');
    const id = this.options.salt.fingerprint(text, BLOCK_ID_DIGITS);
    const known = this.ordinals.get(id);
    if (known !== undefined) return known;
    const ordinal = this.nextOrdinal++;
    this.ordinals.set(id, ordinal);
    this.fresh.push({ ordinal, id, kind: segment.kind, text });
    return ordinal;
  }

  private count(exchange: LogExchange): void {
    const { answer, provider, upstream, model } = exchange;
    this.lastAt = Math.max(this.lastAt, exchange.endedAt);
    this.stats.addExchange({
      ...{ isGeneration: true, outcome: answer.outcome, usage: answer.usage },
      costUsd: priceUsage(
        {
          ...{ usage: answer.usage, usageRaw: answer.usageRaw, serviceTier: answer.serviceTier },
          ...{ model: answer.model ?? model, provider, upstream, at: exchange.startedAt },
        },
        this.options.prices(),
      ),
      ...{ durationMs: answer.durationMs, overheadMs: answer.overheadMs },
      toolCalls: answer.toolCalls,
    });
  }

  private push(...events: JournalEvent[]): void {
    this.batch.push(...events);
    for (const event of events) this.batchBytes += 'text' in event ? event.text.length : 1000;
  }

  private async flush(): Promise<void> {
    const events = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    if (events.length === 0 || this.file === null || (await this.options.write(this.file, events))) return;
    throw new LunaRouteError(
      'not_writable',
      "The journal can't be written now; what is missing can be imported later.",
    );
  }

  private async readOld(file: string): Promise<void> {
    try {
      for await (const line of readEvents(this.options.dataFolder, file, 0)) {
        if ('event' in line) this.takeOld(line.event);
      }
    } catch (error) {
      // Deleted a moment ago: it begins anew.
      if (errorCode(error) !== 'ENOENT') throw error;
      this.file = null;
    }
    this.isOld = this.file !== null;
  }

  private takeOld(event: JournalEvent): void {
    if (event.type === 'block') {
      this.ordinals.set(event.id, event.ordinal);
      this.nextOrdinal = Math.max(this.nextOrdinal, event.ordinal + 1);
    } else if (event.type === 'session_titled') this.title = event.title;
    else if (event.request_id === null) return;
    else if (event.type === 'request') this.requests.add(event.request_id);
    else if (event.type === 'response') this.responses.add(event.request_id);
  }
}

/** 16 hex digits, the same for the same key on every machine. */
export function idOf(key: string): string {
  return createHash('sha256').update(`lunaroute import\0${key}`).digest('hex').slice(0, 16);
}
