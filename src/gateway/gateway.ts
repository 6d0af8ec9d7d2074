// The gateway's life: which port it holds, whether it proxies, which recorder it feeds.
import type { MessagePort } from 'node:worker_threads';
import { LunaRouteError } from '../protocol/errors.ts';
import type { Remote } from '../protocol/rpc.ts';
import type {
  GatewayContract,
  GatewayHostContract,
  GatewayOptions,
  ListeningState,
  LogLevel,
  RecordingState,
} from '../protocol/workers.ts';
import { ApiRelay } from './apiRelay.ts';
import { answerClientError, endWithError } from './clientError.ts';
import { Exchanges } from './exchanges.ts';
import { FrontDoor, type FrontDoorContext } from './frontDoor.ts';
import { DEFAULT_LIMITS, Listener, type ListenerEvents, type ServerLimits } from './listener.ts';
import { RecorderLink } from './recorderLink.ts';
import { StartGate } from './startGate.ts';
import { UpstreamPool } from './upstreamPool.ts';

/** A port that is held, with the options it was opened or last started with. */
interface Open {
  options: GatewayOptions;
  listener: Listener;
  door: FrontDoor;
  pool: UpstreamPool;
}

export class Gateway implements GatewayContract {
  readonly #host: Remote<GatewayHostContract>;
  readonly #limits: ServerLimits;
  readonly #relay = new ApiRelay();
  readonly #exchanges = new Exchanges();
  readonly #busySockets = new WeakSet<object>();
  #open: Open | null = null;
  #recorder: RecorderLink | null = null;
  #recording: RecordingState = 'on';
  #isProxying = false;
  readonly #gate = new StartGate();
  /** Binding is done one after the other, however calls overlap. */
  #binding: Promise<unknown> = Promise.resolve();

  constructor(host: Remote<GatewayHostContract>, limits: ServerLimits = DEFAULT_LIMITS) {
    this.#host = host;
    this.#limits = limits;
  }

  listen(options: GatewayOptions, willStart: boolean): Promise<ListeningState> {
    if (willStart) this.#gate.close();
    return this.#bind(options, this.#isProxying);
  }

  start(options: GatewayOptions): Promise<ListeningState> {
    return this.#bind(options, true);
  }

  async stop(graceMs: number): Promise<void> {
    this.#isProxying = false;
    this.#gate.open();
    this.#announce();
    await this.#exchanges.drain(graceMs);
  }

  attachRecorder(port: unknown): void {
    this.#recorder?.close();
    if (port === null) return;
    const link: RecorderLink = new RecorderLink(
      port as MessagePort,
      () => this.#open?.options.maxUnacknowledgedBytes ?? 0,
      {
        apiMessage: message => this.#relay.receive(message),
        closed: () => {
          if (this.#recorder === link) this.#recorder = null;
          this.#relay.linkClosed(link);
        },
      },
    );
    this.#recorder = link;
    this.#announce();
  }

  recordingChanged(recording: RecordingState): void {
    this.#recording = recording;
  }

  async close(graceMs: number): Promise<void> {
    this.#isProxying = false;
    this.#gate.open();
    await this.#binding;
    const open = this.#open;
    const retired = open?.listener.retire();
    await this.#exchanges.drain(graceMs);
    this.#recorder?.flush();
    open?.listener.destroy();
    await retired;
    await open?.pool.destroy();
    this.#open = null;
  }

  #bind(options: GatewayOptions, isProxying: boolean): Promise<ListeningState> {
    const bound = this.#binding.then(() => this.#rebind(options, isProxying));
    this.#binding = bound.catch(() => undefined);
    return bound;
  }

  async #rebind(options: GatewayOptions, isProxying: boolean): Promise<ListeningState> {
    const before = this.#open;
    const door = new FrontDoor(options, () => this.#context());
    const listener = await this.#chooseListener(options, before?.listener ?? null);
    this.#open = { options, listener, door, pool: new UpstreamPool(options.network) };
    this.#isProxying = isProxying;
    if (isProxying) this.#gate.open();
    if (before !== null) {
      // Closing twice does no harm.
      if (before.listener !== listener) void before.listener.retire();
      void before.pool.close();
    }
    this.#announce();
    return {
      url: this.#url(),
      port: listener.port,
      isFallbackPort: options.port !== 0 && listener.port !== options.port,
    };
  }

  async #chooseListener(options: GatewayOptions, held: Listener | null): Promise<Listener> {
    const { host, port, isIpv6LoopbackOn } = options;
    const bind = { host, port, isIpv6LoopbackOn };
    const events = this.#events();
    const isSamePlace =
      held !== null && held.bind.host === host && held.bind.isIpv6LoopbackOn === isIpv6LoopbackOn;
    if (held === null || held.isRetired) return Listener.openNearby(bind, this.#limits, events);
    if (!isSamePlace) {
      // Another address on the same port can only be bound once ours is free.
      void held.retire();
      return Listener.openNearby(bind, this.#limits, events);
    }
    if (port === 0 || port === held.port) return held;
    try {
      return await Listener.open(bind, this.#limits, events);
    } catch (error) {
      if (!(error instanceof LunaRouteError)) throw error;
      // Still taken by the other program: we stay where clients know us.
      return held;
    }
  }

  #events(): ListenerEvents {
    const take: ListenerEvents['request'] = (request, response) => {
      this.#busySockets.add(request.socket);
      response.on('close', () => this.#busySockets.delete(request.socket));
      this.#door().request(request, response);
    };
    return {
      request: take,
      expectation: take,
      upgrade: (request, socket, head) => this.#door().upgrade(request, socket, head),
      connect: (_request, socket) => {
        socket.on('error', () => socket.destroy());
        const message = 'LunaRoute is no tunnel: CONNECT is not served. Set a base URL instead of a proxy.';
        endWithError(socket, { status: 405, code: 'connect_not_served', message }, '/');
      },
      trouble: message => this.#log('warn', message),
      clientError: (error, socket) => answerClientError(error, socket, this.#busySockets.has(socket)),
    };
  }

  #door(): FrontDoor {
    return this.#require().door;
  }

  #require(): Open {
    if (this.#open === null) throw new LunaRouteError('not_listening', 'The gateway is not listening.');
    return this.#open;
  }

  #context(): FrontDoorContext {
    return {
      isProxying: this.#isProxying,
      gate: this.#gate,
      pool: this.#require().pool,
      recorder: this.#recorder,
      exchanges: this.#exchanges,
      relay: this.#relay,
      state: this.#isProxying ? 'running' : 'stopped',
      recording: this.#recorder === null ? 'failed' : this.#recording,
      control: action => this.#host.control(action),
      log: (level, message) => this.#log(level, message),
    };
  }

  #log(level: LogLevel, message: string): void {
    // Where logging itself fails there is nowhere left to say so.
    this.#host.log(level, message).catch(() => undefined);
  }

  #announce(): void {
    if (this.#open === null) return;
    const state = this.#isProxying ? 'running' : 'stopped';
    this.#recorder?.post({ type: 'gateway_state', state, url: this.#url() });
  }

  #url(): string {
    const { listener, options } = this.#require();
    const host = options.host === '0.0.0.0' ? '127.0.0.1' : options.host === '::' ? '::1' : options.host;
    return `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`;
  }
}
