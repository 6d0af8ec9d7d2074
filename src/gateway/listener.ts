// The HTTP server on its port: binds it, or the next free one, with limits that no healthy stream meets.
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { errorCode, LunaRouteError } from '../protocol/errors.ts';

/** How many ports above the configured one are tried before any free one is taken. */
const PORTS_TO_TRY = 20;
const MAX_HEADER_BYTES = 64 * 1024;
/** Larger reads and writes than Node's 64 KB help large bodies. */
const HIGH_WATER_MARK_BYTES = 256 * 1024;

export interface ServerLimits {
  /** A client must have sent its headers by then. Bodies and answers have no limit. */
  headersTimeoutMs: number;
  /** An idle connection of a client is kept this long: longer than clients keep theirs. */
  keepAliveTimeoutMs: number;
}

export const DEFAULT_LIMITS: ServerLimits = { headersTimeoutMs: 60_000, keepAliveTimeoutMs: 120_000 };

export interface ListenerEvents {
  request(request: http.IncomingMessage, response: http.ServerResponse): void;
  /** A request with `Expect: 100-continue`, to be answered before its body comes. */
  expectation(request: http.IncomingMessage, response: http.ServerResponse): void;
  upgrade(request: http.IncomingMessage, socket: Socket, head: Buffer): void;
  connect(request: http.IncomingMessage, socket: Socket): void;
  clientError(error: Error, socket: Socket): void;
  /** Something is wrong with the server itself, which goes on: no IPv6, no file handles left for a connection. */
  trouble(message: string): void;
}

export interface Bind {
  host: string;
  port: number;
  isIpv6LoopbackOn: boolean;
}

export class Listener {
  readonly #servers: readonly http.Server[];
  readonly bind: Bind;
  readonly port: number;
  #isRetired = false;

  private constructor(servers: readonly http.Server[], bind: Bind, port: number) {
    this.#servers = servers;
    this.bind = bind;
    this.port = port;
  }

  /** Binds exactly this port. @throws LunaRouteError `port_taken`, or the system's own code */
  static async open(bind: Bind, limits: ServerLimits, events: ListenerEvents): Promise<Listener> {
    const first = createServer(limits, events);
    const port = await listen(first, bind.host, bind.port, events);
    const servers = [first];
    if (bind.isIpv6LoopbackOn && bind.host !== '::1' && bind.host !== '::') {
      const second = createServer(limits, events);
      try {
        await listen(second, '::1', port, events);
        servers.push(second);
      } catch (error) {
        if (errorCode(error) === 'port_taken') {
          first.close();
          throw error;
        }
        events.trouble(`Not listening on IPv6 loopback (${errorCode(error)}); IPv4 works.`);
      }
    }
    return new Listener(servers, bind, port);
  }

  /** Binds the configured port or, where that is taken, the next free one. */
  static async openNearby(bind: Bind, limits: ServerLimits, events: ListenerEvents): Promise<Listener> {
    for (const port of candidatePorts(bind.port)) {
      try {
        return await Listener.open({ ...bind, port }, limits, events);
      } catch (error) {
        if (errorCode(error) !== 'port_taken') throw error;
      }
    }
    throw new LunaRouteError('port_taken', `No free port was found for LunaRoute at ${bind.host}.`);
  }

  /** Stops accepting; idle connections close now, busy ones when their answer has been sent. */
  retire(): Promise<void> {
    this.#isRetired = true;
    return Promise.all(this.#servers.map(retireServer)).then(() => undefined);
  }

  /** It no longer holds its port. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** Closes every connection at once. */
  destroy(): void {
    for (const server of this.#servers) server.closeAllConnections();
  }
}

function candidatePorts(port: number): number[] {
  // More than once: any free port of IPv4 may be taken on IPv6.
  if (port === 0) return [0, 0, 0];
  const ports = Array.from({ length: PORTS_TO_TRY + 1 }, (_, offset) => port + offset);
  return [...ports.filter(candidate => candidate <= 65_535), 0];
}

function createServer(limits: ServerLimits, events: ListenerEvents): http.Server {
  const server = http.createServer({
    insecureHTTPParser: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    highWaterMark: HIGH_WATER_MARK_BYTES,
    noDelay: true,
    keepAlive: true,
    requestTimeout: 0,
    headersTimeout: limits.headersTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, limits.headersTimeoutMs),
  });
  // Otherwise headers beyond Node's limit would be left out silently; the guard refuses them.
  server.maxHeadersCount = 0;
  server.timeout = 0;
  server.on('request', events.request);
  server.on('checkContinue', events.expectation);
  server.on('upgrade', (request, socket, head) => events.upgrade(request, socket as Socket, head));
  server.on('connect', (request, socket) => events.connect(request, socket as Socket));
  server.on('clientError', (error, socket) => events.clientError(error, socket as Socket));
  return server;
}

function listen(server: http.Server, host: string, port: number, events: ListenerEvents): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      const code = errorCode(error);
      // Windows reserves ranges of ports, which then are as good as taken.
      if (code === 'EADDRINUSE' || code === 'EACCES')
        return reject(new LunaRouteError('port_taken', `Port ${port} is taken.`, { cause: error }));
      const text = `LunaRoute can't listen on ${host} (${code}). Is it an address of this machine?`;
      reject(new LunaRouteError(code, text, { cause: error }));
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners('error');
      server.on('error', error =>
        events.trouble(`A connection could not be accepted (${errorCode(error)}).`),
      );
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function retireServer(server: http.Server): Promise<void> {
  // A connection that is busy now would otherwise stay open, idle, for the whole keep-alive time.
  server.keepAliveTimeout = 1;
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
