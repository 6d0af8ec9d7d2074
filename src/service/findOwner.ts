// Asks the owner of a data folder where its API is, so that a token is never sent to a port of somebody else.

import type { ApiAddress } from './apiClient.ts';
import { highestClaim, readClaim } from './claims.ts';
import { connectLock } from './lockConnection.ts';
import { readToken } from './tokenFile.ts';

const GREET_MS = 3000;
/** Longer than the one question takes. */
const PING_MS = 60_000;

/** Null when nobody owns the folder, or the owner does not listen. */
export async function findOwner(dataFolder: string, version: string): Promise<ApiAddress | null> {
  const fence = await highestClaim(dataFolder);
  const claim = fence === 0 ? null : await readClaim(dataFolder, fence);
  if (claim === null) return null;
  const times = { greetMs: GREET_MS, pingMs: PING_MS };
  const connection = await connectLock(claim, version, times, AbortSignal.timeout(GREET_MS));
  if (connection === null) return null;
  const { url } = connection.welcome.snapshot;
  connection.close();
  const token = await readToken(dataFolder);
  return url === null || token === null ? null : { url, token };
}
