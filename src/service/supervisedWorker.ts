// One worker thread that is started again, with growing pauses, whenever it dies.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Transferable, Worker } from 'node:worker_threads';
import { errorMessage, LunaRouteError } from '../protocol/errors.ts';
import { connectRpc, type RpcPeer } from '../protocol/rpc.ts';
import type { Log } from './serviceTypes.ts';

const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 30_000;
/** A worker that lived so long did not die of what killed the one before. */
const HEALTHY_MS = 60_000;

export interface SupervisedWorkerOptions {
  name: 'gateway' | 'recorder';
  /** Path of the worker's script. */
  script: string;
  /** What the worker may call here. */
  ours: object;
  log: Log;
  now(): number;
  /** The worker died, or `up` rejected; it will be started again by itself. */
  down(error: LunaRouteError): void;
}

interface Running<Theirs> {
  worker: Worker;
  peer: RpcPeer<Theirs>;
  startedAt: number;
}

/** Without a limit the space for short-lived objects grows to three times this under load, and stays so. */
const YOUNG_GENERATION_MEGABYTES = 48;

export class SupervisedWorker<Theirs> {
  readonly #options: SupervisedWorkerOptions;
  /** Brings a fresh worker into service, also after each restart. */
  readonly #up: (peer: RpcPeer<Theirs>) => Promise<void>;
  #running: Running<Theirs> | undefined;
  #starting: Promise<void> | undefined;
  #isEnded = false;
  #restart: NodeJS.Timeout | undefined;
  #restartMs = FIRST_RESTART_MS;

  constructor(options: SupervisedWorkerOptions, up: (peer: RpcPeer<Theirs>) => Promise<void>) {
    this.#options = options;
    this.#up = up;
  }

  /** Undefined while the worker is down. */
  get peer(): RpcPeer<Theirs> | undefined {
    return this.#running?.peer;
  }

  /**
   * Starts the thread now unless it runs, and brings it into service. Rejects when that failed, and then goes
   * on trying by itself.
   */
  start(): Promise<void> {
    if (this.#isEnded) {
      const message = `The ${this.#options.name} has been ended.`;
      return Promise.reject(new LunaRouteError('worker_ended', message));
    }
    if (this.#starting !== undefined) return this.#starting;
    if (this.#running !== undefined) return Promise.resolve();
    clearTimeout(this.#restart);
    this.#starting = this.#launch().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Resolves when no start is under way any more, whether it worked or not. */
  async settled(): Promise<void> {
    await this.#starting?.catch(() => undefined);
  }

  /** Ends the thread for good. */
  async terminate(): Promise<void> {
    this.#isEnded = true;
    clearTimeout(this.#restart);
    const running = this.#running;
    this.#running = undefined;
    await running?.worker.terminate();
  }

  async #launch(): Promise<void> {
    const { name, script, log, ours, now } = this.#options;
    const worker = new Worker(script, {
      name,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES },
    });
    const peer = connectRpc<Theirs>(
      {
        post: (message, transfer = []) => worker.postMessage(message, transfer as readonly Transferable[]),
        listen: listener => void worker.on('message', listener),
      },
      ours,
    );
    const running: Running<Theirs> = { worker, peer, startedAt: now() };
    this.#running = running;
    forwardLines(worker.stdout, line => log('info', `${name}: ${line}`));
    forwardLines(worker.stderr, line => log('warn', `${name}: ${line}`));
    let cause = new LunaRouteError('worker_ended', `The ${name} ended unexpectedly.`);
    worker.once('error', error => {
      const message = `The ${name} crashed: ${errorMessage(error)}`;
      cause = new LunaRouteError('worker_crashed', message, { cause: error });
    });
    worker.once('exit', () => {
      peer.close(cause.code, cause.message);
      this.#died(running, cause);
    });
    try {
      await this.#up(peer);
    } catch (error) {
      this.#died(running, new LunaRouteError('worker_unusable', errorMessage(error), { cause: error }));
      await worker.terminate();
      throw error;
    }
  }

  #died(running: Running<Theirs>, cause: LunaRouteError): void {
    if (this.#running !== running) return;
    this.#running = undefined;
    const { name, log, now } = this.#options;
    if (now() - running.startedAt > HEALTHY_MS) this.#restartMs = FIRST_RESTART_MS;
    log('error', `${cause.message} The ${name} is started again in ${this.#restartMs} ms.`);
    // A failure was logged above, and `down` tells whoever shows it.
    this.#restart = setTimeout(() => void this.start().catch(() => undefined), this.#restartMs);
    this.#restartMs = Math.min(this.#restartMs * 2, LONGEST_RESTART_MS);
    this.#options.down(cause);
  }
}

function forwardLines(stream: Readable, forward: (line: string) => void): void {
  createInterface({ input: stream }).on('line', forward);
}
