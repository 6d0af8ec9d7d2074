// One running LunaRoute: both workers under supervision, and what a person can do with them.
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { errorMessage, LunaRouteError } from '../protocol/errors.ts';
import type { Pause } from '../protocol/lease.ts';
import type { ControlAction, ServiceState } from '../protocol/workers.ts';
import { ChangeSignal, isUrgentChange } from './changeSignal.ts';
import { type DemoRunOptions, runDemo } from './demoRun.ts';
import { GatewayUnit } from './gatewayUnit.ts';
import { RecorderUnit } from './recorderUnit.ts';
import { runStages } from './runStages.ts';
import {
  IDLE_SNAPSHOT,
  type Log,
  type ServiceConfig,
  type ServiceControls,
  type ServiceSnapshot,
  type Unsubscribe,
} from './serviceTypes.ts';
import type { WorkerPaths } from './workerPaths.ts';

export interface ServiceOptions {
  version: string;
  dataFolder: string;
  paths: WorkerPaths;
  token: string;
  /** Number of the claim that this service runs under. */
  fence: number | null;
  /** Tried before the configured port: clients know it from the owner before. */
  inheritedPort: number | null;
  /** As an earlier owner left it. */
  pause: Pause | null;
  /** How long streams in flight have to end when the proxy is stopped, in milliseconds. */
  stopGraceMs: number;
  readConfig(): Promise<ServiceConfig>;
  /** Resolves when `desired` and `pause` are where the next owner finds them: they hold even if this process dies right after. */
  stored(): Promise<void>;
  log: Log;
  now(): number;
}

/** Writing out the index of a large folder takes seconds; the journal is safe either way. */
const RECORDER_CLOSE_MS = 15_000;
const STAGE_MARGIN_MS = 1000;
/** Loading a large index takes longer; proxying then begins without it. */
const LONGEST_RECORDER_WAIT_MS = 3000;

export class Service implements ServiceControls {
  readonly #log: Log;
  readonly #stored: () => Promise<void>;
  readonly #gateway: GatewayUnit;
  readonly #recorder: RecorderUnit;
  readonly #changes = new ChangeSignal<ServiceSnapshot>();
  #snapshot: ServiceSnapshot = IDLE_SNAPSHOT;
  /** Start, stop and the like run one after the other. */
  #lastAction: Promise<unknown> = Promise.resolve();
  #closing: Promise<{ statistics: string }> | undefined;
  #demo: Promise<void> | undefined;
  readonly #demoOptions: Omit<DemoRunOptions, 'recorder'>;

  constructor(options: ServiceOptions) {
    const { paths, log } = options;
    this.#log = log;
    this.#stored = () => options.stored();
    this.#demoOptions = { version: options.version, paths, log };
    const changed = (change: Partial<ServiceSnapshot>) => this.#change(change);
    const ready = () => this.#join();
    this.#gateway = new GatewayUnit({
      ...options,
      script: paths.gateway,
      host: { control: action => this.control(action), log },
      changed,
      ready,
      beforeProxying: () => this.#untilRecording(),
    });
    this.#recorder = new RecorderUnit({
      ...options,
      script: paths.recorder,
      sqlWasmPath: paths.sqlWasm,
      changed,
      ready,
      // A gateway that is down at this moment has no recorder either.
      lost: () => void this.#gateway.peer?.remote.attachRecorder(null).catch(() => undefined),
    });
  }

  get snapshot(): ServiceSnapshot {
    return this.#snapshot;
  }

  /** What the user wants, whatever the state is right now. */
  get desired(): 'running' | 'stopped' {
    return this.#gateway.desired;
  }

  /** Why nothing is recorded although it is enabled. */
  get pausedBy(): Pause | null {
    return this.#recorder.pausedBy;
  }

  onChange(listener: (snapshot: ServiceSnapshot) => void): Unsubscribe {
    return this.#changes.subscribe(listener);
  }

  /**
   * Starts both workers and listens. Rejects when the gateway can't listen; it is then tried again by itself. A
   * recorder that fails or takes long shows in the snapshot only.
   */
  open(desired: 'running' | 'stopped'): Promise<void> {
    return this.#serially(async () => {
      // Its failure has been logged and shows in the snapshot.
      this.#recorder.open().catch(() => undefined);
      await this.#gateway.open(desired);
      await this.#untilRecording();
    });
  }

  start(): Promise<void> {
    return this.#lastingly(() => this.#gateway.start());
  }

  stop(): Promise<void> {
    return this.#lastingly(() => this.#gateway.stop());
  }

  restart(): Promise<void> {
    return this.#lastingly(async () => {
      await this.#gateway.stop();
      await this.#gateway.start();
    });
  }

  pause(): Promise<void> {
    return this.#lastingly(() => this.#recorder.pause('paused'));
  }

  resume(): Promise<void> {
    return this.#lastingly(() => this.#recorder.resume());
  }

  private(): Promise<void> {
    return this.#lastingly(() => this.#recorder.pause('private'));
  }

  /** Plays the demo session; traffic and settings of everyone else are not touched. */
  async demo(): Promise<void> {
    const recorder = this.#recorder.peer;
    if (recorder === undefined || this.#snapshot.recording !== 'on')
      throw new LunaRouteError('not_recording', 'The demo needs the recorder: resume recording first.');
    this.#demo ??= runDemo({ ...this.#demoOptions, recorder }).finally(() => {
      this.#demo = undefined;
    });
    await this.#demo;
  }

  flush(): Promise<void> {
    return this.#recorder.flush();
  }

  compact(): Promise<void> {
    return this.#recorder.compact();
  }

  cancel(): Promise<void> {
    return this.#recorder.cancel();
  }

  applySettings(): Promise<void> {
    return this.#serially(() => this.#recorder.applySettings());
  }

  /** `POST /control/<action>`. */
  async control(action: ControlAction): Promise<{ state: ServiceState }> {
    await this[action]();
    return { state: this.#snapshot.state };
  }

  /** Drains for `graceMs`, flushes and ends both workers; idempotent, never rejects. */
  close(graceMs: number): Promise<{ statistics: string }> {
    this.#closing ??= this.#serially(() => this.#close(graceMs));
    return this.#closing;
  }

  async #close(graceMs: number): Promise<{ statistics: string }> {
    let statistics = '';
    this.#change({ state: 'stopping' });
    await runStages(this.#log, [
      {
        name: 'drain the gateway',
        limitMs: graceMs + STAGE_MARGIN_MS,
        run: () => this.#gateway.close(graceMs),
      },
      {
        name: 'close the recorder',
        limitMs: RECORDER_CLOSE_MS,
        run: async () => {
          statistics = (await this.#recorder.close()).statistics;
        },
      },
      {
        name: 'end the workers',
        limitMs: STAGE_MARGIN_MS,
        run: () => Promise.all([this.#gateway.terminate(), this.#recorder.terminate()]),
      },
    ]);
    this.#change(IDLE_SNAPSHOT);
    this.#changes.dispose();
    return { statistics };
  }

  async #untilRecording(): Promise<void> {
    const limit = new AbortController();
    await Promise.race([
      this.#recorder.untilReady(),
      delay(LONGEST_RECORDER_WAIT_MS, undefined, { signal: limit.signal }),
    ]);
    limit.abort();
  }

  /** Gives both workers the ends of a new channel; whichever is ready last gets here with both. */
  async #join(): Promise<void> {
    const [gateway, recorder] = [this.#gateway.peer, this.#recorder.peer];
    this.#tellRecording();
    if (gateway === undefined || recorder === undefined) return;
    const { port1, port2 } = new MessageChannel();
    try {
      await Promise.all([
        recorder.callWithTransfer('attachGateway', [port1], port1, 'recorded'),
        gateway.callWithTransfer('attachRecorder', [port2], port2),
      ]);
    } catch (error) {
      // One of them died meanwhile; they are joined when it is ready again.
      this.#log('warn', `Gateway and recorder could not be joined: ${errorMessage(error)}`);
    }
  }

  /** For `/readyz`; a gateway that is down learns it when it is joined. */
  #tellRecording(): void {
    const { recording } = this.#snapshot;
    void this.#gateway.peer?.remote.recordingChanged(recording).catch(() => undefined);
  }

  #lastingly(action: () => Promise<void>): Promise<void> {
    return this.#serially(async () => {
      await action();
      await this.#stored();
    });
  }

  #serially<T>(action: () => Promise<T>): Promise<T> {
    const run = this.#lastAction.then(action);
    this.#lastAction = run.catch(() => undefined);
    return run;
  }

  #change(change: Partial<ServiceSnapshot>): void {
    const before = this.#snapshot;
    this.#snapshot = { ...before, ...change };
    if (this.#snapshot.recording !== before.recording) this.#tellRecording();
    this.#changes.emit(this.#snapshot, isUrgentChange(before, this.#snapshot));
  }
}
