// The recorder as the service sees it: recording, paused, off or failed, also over crashes.
import { LunaRouteError } from '../protocol/errors.ts';
import type { Pause } from '../protocol/lease.ts';
import type { PriceOverrides } from '../protocol/prices.ts';
import type { RedactionOptions } from '../protocol/redaction.ts';
import type { RetentionPolicy } from '../protocol/retention.ts';
import type { RpcPeer } from '../protocol/rpc.ts';
import { redactionRules, type Settings } from '../protocol/settings.ts';
import type { RecorderContract, RecorderHostContract, RecorderStatus } from '../protocol/workers.ts';
import type { ServiceConfig, ServiceSnapshot } from './serviceTypes.ts';
import { SupervisedWorker, type SupervisedWorkerOptions } from './supervisedWorker.ts';

export interface RecorderUnitOptions extends Pick<SupervisedWorkerOptions, 'script' | 'log' | 'now'> {
  version: string;
  dataFolder: string;
  sqlWasmPath: string;
  /** As an earlier process left it. */
  pause: Pause | null;
  /** Number of the claim that it writes under. */
  fence: number | null;
  readConfig(): Promise<ServiceConfig>;
  changed(change: Partial<ServiceSnapshot>): void;
  /** The recorder is open and can be joined with the gateway. */
  ready(): Promise<void>;
  /** The recorder is gone: the gateway must not wait for it. */
  lost(): void;
}

export class RecorderUnit {
  readonly #options: RecorderUnitOptions;
  readonly #worker: SupervisedWorker<RecorderContract>;
  #isOpen = false;
  /** Why nothing is recorded although it is enabled. */
  #pause: Pause | null;
  #excluded: readonly string[] = [];
  #isEnabled = true;
  /** What the recorder was told last. */
  #prices: PriceOverrides = {};
  #redaction = '';
  #isClosing = false;

  constructor(options: RecorderUnitOptions) {
    this.#options = options;
    this.#pause = options.pause;
    const { script, log, now } = options;
    const host: RecorderHostContract = { statusChanged: status => this.#changed(status), log };
    this.#worker = new SupervisedWorker<RecorderContract>(
      { name: 'recorder', script, ours: host, log, now, down: error => this.#down(error) },
      peer => this.#up(peer),
    );
  }

  /** Undefined unless it is open. */
  get peer(): RpcPeer<RecorderContract> | undefined {
    return this.#isOpen ? this.#worker.peer : undefined;
  }

  /** Rejects when it can't be opened, and then tries again by itself. */
  open(): Promise<void> {
    return this.#worker.start();
  }

  /** Resolves when it is open, or could not be opened for now. */
  settled(): Promise<void> {
    return this.#worker.settled();
  }

  /** Resolves when what passes can be written at once, or it could not be opened for now. */
  async untilReady(): Promise<void> {
    await this.settled();
    // One that dies meanwhile shows in the snapshot.
    await this.peer?.remote.sessionsKnown().catch(() => undefined);
  }

  get pausedBy(): Pause | null {
    return this.#pause;
  }

  /** Holds until `resume`, also over a crash of the recorder. */
  async pause(kind: Pause): Promise<void> {
    this.#pause = kind;
    await this.#worker.settled();
    if (this.peer !== undefined) this.#changed(await this.peer.remote.setRecording(false));
  }

  /** Records, whatever kept it from that; a recorder that is down is opened again. */
  async resume(): Promise<void> {
    this.#pause = null;
    await this.#worker.settled();
    if (this.peer !== undefined) this.#changed(await this.peer.remote.setRecording(true));
    else await this.open();
  }

  /** Follows the settings where they changed. */
  async applySettings(): Promise<void> {
    const config = await this.#options.readConfig();
    const { settings } = config;
    await this.#applyPrices(settings.prices);
    await this.#applyRedaction(redactionOf(config));
    await this.peer?.remote.setRetention(retentionOf(settings));
    const isEnabled = settings['record.enabled'];
    const isSwitched = isEnabled !== this.#isEnabled;
    this.#isEnabled = isEnabled;
    await this.#worker.settled();
    if (this.peer === undefined) return;
    const excluded = settings['record.excludedWorkspaces'];
    if (excluded.join() !== this.#excluded.join()) await this.peer.remote.setExcludedWorkspaces(excluded);
    this.#excluded = excluded;
    if (isSwitched) this.#changed(await this.peer.remote.setRecording(isEnabled && this.#pause === null));
  }

  async #applyPrices(prices: PriceOverrides): Promise<void> {
    await this.#worker.settled();
    if (this.peer === undefined || JSON.stringify(prices) === JSON.stringify(this.#prices)) return;
    this.#prices = prices;
    await this.peer.remote.setPrices(prices);
  }

  async #applyRedaction(redaction: RedactionOptions): Promise<void> {
    await this.#worker.settled();
    if (this.peer === undefined || this.#redaction === JSON.stringify(redaction)) return;
    this.#redaction = JSON.stringify(redaction);
    this.#changed(await this.peer.remote.setRedaction(redaction));
  }

  async flush(): Promise<void> {
    await this.#running().remote.flush();
  }

  /** Resolves when everything quiet is compressed, retention applied, or the task cancelled. */
  async compact(): Promise<void> {
    await this.#running().remote.compact();
  }

  async cancel(): Promise<void> {
    await this.#running().remote.cancel();
  }

  #running(): RpcPeer<RecorderContract> {
    if (this.peer !== undefined) return this.peer;
    throw new LunaRouteError('recorder_down', 'The recorder is not running; try again in a moment.');
  }

  /** Flushes and snapshots; `terminate` must follow. */
  async close(): Promise<{ statistics: string }> {
    this.#isClosing = true;
    return (await this.peer?.remote.close()) ?? { statistics: '' };
  }

  async terminate(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
  }

  async #up(peer: RpcPeer<RecorderContract>): Promise<void> {
    const { version, dataFolder, sqlWasmPath, fence, readConfig } = this.#options;
    const config = await readConfig();
    const { prices } = config.settings;
    const redaction = redactionOf(config);
    const excludedWorkspaces = config.settings['record.excludedWorkspaces'];
    this.#isEnabled = config.settings['record.enabled'];
    this.#prices = prices;
    this.#redaction = JSON.stringify(redaction);
    this.#excluded = excludedWorkspaces;
    const isRecording = this.#isEnabled && this.#pause === null;
    const told = {
      isRecording,
      excludedWorkspaces,
      prices,
      redaction,
      retention: retentionOf(config.settings),
    };
    const status = await peer.remote.open({ version, dataFolder, sqlWasmPath, ...told, fence });
    this.#isOpen = true;
    this.#changed(status);
    await this.#options.ready();
  }

  #changed({ recording, problem, rebuild }: RecorderStatus): void {
    const isIdle = recording === 'paused' || recording === 'off';
    const shown = isIdle ? (this.#pause ?? 'off') : recording;
    this.#options.changed({ recording: shown, problem, rebuild });
  }

  #down(error: LunaRouteError): void {
    this.#isOpen = false;
    if (this.#isClosing) return;
    const problem = { code: error.code, message: error.message };
    this.#options.changed({ recording: 'failed', problem, rebuild: null });
    this.#options.lost();
  }
}

function redactionOf({ settings, redactionKeys }: ServiceConfig): RedactionOptions {
  return { rules: redactionRules(settings), keys: redactionKeys ?? null };
}

function retentionOf(settings: Settings): RetentionPolicy {
  return {
    compressAfterDays: settings['retention.compressAfterDays'],
    maxAgeDays: settings['retention.maxAgeDays'],
    maxSizeGigabytes: settings['retention.maxSizeGigabytes'],
  };
}
