// The results that tests inside an extension host write line by line, and how they are followed from outside.
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { Counts } from './counts.ts';

/** Names the file of the results; in the environment of the extension host. */
export const RESULTS_VARIABLE = 'LUNAROUTE_HOST_RESULTS';

const POLL_MS = 200;

const hostResultSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('test'),
    name: z.string(),
    outcome: z.enum(['passed', 'failed', 'skipped']),
    durationMs: z.number(),
    error: z.optional(z.string()),
  }),
  z.object({ type: z.literal('diagnostic'), text: z.string() }),
  z.object({ type: z.literal('end') }),
]);

export type HostResult = z.infer<typeof hostResultSchema>;

/** Prints results as they come in until the tests have ended; throws when `signal` aborts before that. */
export async function followResults(file: string, signal: AbortSignal): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  let seen = 0;
  for (;;) {
    // Asked before the look at the file: what was written up to an abort still counts.
    const isLast = signal.aborted;
    const lines = await readLines(file);
    for (const line of lines.slice(seen)) {
      const result = hostResultSchema.parse(JSON.parse(line));
      if (result.type === 'end') return counts;
      if (result.type === 'test') counts[result.outcome]++;
      console.log(describeResult(result));
    }
    seen = lines.length;
    if (isLast) throw new Error('The tests have not come to their end', { cause: signal.reason });
    await pause(signal);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, POLL_MS);
    signal.addEventListener('abort', finish);
  });
}

/** The complete lines of a file that may not exist yet. */
async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').slice(0, -1);
}

function describeResult(result: Exclude<HostResult, { type: 'end' }>): string {
  if (result.type === 'diagnostic') return `ℹ ${result.text}`;
  const sign = { passed: '✔', failed: '✖', skipped: '﹣' }[result.outcome];
  const line = `${sign} ${result.name} (${result.durationMs} ms)`;
  return result.error === undefined ? line : `${line}\n${result.error.replace(/^/gm, '  ')}`;
}
