// An attached process' end of the lock: its close means that the owner is gone.
import net from 'node:net';
import { errorCode, LunaRouteError } from '../protocol/errors.ts';
import type { Claim } from './claims.ts';
import { readLines, sendLine, type ToAttached, toAttached, type Welcome } from './lockMessages.ts';
import type { ServiceSnapshot } from './serviceTypes.ts';

export interface LockTimes {
  /** An owner that does not greet for so long is dead or suspended. */
  greetMs: number;
  /** The owner is asked for a sign of life this often; two that stay unanswered end the connection. */
  pingMs: number;
}

export const LOCK_TIMES: LockTimes = { greetMs: 10_000, pingMs: 5000 };

const MOST_UNANSWERED_PINGS = 2;
/** Stopping lets streams in flight end first. */
const HANDOVER_LIMIT_MS = 30_000;

export interface LockListener {
  snapshot(snapshot: ServiceSnapshot): void;
  /** The owner is gone, or suspended: it lives but answers no more. Not called after `close()`. */
  closed(isSuspended: boolean): void;
}

export class LockConnection {
  readonly welcome: Welcome;
  readonly #socket: net.Socket;
  readonly #pings: NodeJS.Timeout;
  #unansweredPings = 0;
  #listener: LockListener | undefined;
  #latest: ServiceSnapshot | undefined;
  #isClosed = false;
  #answerHandover: ((isReleased: boolean) => void) | undefined;

  constructor(socket: net.Socket, welcome: Welcome, times: LockTimes) {
    this.#socket = socket;
    this.welcome = welcome;
    this.#pings = setInterval(() => this.#ping(), times.pingMs);
    this.#pings.unref();
    socket.on('close', () => this.#closed());
  }

  /** Registers the only listener; it learns what happened before at once. */
  listen(listener: LockListener): void {
    this.#listener = listener;
    if (this.#latest !== undefined) listener.snapshot(this.#latest);
    if (this.#isClosed) listener.closed(this.#isSuspended());
  }

  receive(message: ToAttached): void {
    if (message.type === 'pong') this.#unansweredPings = 0;
    else if (message.type === 'snapshot') {
      this.#latest = message.snapshot;
      this.#listener?.snapshot(message.snapshot);
    } else if (message.type === 'handover_answer') this.#answerHandover?.(message.isReleased);
  }

  /** Asks the owner to close everything; true when the claim above its own may be made now. */
  handOver(version: string): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), HANDOVER_LIMIT_MS);
      this.#answerHandover = isReleased => {
        clearTimeout(timer);
        resolve(isReleased);
      };
      if (this.#isClosed) this.#answerHandover(false);
      else sendLine(this.#socket, { type: 'handover', version });
    });
  }

  close(): void {
    this.#listener = undefined;
    this.#socket.destroy();
    this.#closed();
  }

  /** One late timer after the machine slept is no proof: only a second one without an answer is. */
  #ping(): void {
    if (this.#isSuspended()) return void this.#socket.destroy();
    this.#unansweredPings++;
    sendLine(this.#socket, { type: 'ping' });
  }

  #isSuspended(): boolean {
    return this.#unansweredPings === MOST_UNANSWERED_PINGS;
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#pings);
    this.#answerHandover?.(false);
    this.#listener?.closed(this.#isSuspended());
  }
}

/**
 * Connects to the holder of a claim; null when it is dead: nobody listens, or nobody greets in time.
 * @throws LunaRouteError `lock_unreachable` when it lives but this process may not talk to it
 */
export function connectLock(
  claim: Claim,
  version: string,
  times: LockTimes,
  signal: AbortSignal,
): Promise<LockConnection | null> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(claim.address);
    let connection: LockConnection | undefined;
    const giveUp = () => void socket.destroy();
    const timer = setTimeout(giveUp, times.greetMs);
    signal.addEventListener('abort', giveUp, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
    socket.on('error', error => {
      if (errorCode(error) !== 'EACCES' && errorCode(error) !== 'EPERM') return;
      const message = `The lock ${claim.address} of process ${claim.pid} may not be used by this process.`;
      reject(new LunaRouteError('lock_unreachable', message, { cause: error }));
    });
    socket.once('close', () => {
      settle();
      if (connection === undefined) resolve(null);
    });
    readLines(socket, toAttached, message => {
      if (connection !== undefined) return connection.receive(message);
      if (message.type !== 'welcome') return void socket.destroy();
      settle();
      connection = new LockConnection(socket, message, times);
      resolve(connection);
    });
    sendLine(socket, { type: 'attach', key: claim.key, pid: process.pid, version });
  });
}
