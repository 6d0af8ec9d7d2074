// Composes an open recorder: data folder, salt, index, journal, sessions, live state, metrics and API.
import type { MessagePort } from 'node:worker_threads';
import type { NameText } from '../core/identity/conversation.ts';
import { createPriceBook, type PriceBook } from '../core/pricing/priceBook.ts';
import { errorMessage } from '../protocol/errors.ts';
import type { PriceOverrides } from '../protocol/prices.ts';
import type { RedactionOptions } from '../protocol/redaction.ts';
import type { Origin } from '../protocol/wire.ts';
import type { LogLevel, RecorderOptions, RecorderStatus } from '../protocol/workers.ts';
import { type Api, createApi } from './api/createApi.ts';
import type { ExchangeContext } from './exchange/exchangeContext.ts';
import { ExchangeLedger } from './exchange/exchangeLedger.ts';
import { observeAll } from './exchange/observeAll.ts';
import type { ExchangeObserver } from './exchange/observer.ts';
import { SerialQueue } from './exchange/serialQueue.ts';
import { GatewayLink } from './gatewayLink.ts';
import { Importer } from './import/importer.ts';
import { IndexReplay } from './index/indexReplay.ts';
import type { RecordIndex } from './index/recordIndex.ts';
import { isFenceLost } from './journal/fence.ts';
import { JournalWriter } from './journal/journalWriter.ts';
import { openFolder } from './journal/openFolder.ts';
import type { Salt } from './journal/salt.ts';
import { LiveFeed } from './live/liveFeed.ts';
import { LiveState } from './live/liveState.ts';
import { Losses } from './losses.ts';
import { RecorderMetrics } from './metrics/recorderMetrics.ts';
import { openIndexOrTell } from './openIndexOrTell.ts';
import { RecordingPolicy } from './recordingPolicy.ts';
import type { RecordingStatus } from './recordingStatus.ts';
import { Redaction } from './redaction/redaction.ts';
import { textNames } from './redaction/textNames.ts';
import { Storage } from './retention/storage.ts';
import { EarlierSessions } from './sessions/earlierSessions.ts';
import { idleEvent } from './sessions/sessionEvents.ts';
import { SessionFiles } from './sessions/sessionFiles.ts';
import { SessionStore } from './sessions/sessionStore.ts';
import { statisticsText } from './sessions/statisticsText.ts';

/** How often quiet sessions are looked for, and whether a snapshot is due. */
const HOUSEKEEPING_MS = 15_000;

export interface RecorderEnvironment {
  /** Milliseconds since the epoch, with fractions; the gateway's `at` are of the same clock. */
  now(): number;
  /** 16 hex digits. */
  newId(): string;
  log(level: LogLevel, message: string): void;
}

export class OpenRecorder {
  private readonly environment: RecorderEnvironment;
  private readonly index: RecordIndex | null;
  private readonly salt: Salt;
  private readonly redaction: Redaction;
  private readonly nameOf: NameText;
  private readonly writer: JournalWriter;
  private readonly earlier: EarlierSessions | null;
  private readonly sessions: SessionStore;
  private readonly live: LiveState;
  private readonly metrics: RecorderMetrics;
  private readonly real: Pick<ExchangeContext, 'ledger' | 'observer'>;
  /** Recorded as all else, but neither live nor in metrics, limits and the statistics of this run. */
  private readonly demo: Pick<ExchangeContext, 'ledger' | 'observer'>;
  private readonly api: Api;
  private readonly tasks: SerialQueue;
  private readonly links = new Set<GatewayLink>();
  private readonly housekeeping: NodeJS.Timeout;
  private readonly closing = new AbortController();
  /** Null without an index. */
  readonly replay: IndexReplay | null;
  readonly storage: Storage;
  private heldBytes = 0;
  private prices: PriceBook;
  private readonly policy: RecordingPolicy;

  private constructor(
    options: RecorderOptions,
    environment: RecorderEnvironment,
    status: RecordingStatus,
    opened: { salt: Salt; index: RecordIndex | null; redaction: Redaction },
  ) {
    const { dataFolder, fence, version } = options;
    const { log, newId, now } = environment;
    this.environment = environment;
    this.prices = createPriceBook(options.prices);
    this.policy = new RecordingPolicy(() => status.isOn, now);
    this.policy.setExcluded(options.excludedWorkspaces, Number.NEGATIVE_INFINITY);
    this.salt = opened.salt;
    this.redaction = opened.redaction;
    this.nameOf = textNames(opened.salt, () => opened.redaction.redact);
    this.index = opened.index;
    this.tasks = new SerialQueue((what, error) => this.reportFailure(what, error));
    this.earlier = opened.index && new EarlierSessions({ dataFolder, index: opened.index, log });
    this.sessions = new SessionStore({
      dataFolder,
      directory: this.earlier,
      newId,
      prices: () => this.prices,
      log,
    });
    this.writer = new JournalWriter({
      dataFolder,
      fence,
      follower: { apply: events => this.storage.apply(events) },
      onProblem: problem => status.setWriteProblem(problem),
      onLost: (file, events) => {
        this.sessions.forget(file);
        losses.eventsLost(file, events);
      },
      log,
    });
    this.live = new LiveState({
      ...{ version, pid: process.pid, now },
      index: () => opened.index,
      storage: () => this.storage.facts(),
    });
    const files = new SessionFiles(dataFolder, this.sessions, this.writer);
    this.storage = new Storage({
      ...{ dataFolder, index: opened.index, policy: options.retention, writer: this.writer, now, log },
      removeFiles: (sessionId, file) => files.remove(sessionId, file),
      forgetValues: () => opened.redaction.forgetValues(),
      isReady: () => this.replay?.isComplete === true,
      isQuiet: () => this.live.isIdle && this.queuedBytes() === 0,
      mayWrite: () => !isFenceLost(dataFolder, fence),
      onChange: () => this.live.storageChanged(),
    });
    opened.index?.onChange(() => this.live.indexChanged());
    this.metrics = new RecorderMetrics(() => this.queuedBytes());
    const losses = new Losses({ live: this.live, metrics: this.metrics, log });
    opened.index?.connect({
      linesDamaged: count => losses.linesDamaged(count),
      isBusy: () => this.queuedBytes() > 0,
    });
    const recording = {
      sessions: this.sessions,
      writer: this.writer,
      salt: opened.salt,
      prices: () => this.prices,
      redact: () => opened.redaction.redact,
      isRecorded: (workspace: string | null, at: number) => this.policy.isRecorded(workspace, at),
    };
    const toldTo = (...observers: ExchangeObserver[]) => {
      const observer = observeAll(observers, (what, error) => this.reportFailure(what, error));
      return { observer, ledger: new ExchangeLedger({ ...recording, observer }) };
    };
    this.real = toldTo(this.live, this.metrics);
    this.demo = toldTo();
    const importer = new Importer({
      ...{ dataFolder, salt: opened.salt, index: opened.index, now },
      prices: () => this.prices,
      redact: (text, form) => opened.redaction.redact(text, form),
      untilCaughtUp: async () => this.replay?.ended,
      write: (file, events) => this.writer.write(file, events),
    });
    this.api = createApi({
      index: () => opened.index,
      live: new LiveFeed(this.live),
      metrics: () => this.metrics.text(),
      now,
      redaction: opened.redaction,
      removeSession: (sessionId, file) => files.remove(sessionId, file),
      maintenance: () => this.storage.maintenance,
      importer,
      writeMarks: (file, event) => files.writeMarks(file, event),
      log,
    });
    this.live.statusChanged(status.current());
    this.housekeeping = setInterval(() => void this.keepHouse(), HOUSEKEEPING_MS);
    this.replay = IndexReplay.start({
      ...{ index: opened.index, earlier: this.earlier, signal: this.closing.signal, status, log },
    });
    void this.tasks.run('looking for earlier sessions', async () => this.replay?.sessionsKnown);
  }

  /** Opens what can be opened: with a folder in trouble or a broken index the rest goes on and says so. */
  static async open(
    options: RecorderOptions,
    given: RecorderEnvironment,
    status: RecordingStatus,
  ): Promise<OpenRecorder> {
    const mayWrite = () => !isFenceLost(options.dataFolder, options.fence);
    const redaction = new Redaction(options.dataFolder, mayWrite, status, given.log);
    // An error may repeat what it failed on.
    const log: RecorderEnvironment['log'] = (level, text) => given.log(level, redaction.redact(text, 'text'));
    const environment: RecorderEnvironment = { ...given, log };
    const salt = await openFolder(options.dataFolder, environment.log);
    if (options.redaction !== null) await redaction.configure(options.redaction);
    const index = await openIndexOrTell(options, environment, status, mayWrite);
    return new OpenRecorder(options, environment, status, { salt, index, redaction });
  }

  setExcludedWorkspaces(labels: readonly string[]): void {
    this.policy.setExcluded(labels);
  }

  attachGateway(port: MessagePort, origin: Origin): void {
    const link = new GatewayLink(port, {
      context: {
        ...(origin === 'demo' ? this.demo : this.real),
        salt: this.salt,
        nameOf: this.nameOf,
        newId: this.environment.newId,
        origin,
        enqueue: (what, task) => this.tasks.run(what, task),
        reportFailure: (what, error) => this.reportFailure(what, error),
      },
      api: this.api,
      // Demo traffic has a gateway of its own, which is not the one to show.
      live: origin === 'demo' ? { gatewayChanged: () => undefined } : this.live,
      heldBytesChanged: by => {
        this.heldBytes += by;
        this.live.queueChanged(this.queuedBytes());
      },
    });
    this.links.add(link);
    void link.closed.then(() => this.links.delete(link));
  }

  /** Computes all costs again in the background where prices changed. */
  setPrices(overrides: PriceOverrides): void {
    this.prices = createPriceBook(overrides);
    this.index?.setPrices(this.prices).catch(error => this.reportFailure('computing costs again', error));
  }

  statusChanged(status: RecorderStatus): void {
    this.policy.switched();
    this.live.statusChanged(status);
  }

  setRedaction(options: RedactionOptions): Promise<void> {
    return this.redaction.configure(options);
  }

  /**
   * Resolves when everything received so far was written, or one attempt at that has failed, and the index has
   * caught up with earlier processes, unless that takes long.
   */
  async flush(): Promise<void> {
    // The call may have overtaken captured messages, which come through other ports.
    for (const link of this.links) link.drain();
    await this.tasks.drained();
    this.redaction.flush();
    await this.writer.flush();
    await this.replay?.untilCaughtUp();
  }

  /** Records what is in flight as broken off, ends all sessions, snapshots; returns the statistics as text. */
  async close(): Promise<string> {
    clearInterval(this.housekeeping);
    this.closing.abort();
    this.api.close();
    await this.storage.close();
    await Promise.all([...this.links].map(link => link.close()));
    await this.tasks.drained();
    this.endSessions(true);
    this.redaction.close();
    await this.writer.close();
    await this.closeIndex();
    return statisticsText(this.real.ledger.totals.summary());
  }

  private async closeIndex(): Promise<void> {
    try {
      await this.index?.close();
      await this.replay?.ended;
    } catch (error) {
      // The journals have everything: the next start reads what the snapshot lacks.
      this.environment.log('warn', `The index was not saved: ${errorMessage(error)}`);
    }
  }

  private async keepHouse(): Promise<void> {
    try {
      this.endSessions(false);
      this.live.queueChanged(this.queuedBytes());
      if (this.heldBytes === 0) await this.index?.maybeSnapshot();
      await this.storage.keepHouse();
    } catch (error) {
      this.reportFailure('keeping house', error);
    }
  }

  private endSessions(isClosing: boolean): void {
    for (const session of this.sessions.idleSessions(this.environment.now(), isClosing)) {
      session.hasNews = false;
      this.writer.append(session.facts.file, [idleEvent(session)]);
    }
  }

  private queuedBytes(): number {
    return this.heldBytes + this.writer.queuedBytes;
  }

  private reportFailure(what: string, error: unknown): void {
    this.environment.log('error', `${what} failed: ${errorMessage(error)}`);
  }
}
