// A TCP client that sends exactly what a test says and shows exactly what came back.
import net from 'node:net';

export class RawClient {
  readonly #socket: net.Socket;
  #received = Buffer.alloc(0);
  #isEnded = false;
  #isClosed = false;
  #error: NodeJS.ErrnoException | null = null;
  readonly #waiters = new Set<() => void>();

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', bytes => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    socket.on('end', () => {
      this.#isEnded = true;
      this.#wake();
    });
    socket.on('error', error => {
      this.#error = error;
    });
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  static connect(port: number, host = '127.0.0.1'): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host, allowHalfOpen: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new RawClient(socket));
      });
    });
  }

  get socket(): net.Socket {
    return this.#socket;
  }

  /** Everything received, one character a byte. */
  get text(): string {
    return this.#received.toString('latin1');
  }

  get bytes(): Buffer {
    return this.#received;
  }

  get error(): NodeJS.ErrnoException | null {
    return this.#error;
  }

  /** The other side has ended its direction properly. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  send(data: string | Uint8Array): this {
    if (typeof data === 'string') this.#socket.write(data, 'latin1');
    else this.#socket.write(data);
    return this;
  }

  /** Waits until the received text contains or matches `what`. @throws when the connection closes before */
  async until(what: string | RegExp | ((text: string) => boolean)): Promise<string> {
    const isThere = () =>
      typeof what === 'string'
        ? this.text.includes(what)
        : typeof what === 'function'
          ? what(this.text)
          : what.test(this.text);
    while (!isThere()) {
      if (this.#isClosed || this.#isEnded)
        throw new Error(`Closed before ${what}; received:\n${this.text.slice(-500)}`);
      await this.#change();
    }
    return this.text;
  }

  /** Waits until the connection is closed or the other side has ended it, and gives everything received. */
  async closed(): Promise<string> {
    while (!this.#isClosed && !this.#isEnded) await this.#change();
    return this.text;
  }

  /** Sends a FIN and nothing else. */
  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #change(): Promise<void> {
    return new Promise(resolve => this.#waiters.add(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }
}

/** Sends one request on its own connection and gives everything that came until the other side closed it. */
export async function exchangeRaw(port: number, request: string): Promise<string> {
  const client = await RawClient.connect(port);
  try {
    return await client.send(request).closed();
  } finally {
    client.destroy();
  }
}

/** Head (status line and headers) and the rest of a raw message. */
export function splitMessage(text: string): { head: string; body: string; lines: string[] } {
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end);
  return { head, body: text.slice(end + 4), lines: head.split('\r\n') };
}
