// The gateway as the service sees it: one port that is kept over crashes, proxying or not.
import { errorCode, errorMessage, type LunaRouteError } from '../protocol/errors.ts';
import type { RpcPeer } from '../protocol/rpc.ts';
import type { GatewayContract, GatewayHostContract, ListeningState } from '../protocol/workers.ts';
import { gatewayOptions } from './gatewayOptions.ts';
import type { ServiceConfig, ServiceSnapshot } from './serviceTypes.ts';
import { SupervisedWorker, type SupervisedWorkerOptions } from './supervisedWorker.ts';

export interface GatewayUnitOptions extends Pick<SupervisedWorkerOptions, 'script' | 'log' | 'now'> {
  version: string;
  token: string;
  /** Tried before the configured port: clients know it from the owner before. */
  inheritedPort: number | null;
  /** How long streams in flight have to end when proxying stops, in milliseconds. */
  stopGraceMs: number;
  host: GatewayHostContract;
  readConfig(): Promise<ServiceConfig>;
  changed(change: Partial<ServiceSnapshot>): void;
  /** The gateway listens and can be joined with the recorder. */
  ready(): Promise<void>;
  /** What passes before the recorder is there goes unrecorded, so proxying waits for it, though not for long. */
  beforeProxying(): Promise<void>;
}

export class GatewayUnit {
  readonly #options: GatewayUnitOptions;
  readonly #worker: SupervisedWorker<GatewayContract>;
  #desired: 'running' | 'stopped' = 'stopped';
  #isProxying = false;
  #isListening = false;
  #isClosing = false;
  /** Where a gateway that comes back listens again. */
  #port: number | null;

  constructor(options: GatewayUnitOptions) {
    this.#options = options;
    this.#port = options.inheritedPort;
    const { script, log, now, host } = options;
    this.#worker = new SupervisedWorker<GatewayContract>(
      { name: 'gateway', script, ours: host, log, now, down: error => this.#down(error) },
      peer => this.#up(peer),
    );
  }

  /** What the user wants, whatever the state is right now. */
  get desired(): 'running' | 'stopped' {
    return this.#desired;
  }

  /** Undefined unless it listens. */
  get peer(): RpcPeer<GatewayContract> | undefined {
    return this.#isListening ? this.#worker.peer : undefined;
  }

  /** Listens, and proxies if that is desired. Rejects when it can't listen, and then tries again by itself. */
  async open(desired: 'running' | 'stopped'): Promise<void> {
    this.#desired = desired;
    this.#options.changed({ state: 'starting', error: null });
    await this.#worker.start();
  }

  async start(): Promise<void> {
    this.#desired = 'running';
    await this.#worker.settled();
    const peer = this.peer;
    if (peer === undefined) return this.open('running');
    if (this.#isProxying) return;
    this.#options.changed({ state: 'starting', error: null });
    try {
      const config = await this.#options.readConfig();
      const listening = await peer.remote.start(this.#gatewayOptions(config, null));
      this.#isProxying = true;
      this.#changed(config, listening);
    } catch (error) {
      const shown = { code: errorCode(error), message: errorMessage(error) };
      this.#options.changed({ state: 'error', error: shown });
      throw error;
    }
  }

  /** Proxied paths are refused from now on; the port stays bound and the API answers. */
  async stop(): Promise<void> {
    this.#desired = 'stopped';
    await this.#worker.settled();
    if (this.#isProxying && this.peer !== undefined) {
      this.#options.changed({ state: 'stopping', error: null });
      await this.peer.remote.stop(this.#options.stopGraceMs);
      this.#isProxying = false;
    }
    if (this.peer !== undefined) this.#options.changed({ state: 'stopped', error: null });
  }

  /** Drains and closes the port; `terminate` must follow. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    await this.peer?.remote.close(graceMs);
  }

  async terminate(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
  }

  /** @param preferredPort null: the configured one, so that a start moves back to it */
  #gatewayOptions(config: ServiceConfig, preferredPort: number | null) {
    const { version, token } = this.#options;
    const configured = config.settings.port;
    const port = preferredPort ?? (configured === 0 ? (this.#port ?? 0) : configured);
    return gatewayOptions(config, version, token, port);
  }

  async #up(peer: RpcPeer<GatewayContract>): Promise<void> {
    const config = await this.#options.readConfig();
    const options = this.#gatewayOptions(config, this.#port);
    const listening = await peer.remote.listen(options, this.#desired === 'running');
    this.#isListening = true;
    this.#port = listening.port;
    await this.#options.ready();
    if (this.#desired === 'running') await this.#options.beforeProxying();
    if (this.#desired === 'stopped') return this.#changed(config, listening);
    const proxying = await peer.remote.start({ ...options, port: listening.port });
    this.#isProxying = true;
    this.#changed(config, proxying);
  }

  #changed({ settings }: ServiceConfig, { url, port }: ListeningState): void {
    this.#port = port;
    const isFallbackPort = settings.port !== 0 && port !== settings.port;
    const state = this.#isProxying ? 'running' : 'stopped';
    this.#options.changed({ state, url, port, isFallbackPort, error: null });
  }

  #down(error: LunaRouteError): void {
    this.#isListening = false;
    this.#isProxying = false;
    if (this.#isClosing) return;
    // One that crashed is back in a moment; one that can't listen needs the user.
    const state = error.code === 'worker_unusable' ? 'error' : 'starting';
    this.#options.changed({ state, url: null, error: { code: error.code, message: error.message } });
  }
}
