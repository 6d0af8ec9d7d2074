// A recorder that is just starting answers a moment later: no reason to show an error first.
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../protocol/errors.ts';

const RETRY_MS = 200;
/** Three seconds; then it is not starting but missing. */
const MOST_RETRIES = 15;

/** Asks again while the recorder is not there yet. */
export async function whenReady<Result>(read: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let retry = 0; ; retry++) {
    try {
      return await read();
    } catch (error) {
      if (errorCode(error) !== 'recorder_unavailable' || retry === MOST_RETRIES) throw error;
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
