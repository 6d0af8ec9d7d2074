// Finds out who owns a data folder, and makes this process the owner when nobody alive does.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../protocol/errors.ts';
import {
  type Claim,
  cleanClaims,
  createClaim,
  highestClaim,
  isClaimHeld,
  readClaim,
  removeClaim,
} from './claims.ts';
import { connectLock, type LockConnection, type LockTimes } from './lockConnection.ts';
import { LockServer } from './lockServer.ts';
import type { Log, ServiceSnapshot } from './serviceTypes.ts';

const WATCH_MS = 1000;
const UNREADABLE_RETRY_MS = 100;

export interface LeaseOptions {
  dataFolder: string;
  version: string;
  times: LockTimes;
  log: Log;
  now(): number;
  /** What whoever attaches to this owner is told at once. */
  snapshot(): ServiceSnapshot;
  /** A process of `version` wants to own; true once everything is closed and it may claim. */
  handOver(version: string): Promise<boolean>;
}

type LostListener = (lease: OwnedLease) => void;

export type Contention =
  | { role: 'owner'; lease: OwnedLease }
  | { role: 'attached'; connection: LockConnection };

/** Ownership of the data folder, until a higher claim appears or it is released. */
export class OwnedLease {
  readonly fence: number;
  readonly #options: LeaseOptions;
  readonly #lock: LockServer;
  readonly #watch: NodeJS.Timeout;
  #isWatchFailing = false;

  constructor(fence: number, lock: LockServer, options: LeaseOptions, lost: LostListener) {
    this.fence = fence;
    this.#lock = lock;
    this.#options = options;
    this.#watch = setInterval(() => void this.#check(lost), WATCH_MS);
    this.#watch.unref();
  }

  broadcast(snapshot: ServiceSnapshot): void {
    this.#lock.broadcast(snapshot);
  }

  /** Whether this process may still write shared files. */
  isHeld(): Promise<boolean> {
    return isClaimHeld(this.#options.dataFolder, this.fence);
  }

  /** Lets go; attached processes contend at once. The claim stays, so that its number never repeats. */
  async release(): Promise<void> {
    clearInterval(this.#watch);
    await this.#lock.close();
  }

  async #check(lost: LostListener): Promise<void> {
    try {
      const isHeld = await this.isHeld();
      this.#isWatchFailing = false;
      if (isHeld) return;
      clearInterval(this.#watch);
      lost(this);
    } catch (error) {
      if (!this.#isWatchFailing) this.#options.log('warn', `Can't check the lease: ${errorMessage(error)}`);
      this.#isWatchFailing = true;
    }
  }
}

/**
 * Attaches to the living owner, or claims the next number. Of several processes that find the owner dead, one
 * creates the claim; the others find it and attach.
 * @param deposed number of an owner that has released: it is not asked again
 * @param lost called once when a higher claim has taken ownership away
 */
export async function contend(
  options: LeaseOptions,
  lost: LostListener,
  signal: AbortSignal,
  deposed = 0,
): Promise<Contention> {
  const key = randomBytes(16).toString('hex');
  let fence = 0;
  let lock: LockServer | undefined;
  try {
    for (;;) {
      signal.throwIfAborted();
      const highest = await highestClaim(options.dataFolder);
      if (highest > deposed) {
        const connection = await connectTo(options, highest, signal);
        if (connection !== null) {
          await lock?.close();
          return { role: 'attached', connection };
        }
        signal.throwIfAborted();
      }
      lock ??= await LockServer.listen({
        dataFolder: options.dataFolder,
        key,
        welcome: () => ({ pid: process.pid, version: options.version, fence, snapshot: options.snapshot() }),
        handOver: version => options.handOver(version),
      });
      fence = highest + 1;
      const claim: Claim = { pid: process.pid, version: options.version, address: lock.address, key };
      if (!(await createClaim(options.dataFolder, fence, claim))) continue;
      // Between listing and claiming, others may have come and gone and their claims been cleaned away.
      if (!(await isClaimHeld(options.dataFolder, fence))) {
        await removeClaim(options.dataFolder, fence);
        continue;
      }
      await cleanClaims(options.dataFolder, fence, options.now());
      return { role: 'owner', lease: new OwnedLease(fence, lock, options, lost) };
    }
  } catch (error) {
    await lock?.close();
    throw error;
  }
}

/** Null: its owner is dead, or another claim is higher by now. */
async function connectTo(
  options: LeaseOptions,
  fence: number,
  signal: AbortSignal,
): Promise<LockConnection | null> {
  const giveUpAt = options.now() + options.times.greetMs;
  for (;;) {
    const claim = await readClaim(options.dataFolder, fence);
    if (claim !== null) return connectLock(claim, options.version, options.times, signal);
    if ((await highestClaim(options.dataFolder)) !== fence || options.now() > giveUpAt) return null;
    // Where hard links don't exist, a claim is seen before its content.
    await delay(UNREADABLE_RETRY_MS, undefined, { signal });
  }
}
