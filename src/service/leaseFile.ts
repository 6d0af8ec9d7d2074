// `lease.json`: what other processes and the next owner read about the last one.
import fs from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../protocol/errors.ts';
import { type Lease, leaseFile } from '../protocol/lease.ts';
import { replaceFile } from './atomicFile.ts';

export function leasePath(dataFolder: string): string {
  return path.join(dataFolder, 'lease.json');
}

/** Null when there is none, or none that can be read: it only holds hints that the claim does not need. */
export async function readLease(dataFolder: string): Promise<Lease | null> {
  let text: string;
  try {
    text = await fs.readFile(leasePath(dataFolder), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return leaseFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export async function writeLease(dataFolder: string, lease: Lease): Promise<void> {
  await replaceFile(leasePath(dataFolder), `${JSON.stringify(lease)}\n`);
}
