// One process' part in the service of a data folder: owns it, or is attached and takes over when the owner goes.
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, errorMessage, LunaRouteError } from '../protocol/errors.ts';
import { ApiClient } from './apiClient.ts';
import { ChangeSignal, isUrgentChange } from './changeSignal.ts';
import { folderTrouble, prepareDataFolder } from './dataFolder.ts';
import { waitForFreePort } from './freePort.ts';
import { contend, type LeaseOptions, type OwnedLease } from './lease.ts';
import { readLease } from './leaseFile.ts';
import { LOCK_TIMES, type LockConnection, type LockTimes } from './lockConnection.ts';
import { Ownership } from './ownership.ts';
import { Service } from './service.ts';
import {
  IDLE_SNAPSHOT,
  type InitialState,
  type Log,
  type ParticipantRole,
  type ParticipantSnapshot,
  type ServiceConfig,
  type ServiceControls,
  type ServiceParticipant,
  type ServiceSnapshot,
  type Unsubscribe,
} from './serviceTypes.ts';
import { readOrCreateToken } from './tokenFile.ts';
import { untilListening } from './untilListening.ts';
import { isNewerVersion } from './versions.ts';
import type { WorkerPaths } from './workerPaths.ts';

export interface ParticipantOptions {
  version: string;
  /** Created when missing. */
  dataFolder: string;
  paths: WorkerPaths;
  /** True: own the folder or fail, and never hand it over (the command line); false: a window. */
  isExclusive: boolean;
  readConfig(): Promise<ServiceConfig>;
  log: Log;
  /** How long streams in flight have to end when the proxy is stopped, in milliseconds. */
  stopGraceMs?: number;
  lockTimes?: LockTimes;
  now?: () => number;
}

const STOP_GRACE_MS = 5000;
const HANDOVER_GRACE_MS = 5000;
/** A killed owner's port is free a moment after its lock; longer than this, somebody else has it. */
const INHERITED_PORT_WAIT_MS = 700;
const CLAIM_AFTER_HANDOVER_MS = 5000;
const CLAIM_POLL_MS = 50;
const RETRY_MS = 2000;

export class Participant implements ServiceParticipant {
  readonly #options: Required<ParticipantOptions>;
  readonly #changes = new ChangeSignal<ParticipantSnapshot>();
  readonly #ended = new AbortController();
  readonly #api = new ApiClient(() => this.address);
  #snapshot: ParticipantSnapshot = { ...IDLE_SNAPSHOT, role: 'joining', ownerPid: null };
  #token: string | null = null;
  #owned: Ownership | undefined;
  #connection: LockConnection | undefined;
  /** Taking over or stepping down, which closing waits for. */
  #transition: Promise<void> = Promise.resolve();
  #closing: Promise<{ statistics: string | null }> | undefined;

  constructor(options: ParticipantOptions) {
    this.#options = { stopGraceMs: STOP_GRACE_MS, lockTimes: LOCK_TIMES, now: Date.now, ...options };
  }

  get snapshot(): ParticipantSnapshot {
    return this.#snapshot;
  }

  get address(): { url: string; token: string } | null {
    const { url } = this.#snapshot;
    return url === null || this.#token === null ? null : { url, token: this.#token };
  }

  onChange(listener: (snapshot: ParticipantSnapshot) => void): Unsubscribe {
    return this.#changes.subscribe(listener);
  }

  /**
   * Becomes owner or attaches. Rejects when the folder can't be used (`data_folder_…`), with `data_folder_in_use`
   * for an exclusive participant, and when the service can't listen; then this process owns it all the same
   * and goes on trying.
   */
  async join(initial: InitialState): Promise<void> {
    try {
      await prepareDataFolder(this.#options.dataFolder);
      this.#token = await readOrCreateToken(this.#options.dataFolder);
      await this.#transit(() => this.#contend(initial));
    } catch (error) {
      throw this.#ended.signal.aborted ? error : folderTrouble(this.#options.dataFolder, error);
    }
    if (this.#connection !== undefined) await untilListening(this, this.#options.lockTimes.greetMs);
  }

  start(): Promise<void> {
    return this.#control('start');
  }

  stop(): Promise<void> {
    return this.#control('stop');
  }

  restart(): Promise<void> {
    return this.#control('restart');
  }

  pause(): Promise<void> {
    return this.#control('pause');
  }

  resume(): Promise<void> {
    return this.#control('resume');
  }

  private(): Promise<void> {
    return this.#control('private');
  }

  /** Plays the demo session into the record; resolves when it is there. */
  demo(): Promise<void> {
    return this.#control('demo');
  }

  flush(): Promise<void> {
    return this.#control('flush');
  }

  /** An attached window leaves it to the owner, whose settings these are too. */
  async applySettings(): Promise<void> {
    await this.#owned?.service.applySettings();
  }

  close(graceMs: number): Promise<{ statistics: string | null }> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<{ statistics: string | null }> {
    this.#ended.abort();
    this.#connection?.close();
    await this.#transition;
    const result = await this.#owned?.close(graceMs);
    this.#owned = undefined;
    this.#change(IDLE_SNAPSHOT, 'closed', null);
    this.#changes.dispose();
    this.#api.dispose();
    return { statistics: result?.statistics ?? null };
  }

  async #control(action: keyof ServiceControls): Promise<void> {
    if (this.#owned !== undefined) return this.#owned.service[action]();
    await this.#api.control(action);
  }

  /** @param initial null: a take-over, which goes on as the owner before; @param deposed that owner's number, if it lives */
  async #contend(initial: InitialState | null, deposed = 0): Promise<void> {
    this.#change({ ...IDLE_SNAPSHOT, state: 'starting' }, 'joining', null);
    const lost = (lease: OwnedLease) => this.#inBackground(() => this.#stepDown(lease));
    const contention = await contend(this.#leaseOptions(), lost, this.#ended.signal, deposed);
    if (contention.role === 'owner') await this.#own(contention.lease, initial);
    else await this.#attach(contention.connection, initial);
  }

  #leaseOptions(): LeaseOptions {
    const { dataFolder, version, lockTimes: times, log, now } = this.#options;
    const snapshot = () => this.#owned?.service.snapshot ?? { ...IDLE_SNAPSHOT, state: 'starting' as const };
    return { dataFolder, version, times, log, now, snapshot, handOver: newer => this.#handOver(newer) };
  }

  async #own(lease: OwnedLease, initial: InitialState | null): Promise<void> {
    const { dataFolder, version, paths, log, now, stopGraceMs, readConfig } = this.#options;
    const before = await readLease(dataFolder);
    const inheritedPort = initial === null ? (before?.port ?? null) : null;
    const asLeft = before?.desired ?? 'stopped';
    // Who starts it at the command line wants a record.
    const isAfresh = this.#options.isExclusive && initial === 'running';
    const pause = isAfresh ? null : (before?.pause ?? null);
    const service = new Service({
      ...{ version, dataFolder, paths, log, now, stopGraceMs, readConfig, inheritedPort, pause },
      token: await readOrCreateToken(dataFolder),
      fence: lease.fence,
      stored: async () => this.#owned?.written(),
    });
    const owned = new Ownership({ lease, service, dataFolder, version, inheritedPort, log });
    this.#owned = owned;
    service.onChange(snapshot => {
      owned.publish(snapshot);
      this.#change(snapshot, 'owner', process.pid);
    });
    log('info', `This process (${process.pid}) owns ${dataFolder} under claim ${lease.fence}.`);
    if (inheritedPort !== null) {
      const { settings } = await readConfig();
      await waitForFreePort(settings.host, inheritedPort, INHERITED_PORT_WAIT_MS);
    }
    await service.open(initial === 'running' || initial === 'stopped' ? initial : asLeft);
  }

  async #attach(connection: LockConnection, initial: InitialState | null): Promise<void> {
    const { version, dataFolder, isExclusive, log } = this.#options;
    const { pid, version: ownersVersion, fence, snapshot } = connection.welcome;
    if (isExclusive) {
      connection.close();
      const where = snapshot.url === null ? '' : ` at ${snapshot.url}`;
      const message = `${dataFolder} is in use by process ${pid}${where}. Stop it, or choose another data folder.`;
      throw new LunaRouteError('data_folder_in_use', message);
    }
    if (isNewerVersion(version, ownersVersion) && (await connection.handOver(version))) {
      connection.close();
      return this.#contend(initial === null || initial === 'asLeft' ? null : initial, fence);
    }
    log('info', `Attached to process ${pid}, which owns ${dataFolder}.`);
    this.#connection = connection;
    this.#change(snapshot, 'attached', pid);
    connection.listen({
      snapshot: latest => this.#change(latest, 'attached', pid),
      closed: isSuspended => {
        this.#connection = undefined;
        this.#inBackground(() => this.#contend(null, isSuspended ? fence : 0));
      },
    });
  }

  /** A higher claim appeared: this process was suspended for so long that another one took over. */
  async #stepDown(lease: OwnedLease): Promise<void> {
    const owned = this.#owned;
    if (owned?.lease !== lease) return;
    this.#options.log('warn', 'Another process has taken over the data folder.');
    this.#owned = undefined;
    await owned.close(0);
    if (!this.#options.isExclusive) return this.#contend(null);
    const error = { code: 'lease_lost', message: 'Another process has taken over the data folder.' };
    this.#change({ ...IDLE_SNAPSHOT, state: 'error', error }, 'closed', null);
  }

  /** Closes the service for a newer version, and opens it again should that one not claim after all. */
  #handOver(version: string): Promise<boolean> {
    const owned = this.#owned;
    const isRefused = this.#options.isExclusive || !isNewerVersion(version, this.#options.version);
    if (owned === undefined || isRefused) return Promise.resolve(false);
    return new Promise(resolve => {
      this.#inBackground(async () => {
        if (this.#owned !== owned) return resolve(false);
        this.#options.log('info', `Handing over to version ${version}.`);
        await owned.closeService(HANDOVER_GRACE_MS);
        resolve(true);
        if (await this.#isSucceeded(owned.lease)) {
          this.#owned = undefined;
          await owned.lease.release();
          await this.#contend(null);
        } else await this.#own(owned.lease, null);
      });
    });
  }

  async #isSucceeded(lease: OwnedLease): Promise<boolean> {
    const giveUpAt = this.#options.now() + CLAIM_AFTER_HANDOVER_MS;
    while (this.#options.now() < giveUpAt && !this.#ended.signal.aborted) {
      if (!(await lease.isHeld())) return true;
      await delay(CLAIM_POLL_MS);
    }
    return false;
  }

  /** Changes of role happen one after the other. */
  #transit(action: () => Promise<void>): Promise<void> {
    const run = this.#transition.then(action);
    this.#transition = run.catch(() => undefined);
    return run;
  }

  #inBackground(action: () => Promise<void>): void {
    if (this.#ended.signal.aborted) return;
    this.#transit(action).catch(async (error: unknown) => {
      if (this.#ended.signal.aborted) return;
      this.#options.log('error', `Taking over failed: ${errorMessage(error)}`);
      // A service that can't listen goes on trying by itself.
      if (this.#owned !== undefined || this.#connection !== undefined) return;
      const shown = { code: errorCode(error), message: errorMessage(error) };
      this.#change({ ...IDLE_SNAPSHOT, state: 'error', error: shown }, 'joining', null);
      await delay(RETRY_MS, undefined, { signal: this.#ended.signal }).catch(() => undefined);
      this.#inBackground(() => this.#contend(null));
    });
  }

  #change(snapshot: ServiceSnapshot, role: ParticipantRole, ownerPid: number | null): void {
    const before = this.#snapshot;
    this.#snapshot = { ...snapshot, role, ownerPid };
    const isUrgent = role !== before.role || isUrgentChange(before, snapshot);
    this.#changes.emit(this.#snapshot, isUrgent);
  }
}
