// One session's journal in memory: its events, and its bodies put together again.
import { expandParts, joinParts, type PlainPart } from '../../core/body/composeBody.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import type {
  Block,
  RecordedBody,
  RequestEvent,
  ResponseEvent,
  SessionStarted,
  SessionTitled,
  ThreadStarted,
} from '../../protocol/journal.ts';
import { openJournal } from './journalSource.ts';
import type { DamagedLine, PlacedEvent } from './position.ts';
import { readEvents } from './readJournal.ts';

const KEPT_SESSIONS = 8;
const KEPT_BYTES = 64 * 1024 * 1024;

export class SessionReader {
  readonly file: string;
  started: SessionStarted | null = null;
  readonly blocks = new Map<number, Block>();
  /** In the order of arrival. */
  readonly requests = new Map<string, RequestEvent>();
  readonly responses = new Map<string, ResponseEvent>();
  title: SessionTitled | null = null;
  readonly threads = new Map<string, ThreadStarted>();
  readonly damaged: DamagedLine[] = [];
  private readonly plainParts = new Map<string, PlainPart[]>();

  constructor(file: string) {
    this.file = file;
  }

  /** Takes the next line of the journal. */
  add(line: PlacedEvent | DamagedLine): void {
    if ('damage' in line) {
      this.damaged.push(line);
      return;
    }
    const { event } = line;
    switch (event.type) {
      case 'session_started':
        this.started ??= event;
        return;
      case 'block':
        this.blocks.set(event.ordinal, event);
        return;
      case 'request':
        if (event.request_id !== null) this.requests.set(event.request_id, event);
        return;
      case 'response':
        if (event.request_id !== null) this.responses.set(event.request_id, event);
        return;
      case 'session_titled':
        this.title = event;
        return;
      case 'thread_started':
        this.threads.set(event.thread_id, event);
        return;
      case 'session_marked':
      case 'session_idle':
        return;
    }
  }

  /**
   * The decoded body of a request: text, or bytes that are not UTF-8.
   * @throws LunaRouteError `not_recorded` for an unknown request, `journal_damaged` when a piece was lost
   */
  requestBody(requestId: string): string | Uint8Array {
    return this.bodyText(requestId, this.requests.get(requestId)?.body);
  }

  /** What warmed the connection up for a request; null when nothing did. Errors as `requestBody`. */
  prewarmBody(requestId: string): string | Uint8Array | null {
    const body = this.requests.get(requestId)?.prewarm;
    return body === undefined ? null : this.bodyText(requestId, body);
  }

  /** The answer's body: a stream's folded message, or what came. Errors as `requestBody`. */
  responseBody(requestId: string): string | Uint8Array {
    return this.bodyText(requestId, this.responses.get(requestId)?.body);
  }

  /** Literals and ordinals of a request's body; undefined when it was not split. */
  partsOf(requestId: string): readonly PlainPart[] | undefined {
    const known = this.plainParts.get(requestId);
    if (known !== undefined) return known;
    // References go back one request at a time: walked in a loop, since a session may have thousands.
    const waiting = [requestId];
    for (let id = waiting.at(-1); id !== undefined; id = waiting.at(-1)) {
      const body = this.requests.get(id)?.body;
      if (body === undefined || !('parts' in body)) return undefined;
      const missing = body.parts.find(part => typeof part === 'object' && !this.plainParts.has(part.of));
      if (typeof missing === 'object' && !waiting.includes(missing.of)) {
        waiting.push(missing.of);
        continue;
      }
      const flat = expandParts(body.parts, of => this.plainParts.get(of));
      if (flat === null) return undefined;
      this.plainParts.set(id, flat);
      waiting.pop();
    }
    return this.plainParts.get(requestId);
  }

  private bodyText(requestId: string, body: RecordedBody | undefined): string | Uint8Array {
    if (body === undefined) {
      throw new LunaRouteError('not_recorded', `Nothing is recorded for request ${requestId}.`);
    }
    if ('text' in body) return body.text;
    if ('base64' in body) return Buffer.from(body.base64, 'base64');
    const isWarmUp = body === this.requests.get(requestId)?.prewarm;
    const parts = isWarmUp ? expandParts(body.parts, () => undefined) : this.partsOf(requestId);
    const text = parts && joinParts(parts, ordinal => this.blocks.get(ordinal)?.text);
    if (typeof text === 'string') return text;
    throw new LunaRouteError(
      'journal_damaged',
      `A part of request ${requestId} was lost from ${this.file}; the rest of the session can be read.`,
    );
  }
}

interface KeptSession {
  size: number;
  reader: SessionReader;
}

/** Least recently used first. */
const kept = new Map<string, KeptSession>();

/**
 * Reads a session's journal, or hands out the copy in memory if the file has not grown since.
 * @param file relative to `dataFolder`, with '/'
 */
export async function loadSession(dataFolder: string, file: string): Promise<SessionReader> {
  const key = `${dataFolder}\0${file}`;
  const size = await sizeOf(dataFolder, file);
  const known = kept.get(key);
  if (known?.size === size) {
    kept.delete(key);
    kept.set(key, known);
    return known.reader;
  }
  const reader = await readSession(dataFolder, file);
  kept.delete(key);
  if (size <= KEPT_BYTES) kept.set(key, { size, reader });
  forgetOldest();
  return reader;
}

/** Reads a session's journal without keeping it. */
export async function readSession(dataFolder: string, file: string): Promise<SessionReader> {
  const reader = new SessionReader(file);
  for await (const line of readEvents(dataFolder, file, 0)) reader.add(line);
  return reader;
}

async function sizeOf(dataFolder: string, file: string): Promise<number> {
  const source = await openJournal(dataFolder, file);
  try {
    return await source.size();
  } finally {
    await source.close();
  }
}

function forgetOldest(): void {
  let bytes = 0;
  for (const session of kept.values()) bytes += session.size;
  for (const [key, session] of kept) {
    if (kept.size <= KEPT_SESSIONS && bytes <= KEPT_BYTES) return;
    bytes -= session.size;
    kept.delete(key);
  }
}
