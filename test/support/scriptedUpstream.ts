// An upstream of raw sockets: a test reads what arrived and writes the answer byte by byte.
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { RawClient } from './rawHttp.ts';

export class ScriptedUpstream {
  readonly #server: net.Server;
  readonly #connections: RawClient[] = [];
  readonly #arrivals: ((connection: RawClient) => void)[] = [];
  readonly #sockets = new Map<net.Socket, RawClient | null>();

  private constructor(server: net.Server) {
    this.#server = server;
    server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', (socket: net.Socket) => {
      this.#await(socket);
    });
  }

  /** The next bytes on this socket are a new arrival. */
  #await(socket: net.Socket): void {
    this.#sockets.set(socket, null);
    const onReadable = () => {
      if (socket.readableLength === 0) return;
      socket.off('readable', onReadable);
      const connection = new RawClient(socket);
      this.#sockets.set(socket, connection);
      socket.resume();
      const waiting = this.#arrivals.shift();
      if (waiting === undefined) this.#connections.push(connection);
      else waiting(connection);
    };
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('end', () => this.#sockets.get(socket) === null && socket.destroy());
    socket.on('readable', onReadable);
  }

  /** @param secure key and certificate for TLS */
  static open(secure?: { key: string; cert: string }): Promise<ScriptedUpstream> {
    const server =
      secure === undefined
        ? net.createServer({ allowHalfOpen: true })
        : tls.createServer({ ...secure, allowHalfOpen: true });
    server.on('tlsClientError', () => undefined);
    return new Promise(resolve => {
      server.listen(0, '127.0.0.1', () => resolve(new ScriptedUpstream(server)));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http${this.#server instanceof tls.Server ? 's' : ''}://127.0.0.1:${this.port}`;
  }

  /** The next connection on which a request comes in, or has come in and was not taken yet. */
  accept(): Promise<RawClient> {
    const connection = this.#connections.shift();
    if (connection !== undefined) return Promise.resolve(connection);
    return new Promise(resolve => this.#arrivals.push(resolve));
  }

  /** Connections on which a request has come in and was not taken. */
  get waitingCount(): number {
    return this.#connections.length;
  }

  /** Takes a connection, reads until `end` has come, and answers with `answer`. */
  async serve(answer: string | Uint8Array, end: string | RegExp = '\r\n\r\n'): Promise<RawClient> {
    const connection = await this.accept();
    await connection.until(end);
    return connection.send(answer);
  }

  /** Forgets what has come in so far: the next request is an arrival again, also on a connection that is open. */
  forget(): void {
    this.#connections.length = 0;
    this.#arrivals.length = 0;
    for (const [socket, connection] of this.#sockets) {
      if (connection === null || socket.destroyed) continue;
      socket.removeAllListeners();
      this.#await(socket);
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** A port on which nothing listens. */
export function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
