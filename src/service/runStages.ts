// Shuts down in named stages, each with a limit, so that one that hangs or fails never holds up the next.
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../protocol/errors.ts';
import type { Log } from './serviceTypes.ts';

export interface Stage {
  name: string;
  limitMs: number;
  run(): Promise<unknown> | undefined;
}

/** Runs all stages in order; what goes wrong is logged with the stage's name. Never rejects. */
export async function runStages(log: Log, stages: readonly Stage[]): Promise<void> {
  for (const { name, limitMs, run } of stages) {
    const limit = new AbortController();
    try {
      const isInTime = await Promise.race([
        Promise.resolve(run()).then(() => true),
        delay(limitMs, false, { signal: limit.signal }),
      ]);
      if (!isInTime) log('warn', `Shutdown: "${name}" took longer than ${limitMs} ms.`);
    } catch (error) {
      log('warn', `Shutdown: "${name}" failed: ${errorMessage(error)}`);
    } finally {
      limit.abort();
    }
  }
}
