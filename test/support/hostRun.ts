// What every run of test/host needs, whichever editor it happens in.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reportCounts } from './counts.ts';
import { bundleHostTests } from './hostBundle.ts';
import { followResults } from './hostResults.ts';
import { unpackVsix } from './vsix.ts';

/** Ports of their own, and no questions: tests change what they are about. */
export const HOST_SETTINGS: Readonly<Record<string, unknown>> = {
  'lunaroute.port': 0,
  'lunaroute.autoStart': 'never',
  'lunaroute.terminals': 'never',
};

/** How long the whole suite may take. */
const LIMIT_MS = 5 * 60_000;

export interface HostRun {
  /** Holds everything of this run. */
  folder: string;
  /** The folder that the editor opens. */
  workspace: string;
  /** The packed extension, unpacked. */
  extension: string;
  /** The bundled tests. */
  tests: string;
  /** Where the tests write their results: the value of `RESULTS_VARIABLE`. */
  results: string;
}

/** Unpacks the extension and bundles the tests into a new folder. */
export async function prepareHostRun(): Promise<HostRun> {
  // Short: the path of an editor's socket below it may have about 100 characters on macOS.
  const folder = await mkdtemp(path.join(tmpdir(), 'lr-'));
  const workspace = path.join(folder, 'my-app');
  const extension = path.join(folder, 'extension');
  await mkdir(workspace);
  await unpackVsix(extension);
  const tests = await bundleHostTests(folder);
  return { folder, workspace, extension, tests, results: path.join(folder, 'results.jsonl') };
}

/** Shows the results until the tests have ended; sets the exit code. */
export async function watchHostRun(run: HostRun, signal?: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const counts = await followResults(run.results, signal ? AbortSignal.any([limit, signal]) : limit);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  await reportCounts(counts);
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
}

export async function removeHostRun(run: HostRun): Promise<void> {
  await rm(run.folder, { recursive: true, force: true, maxRetries: 10 });
}
