// Whether this process may still write to the data folder, or another owner has taken over.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { claimFileName } from '../../protocol/lease.ts';

/** @param fence as in `RecorderOptions` */
export function isFenceLost(dataFolder: string, fence: number | null): boolean {
  return fence !== null && existsSync(path.join(dataFolder, claimFileName(fence + 1)));
}
