// Waits for what `lease.json` says about the owner of a data folder.
import { watch } from 'node:fs/promises';
import path from 'node:path';
import type { Lease } from '../../src/protocol/lease.ts';
import { leasePath, readLease } from '../../src/service/leaseFile.ts';
import { isAlive } from './processes.ts';

/** The lease once its owner lives, listens, and `isWanted` holds; rejects when `signal` aborts. */
export async function untilLease(
  dataFolder: string,
  isWanted: (lease: Lease) => boolean,
  signal: AbortSignal,
): Promise<Lease & { url: string }> {
  const isDone = (lease: Lease | null): lease is Lease & { url: string } =>
    lease !== null && lease.url !== null && isAlive(lease.pid) && isWanted(lease);
  // Watched before it is read: nothing can change unseen in between.
  const changes = watch(dataFolder, { signal });
  const first = await readLease(dataFolder);
  if (isDone(first)) return first;
  for await (const change of changes) {
    if (change.filename !== path.basename(leasePath(dataFolder))) continue;
    const lease = await readLease(dataFolder);
    if (isDone(lease)) return lease;
  }
  throw signal.reason;
}
