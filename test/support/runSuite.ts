// Runs one suite as a process of its own and finds out how many tests it executed.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COUNTS_VARIABLE, type Counts, readCounts } from './counts.ts';
import { startProcessGroup, stopProcess } from './processes.ts';
import { PROJECT_ROOT } from './project.ts';
import type { Suite, SuiteResult } from './suites.ts';

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs a suite to its end, its time limit or the abortion of `signal`; shows its output as it comes. */
export async function runSuite(
  suite: Suite,
  signal: AbortSignal,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<SuiteResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lunaroute-run-'));
  const countsFile = path.join(folder, 'counts.json');
  const start = performance.now();
  try {
    const problem = await execute(suite, countsFile, signal, output);
    const counts = suite.kind === 'check' ? NONE : await readCounts(countsFile).catch(() => NONE);
    return { name: suite.name, durationMs: performance.now() - start, ...judge(suite, counts, problem) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined when the process ended well, else why it did not. */
async function execute(
  suite: Suite,
  countsFile: string,
  signal: AbortSignal,
  output: 'inherit' | 'ignore',
): Promise<string | undefined> {
  const child = startProcessGroup(process.execPath, withReporters(suite.command, countsFile), {
    cwd: PROJECT_ROOT,
    // Without the context, node:test would take the suite for a part of the test that runs it.
    env: { ...process.env, ...suite.env, [COUNTS_VARIABLE]: countsFile, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', output, output],
  });
  const ended = once(child, 'exit');
  const limit = AbortSignal.timeout(suite.limitMs);
  const stop = () => void stopProcess(child);
  AbortSignal.any([limit, signal]).addEventListener('abort', stop, { once: true });
  const [code, killedBy] = await ended;
  if (limit.aborted) return `not finished after ${suite.limitMs / 60_000} minutes`;
  if (code !== 0) return `ended with ${code ?? killedBy}`;
  return undefined;
}

/** Has node:test write its counts beside what it prints. */
function withReporters(command: readonly string[], countsFile: string): string[] {
  const [first, ...rest] = command;
  if (first !== '--test') return [...command];
  const reporter = path.join(import.meta.dirname, 'countReporter.ts');
  const shown = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  return [
    '--test',
    ...shown,
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${countsFile}`,
    ...rest,
  ];
}

/** A failed check is one failed test; so is a suite that ran none, or ended badly without a failed test. */
function judge(suite: Suite, counts: Counts, problem: string | undefined): Counts & { problem?: string } {
  if (suite.kind === 'check')
    return problem === undefined ? { ...NONE, passed: 1 } : { ...NONE, failed: 1, problem };
  if (problem === undefined && counts.passed + counts.failed === 0)
    return { ...counts, failed: 1, problem: 'ran no test' };
  if (problem === undefined) return counts;
  return { ...counts, failed: Math.max(counts.failed, 1), problem };
}
