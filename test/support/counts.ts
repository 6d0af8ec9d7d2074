// How many tests a run executed, and the file through which a run tells the one that started it.
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';

const countsSchema = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });

export type Counts = z.infer<typeof countsSchema>;

/** Names the file for `reportCounts`. */
export const COUNTS_VARIABLE = 'LUNAROUTE_TEST_COUNTS';

export async function readCounts(file: string): Promise<Counts> {
  return countsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** Tells the run that started this one, if any does. */
export async function reportCounts(counts: Counts): Promise<void> {
  const file = process.env[COUNTS_VARIABLE];
  if (file !== undefined) await writeFile(file, JSON.stringify(counts));
}
