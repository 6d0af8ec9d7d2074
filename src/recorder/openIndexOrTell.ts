// Opens the index, or tells that sessions are recorded without one.
import { createPriceBook } from '../core/pricing/priceBook.ts';
import { errorMessage } from '../protocol/errors.ts';
import type { RecorderOptions } from '../protocol/workers.ts';
import { openIndex } from './index/openIndex.ts';
import type { RecordIndex } from './index/recordIndex.ts';
import type { RecorderEnvironment } from './openRecorder.ts';
import type { RecordingStatus } from './recordingStatus.ts';

export async function openIndexOrTell(
  options: RecorderOptions,
  environment: Pick<RecorderEnvironment, 'now' | 'log'>,
  status: RecordingStatus,
  mayWrite: () => boolean,
): Promise<RecordIndex | null> {
  try {
    return await openIndex({
      dataFolder: options.dataFolder,
      wasmPath: options.sqlWasmPath,
      now: environment.now,
      prices: createPriceBook(options.prices),
      onProgress: progress => status.setRebuild(progress),
      log: environment.log,
      mayWrite,
    });
  } catch (error) {
    environment.log('error', `The index could not be opened: ${errorMessage(error)}`);
    status.setIndexProblem({
      code: 'index_failed',
      message: 'Sessions are recorded, but not listed: the index could not be opened.',
    });
    return null;
  }
}
