// Reads from the journals what a text shard lacks, a bounded piece at a time so that other work goes on between.
import { errorCode } from '../../../protocol/errors.ts';
import type { PlacedEvent } from '../../journal/position.ts';
import { readEvents } from '../../journal/readJournal.ts';
import { BATCH_BYTES, giveWay } from '../giveWay.ts';
import type { TextShard } from './textShard.ts';

export interface CatchUp {
  shard: TextShard;
  dataFolder: string;
  /** Journals of the month and how far each must be read; may grow while this runs. */
  targets(): ReadonlyMap<string, number>;
  add(events: readonly PlacedEvent[]): void;
  isBusy(): boolean;
  signal: AbortSignal;
}

/** Returns when, in the same turn of the event loop, nothing is lacking. */
export async function catchUpShard(work: CatchUp): Promise<void> {
  for (let file = nextBehind(work); file !== undefined; file = nextBehind(work)) {
    await readFile(work, file);
    work.signal.throwIfAborted();
  }
  const targets = work.targets();
  for (const file of work.shard.files) if (!targets.has(file)) work.shard.removeJournal(file);
}

function nextBehind({ shard, targets }: CatchUp): string | undefined {
  for (const [file, bytes] of targets()) if (shard.indexedBytes(file) < bytes) return file;
  return undefined;
}

async function readFile(work: CatchUp, file: string): Promise<void> {
  let batch: PlacedEvent[] = [];
  let bytes = 0;
  const target = work.targets().get(file) ?? 0;
  try {
    for await (const line of readEvents(work.dataFolder, file, work.shard.indexedBytes(file))) {
      if (line.at.offset >= target || work.signal.aborted) break;
      if ('event' in line) batch.push(line);
      bytes += line.at.length;
      if (bytes < BATCH_BYTES) continue;
      work.add(batch);
      batch = [];
      bytes = 0;
      await giveWay(work.isBusy);
    }
  } catch (error) {
    // A journal that was deleted meanwhile is taken from the index as well.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  if (work.signal.aborted) return;
  work.add(batch);
  // Damaged lines at the end have no event to move the position.
  if (work.shard.indexedBytes(file) < target) {
    work.shard.transaction(() => work.shard.advance(file, target));
  }
}
