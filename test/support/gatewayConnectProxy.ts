// An HTTP proxy that opens tunnels, with a name table of its own, so that no test needs a real name.
import net, { type AddressInfo } from 'node:net';

export class ConnectProxy {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  /** Heads of the CONNECT requests that came. */
  readonly heads: string[] = [];

  private constructor(resolve: (target: string) => number | string) {
    this.#server = net.createServer(client => {
      this.#sockets.add(client);
      client.on('error', () => client.destroy());
      client.once('data', head => {
        this.heads.push(head.toString('latin1'));
        const target = /^CONNECT (\S+) /.exec(head.toString('latin1'))?.[1] ?? '';
        const port = resolve(target);
        if (typeof port === 'string') return void client.end(`HTTP/1.1 ${port}\r\nContent-Length: 0\r\n\r\n`);
        const upstream = net.connect(port, '127.0.0.1', () => {
          client.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
          upstream.pipe(client).pipe(upstream);
        });
        this.#sockets.add(upstream);
        upstream.on('error', () => client.destroy());
      });
    });
  }

  /** @param resolve port on this machine for a target `host:port`, or a status line to refuse with */
  static async open(resolve: (target: string) => number | string): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(resolve);
    await new Promise<void>(done => proxy.#server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
