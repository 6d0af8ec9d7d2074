// Finds the session an exchange belongs to: by its client's ids, else by the conversation it continues.
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { errorCode, errorMessage } from '../../protocol/errors.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { UnderstoodRequest } from '../exchange/understandRequest.ts';
import type { KnownSession, SessionDirectory } from '../journal/position.ts';
import { readSession } from '../journal/sessionReader.ts';
import { Prewarms } from './prewarms.ts';
import { restoreSession } from './restoreSession.ts';
import { Session } from './session.ts';

/** Quiet for this long, a session is idle; conversations without any history are then no longer joined. */
export const IDLE_MS = 5 * 60_000;
const KEPT_SESSIONS = 200;
const KEPT_RESPONSE_IDS = 2000;

export interface SessionStoreOptions {
  dataFolder: string;
  /** Null when there is no index: sessions are then only those of this process. */
  directory: SessionDirectory | null;
  /** 16 hex digits. */
  newId(): string;
  /** Those that hold now. */
  prices(): PriceBook;
  log(level: LogLevel, message: string): void;
}

export class SessionStore {
  private readonly options: SessionStoreOptions;
  /** By our id, least recently used first. */
  private readonly sessions = new Map<string, Session>();
  private readonly byClientId = new Map<string, string>();
  /** Our session id by the provider's id of an answer. */
  private readonly byResponseId = new Map<string, string>();
  readonly prewarms = new Prewarms();

  constructor(options: SessionStoreOptions) {
    this.options = options;
  }

  /**
   * Null for a helper call (model lists, token counting) that names no session and continues no conversation:
   * it would be a session of noise.
   */
  async locate(request: UnderstoodRequest): Promise<Session | null> {
    const { clientSessionId } = request.identity;
    const found =
      clientSessionId === null
        ? await this.byConversation(request)
        : await this.byIdentity(request.start.client, clientSessionId);
    if (found !== null) return this.touch(found);
    if (clientSessionId === null && !request.facts.isGeneration) return null;
    return this.touch(this.create(request));
  }

  rememberResponse(responseId: string, session: Session): void {
    this.byResponseId.delete(responseId);
    this.byResponseId.set(responseId, session.facts.id);
    const [oldest] = this.byResponseId.keys();
    if (this.byResponseId.size > KEPT_RESPONSE_IDS && oldest !== undefined) this.byResponseId.delete(oldest);
  }

  /** Sessions that went quiet, or all with news when `isClosing`. */
  idleSessions(now: number, isClosing: boolean): Session[] {
    return [...this.sessions.values()].filter(
      session =>
        session.hasNews &&
        (isClosing || (session.inFlightCount === 0 && now - session.lastActivityAt >= IDLE_MS)),
    );
  }

  /** The session's journal is gone or broken: the next request begins another. @param idOrFile ours */
  forget(idOrFile: string): void {
    for (const [id, { facts }] of this.sessions) {
      if (id !== idOrFile && facts.file !== idOrFile) continue;
      this.sessions.delete(id);
      if (facts.clientSessionId !== null) this.byClientId.delete(keyOf(facts.client, facts.clientSessionId));
    }
  }

  private async byIdentity(client: string, clientSessionId: string): Promise<Session | null> {
    const known = this.byClientId.get(keyOf(client, clientSessionId));
    const inMemory = known === undefined ? undefined : this.sessions.get(known);
    if (inMemory !== undefined) return inMemory;
    return this.restore(this.options.directory?.findSession({ client, clientSessionId }) ?? null);
  }

  /** Brings a session back that an earlier process, or this one long ago, wrote. */
  private async restore(entry: KnownSession | null): Promise<Session | null> {
    if (entry === null) return null;
    const inMemory = this.sessions.get(entry.id);
    if (inMemory !== undefined) return inMemory;
    try {
      const session = restoreSession(
        await readSession(this.options.dataFolder, entry.file),
        this.options.prices(),
      );
      if (session !== null) this.add(session);
      return session;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        this.options.log('warn', `${entry.file} can't be continued: ${errorMessage(error)}`);
      }
      return null;
    }
  }

  private async byConversation(request: UnderstoodRequest): Promise<Session | null> {
    const { previousResponseId, isGeneration } = request.facts;
    const byAnswer = previousResponseId === null ? null : await this.byResponse(previousResponseId);
    if (byAnswer !== null) return byAnswer;
    const newestFirst = [...this.sessions.values()]
      .reverse()
      .filter(session => isSameOrigin(session, request));
    const { digest, arrivedAt } = request;
    if (digest.length > 0) {
      const inMemory = newestFirst.find(session => session.threads.isContinuedBy(digest, arrivedAt, IDLE_MS));
      if (inMemory !== undefined) return inMemory;
      const sameTopic = newestFirst.find(
        session => arrivedAt - session.lastActivityAt <= IDLE_MS && session.topic.isSharedBy(request.facts),
      );
      if (sameTopic !== undefined) return sameTopic;
      const origin = { client: request.start.client, workspace: request.start.workspace };
      return this.restore(this.options.directory?.findByHistory(origin, digest, arrivedAt - IDLE_MS) ?? null);
    }
    // A body that says nothing about a conversation: what its client did last is the best guess.
    if (!isGeneration) return null;
    return newestFirst.find(session => arrivedAt - session.lastActivityAt <= IDLE_MS) ?? null;
  }

  private async byResponse(responseId: string): Promise<Session | null> {
    const known = this.byResponseId.get(responseId);
    const inMemory = known === undefined ? undefined : this.sessions.get(known);
    if (inMemory !== undefined) return inMemory;
    return this.restore(this.options.directory?.findByResponse(responseId) ?? null);
  }

  private create(request: UnderstoodRequest): Session {
    const id = this.options.newId();
    const day = new Date(request.captured.at).toISOString().slice(0, 10);
    const session = new Session(
      {
        id,
        file: `sessions/${day}/session_${id}.jsonl`,
        client: request.start.client,
        clientVersion: request.clientVersion,
        clientSessionId: request.identity.clientSessionId,
        workspace: request.start.workspace,
        origin: request.captured.origin,
      },
      request.captured.at,
    );
    this.add(session);
    return session;
  }

  private add(session: Session): void {
    const { id, client, clientSessionId } = session.facts;
    this.sessions.set(id, session);
    if (clientSessionId !== null) this.byClientId.set(keyOf(client, clientSessionId), id);
    if (this.sessions.size <= KEPT_SESSIONS) return;
    // One that is busy or still owes its `session_idle` stays; its turn comes.
    for (const other of this.sessions.values()) {
      if (other === session || other.inFlightCount > 0 || other.hasNews) continue;
      this.forget(other.facts.id);
      return;
    }
  }

  private touch(session: Session): Session {
    this.sessions.delete(session.facts.id);
    this.sessions.set(session.facts.id, session);
    return session;
  }
}

function isSameOrigin(session: Session, request: UnderstoodRequest): boolean {
  const { client, clientSessionId, workspace, origin } = session.facts;
  return (
    clientSessionId === null &&
    client === request.start.client &&
    workspace === request.start.workspace &&
    origin === request.captured.origin
  );
}

function keyOf(client: string, clientSessionId: string): string {
  return `${client}\0${clientSessionId}`;
}
