// Lets recording go first: whoever reads journals in the background gives way between two batches.
import { setImmediate, setTimeout } from 'node:timers/promises';

/** So much is indexed in one go: some 20 ms on a slow machine, in which nothing else happens. */
export const BATCH_BYTES = 64 * 1024;
/** A longer pause would keep the index from ever catching up under load. */
const MAX_PAUSE_MS = 50;

/** What the index and the recorder want of each other. */
export interface RecorderSide {
  /** So many lines of a journal hold nothing that can be read. */
  linesDamaged(count: number): void;
  /** Something was captured and is not in its journal yet. */
  isBusy(): boolean;
}

/** Resolves in another turn of the event loop, after a pause while there is something to be recorded. */
export async function giveWay(isBusy: () => boolean): Promise<void> {
  await setImmediate();
  for (let ms = 0; ms < MAX_PAUSE_MS && isBusy(); ms++) await setTimeout(1);
}
