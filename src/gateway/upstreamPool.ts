// Keep-alive connections to upstreams, and how long each new one took to open.
import { Agent, type Dispatcher, Pool } from 'undici';
import type { NetworkOptions } from '../protocol/workers.ts';
import { now } from './clock.ts';
import { type Connect, createConnector } from './connector.ts';

/**
 * An idle connection is given up before the upstream does, or a request could meet its end on the way: that
 * can't be told from a request that was processed, so it must not be sent again. Providers keep
 * connections for a minute and more, small servers on this machine for 5 s (uvicorn, Node). A shorter time
 * that a `Keep-Alive` header announces is honoured.
 */
const IDLE_MS = { 'https:': 30_000, 'http:': 4_000 } as const;
const MAX_RESPONSE_HEADER_BYTES = 64 * 1024;

export class UpstreamPool {
  readonly #agent: Agent;
  readonly #connect: Connect;
  #openingMs: number | null = null;

  constructor(network: NetworkOptions) {
    this.#connect = createConnector(network);
    this.#agent = new Agent({
      // Nothing of ours ends a silent stream.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
      connect: this.#timedConnect,
      factory: (origin, options) =>
        new Pool(origin, {
          ...(options as Pool.Options),
          keepAliveTimeout: new URL(origin).protocol === 'https:' ? IDLE_MS['https:'] : IDLE_MS['http:'],
        }),
    });
  }

  /** Sends a request; failures come to the handler. */
  dispatch(
    options: Dispatcher.DispatchOptions & { origin: string },
    handler: Dispatcher.DispatchHandler,
  ): void {
    this.#agent.dispatch(options, handler);
  }

  /**
   * How long the connection took to open on which a request starts now; 0 on a pooled one. Only right inside
   * `onRequestStart`: undici starts the waiting request within the connector's callback.
   */
  get openingMs(): number {
    return this.#openingMs ?? 0;
  }

  /** Lets requests in flight end, then closes all connections. */
  async close(): Promise<void> {
    await this.#agent.close();
  }

  /** Ends everything at once. */
  async destroy(): Promise<void> {
    await this.#agent.destroy();
  }

  readonly #timedConnect: Connect = (options, callback) => {
    const startedAt = now();
    this.#connect(options, (...result) => {
      this.#openingMs = now() - startedAt;
      callback(...result);
      this.#openingMs = null;
    });
  };
}
