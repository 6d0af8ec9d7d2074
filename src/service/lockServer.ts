// The owner's end of the lock: greets who attaches, passes snapshots on, hears requests to hand over.
import { timingSafeEqual } from 'node:crypto';
import fs from 'node:fs/promises';
import net from 'node:net';
import { createLockAddress, type LockAddress } from './lockAddress.ts';
import { readLines, sendLine, type ToOwner, toOwner, type Welcome } from './lockMessages.ts';
import type { ServiceSnapshot } from './serviceTypes.ts';

export interface LockServerOptions {
  dataFolder: string;
  key: string;
  /** Asked whenever somebody attaches. */
  welcome(): Omit<Welcome, 'type'>;
  /** A process of `version` wants to own; true once everything is closed and it may claim. */
  handOver(version: string): Promise<boolean>;
}

export class LockServer {
  readonly #options: LockServerOptions;
  readonly #address: LockAddress;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly #attached = new Set<net.Socket>();

  private constructor(options: LockServerOptions, address: LockAddress) {
    this.#options = options;
    this.#address = address;
    this.#server = net.createServer(socket => this.#accept(socket));
  }

  static async listen(options: LockServerOptions): Promise<LockServer> {
    const address = await createLockAddress(options.dataFolder);
    const lock = new LockServer(options, address);
    try {
      await new Promise<void>((resolve, reject) => {
        lock.#server.once('error', reject);
        lock.#server.listen(address.address, resolve);
      });
      if (process.platform !== 'win32') await fs.chmod(address.address, 0o600);
    } catch (error) {
      await lock.close();
      throw error;
    }
    return lock;
  }

  get address(): string {
    return this.#address.address;
  }

  broadcast(snapshot: ServiceSnapshot): void {
    for (const socket of this.#attached) sendLine(socket, { type: 'snapshot', snapshot });
  }

  /** Ends all connections, upon which one of the attached takes over. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise(resolve => this.#server.close(resolve));
    await this.#address.remove();
  }

  #accept(socket: net.Socket): void {
    this.#sockets.add(socket);
    // A peer that is killed resets its connection: `close` follows and is all that matters.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#attached.delete(socket);
    });
    readLines(socket, toOwner, message => this.#receive(socket, message));
  }

  #receive(socket: net.Socket, message: ToOwner): void {
    if (message.type === 'attach') {
      if (!isSameKey(message.key, this.#options.key)) {
        socket.destroy();
        return;
      }
      this.#attached.add(socket);
      sendLine(socket, { type: 'welcome', ...this.#options.welcome() });
    } else if (!this.#attached.has(socket)) socket.destroy();
    else if (message.type === 'ping') sendLine(socket, { type: 'pong' });
    else void this.#handOver(socket, message.version);
  }

  async #handOver(socket: net.Socket, version: string): Promise<void> {
    const isReleased = await this.#options.handOver(version);
    sendLine(socket, { type: 'handover_answer', isReleased });
  }
}

function isSameKey(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
