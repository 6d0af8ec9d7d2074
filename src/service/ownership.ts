// What an owner holds: the lease, the service that runs under it, and `lease.json` that tells of both.
import { errorMessage } from '../protocol/errors.ts';
import type { Lease } from '../protocol/lease.ts';
import type { OwnedLease } from './lease.ts';
import { writeLease } from './leaseFile.ts';
import type { Service } from './service.ts';
import type { Log, ServiceSnapshot } from './serviceTypes.ts';

export interface OwnershipOptions {
  lease: OwnedLease;
  service: Service;
  dataFolder: string;
  version: string;
  /** Port of the owner before, which the next one needs to know as long as nothing listens. */
  inheritedPort: number | null;
  log: Log;
}

export class Ownership {
  readonly service: Service;
  readonly lease: OwnedLease;
  readonly #options: OwnershipOptions;
  #port: number | null;
  #latest: Lease | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: OwnershipOptions) {
    this.#options = options;
    this.service = options.service;
    this.lease = options.lease;
    this.#port = options.inheritedPort;
  }

  /** Passes a change on to attached processes and to `lease.json`. */
  publish(snapshot: ServiceSnapshot): void {
    this.lease.broadcast(snapshot);
    this.#port = snapshot.port ?? this.#port;
    const { url } = snapshot;
    const lease: Lease = {
      pid: process.pid,
      version: this.#options.version,
      fence: this.lease.fence,
      url,
      port: this.#port,
      desired: this.service.desired,
      pause: this.service.pausedBy,
    };
    if (JSON.stringify(lease) === JSON.stringify(this.#latest)) return;
    this.#latest = lease;
    this.#writing ??= this.#writeLatest();
  }

  /** Resolves when `lease.json` says how things are now. */
  async written(): Promise<void> {
    this.publish(this.service.snapshot);
    await this.#writing;
  }

  /** Ends the service, then lets the lease go; attached processes take over now. */
  async close(graceMs: number): Promise<{ statistics: string }> {
    const result = await this.closeService(graceMs);
    await this.release();
    return result;
  }

  /** Ends the service, but keeps the lease: nobody takes over yet. */
  async closeService(graceMs: number): Promise<{ statistics: string }> {
    const result = await this.service.close(graceMs);
    await this.written();
    return result;
  }

  async release(): Promise<void> {
    await this.lease.release();
  }

  /** One write at a time; what changes meanwhile is written next, and only its last state. */
  async #writeLatest(): Promise<void> {
    let done: Lease | undefined;
    try {
      while (this.#latest !== undefined && this.#latest !== done) {
        done = this.#latest;
        if (!(await this.lease.isHeld())) return;
        await writeLease(this.#options.dataFolder, done);
      }
    } catch (error) {
      this.#options.log('warn', `lease.json could not be written: ${errorMessage(error)}`);
    } finally {
      this.#writing = undefined;
    }
  }
}
