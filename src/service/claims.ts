// Claims of a data folder: numbered files of which the highest names the owner and the address of its lock.
import fs from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { errorCode } from '../protocol/errors.ts';
import { claimFileName } from '../protocol/lease.ts';
import { createFile } from './atomicFile.ts';
import { removeDeadAddress } from './lockAddress.ts';

const claimFile = z.object({
  pid: z.number(),
  version: z.string(),
  /** Path of a Unix socket or name of a pipe. */
  address: z.string(),
  /** Said by whoever connects: on Windows others can see the pipe's name, but not this file. */
  key: z.string(),
});

export type Claim = z.infer<typeof claimFile>;

const CLAIM_NAME = /^lease-(\d{1,15})\.claim$/;
const TEMPORARY_NAME = /^(lease|token)\b.*\.tmp$/;
const TEMPORARY_MAX_AGE_MS = 60_000;

/** Numbers of all claims, ascending. */
export async function listClaims(dataFolder: string): Promise<number[]> {
  const names = await fs.readdir(dataFolder);
  const fences = names.map(name => Number(CLAIM_NAME.exec(name)?.[1] ?? 0));
  return fences.filter(fence => fence > 0).sort((a, b) => a - b);
}

/** Highest number, 0 when nobody ever claimed. */
export async function highestClaim(dataFolder: string): Promise<number> {
  return (await listClaims(dataFolder)).at(-1) ?? 0;
}

/** Null when it is gone, or not wholly written yet. */
export async function readClaim(dataFolder: string, fence: number): Promise<Claim | null> {
  let text: string;
  try {
    text = await fs.readFile(path.join(dataFolder, claimFileName(fence)), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return claimFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** True for exactly one of all processes that try the same number. */
export function createClaim(dataFolder: string, fence: number, claim: Claim): Promise<boolean> {
  return createFile(path.join(dataFolder, claimFileName(fence)), JSON.stringify(claim));
}

/** Whether `fence` still owns: its file is there, and none above it. */
export async function isClaimHeld(dataFolder: string, fence: number): Promise<boolean> {
  const claims = await listClaims(dataFolder);
  return claims.at(-1) === fence;
}

/** Gives up a claim that was made too late, when a higher one stood already. */
export async function removeClaim(dataFolder: string, fence: number): Promise<void> {
  await fs.rm(path.join(dataFolder, claimFileName(fence)), { force: true });
}

/**
 * Removes claims below `fence`, from the lowest up to the first whose process still lives: a suspended owner
 * must find the claim above its own when it wakes up. The highest claim is never removed, so that numbers
 * never repeat.
 */
export async function cleanClaims(dataFolder: string, fence: number, nowMs: number): Promise<void> {
  for (const lower of await listClaims(dataFolder)) {
    if (lower >= fence) break;
    const claim = await readClaim(dataFolder, lower);
    if (claim !== null && isOtherProcessAlive(claim.pid)) break;
    if (claim !== null) await removeDeadAddress(claim.address);
    await removeClaim(dataFolder, lower);
  }
  for (const name of await fs.readdir(dataFolder)) {
    if (!TEMPORARY_NAME.test(name)) continue;
    const file = path.join(dataFolder, name);
    const stat = await fs.stat(file).catch(() => null);
    if (stat !== null && nowMs - stat.mtimeMs > TEMPORARY_MAX_AGE_MS) await fs.rm(file, { force: true });
  }
}

/** In a container this process may well have the number of the one before; it is not asleep itself. */
function isOtherProcessAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
