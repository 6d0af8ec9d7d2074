// A suite's result is never better than what its process did.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { runSuite } from '../support/runSuite.ts';
import type { SuiteResult } from '../support/suites.ts';

const never = new AbortController().signal;

/** Runs the given test files as a suite. */
async function runFiles(
  t: TestContext,
  files: Record<string, string>,
  limitMs = 60_000,
): Promise<SuiteResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lunaroute-suite-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const command = ['--test', `${folder.split(path.sep).join('/')}/*.test.mjs`];
  return runSuite({ name: 'sample', command, kind: 'tests', limitMs }, never, 'ignore');
}

function outcome({ passed, failed, skipped, problem }: SuiteResult): object {
  return { passed, failed, skipped, problem };
}

test('counts what node:test ran', async t => {
  const text = `import { test } from 'node:test';
test('a', () => {}); test('b', () => {}); test.skip('c', () => {});`;
  const result = await runFiles(t, { 'a.test.mjs': text });
  assert.deepEqual(outcome(result), { passed: 2, failed: 0, skipped: 1, problem: undefined });
});

test('fails with its tests', async t => {
  const text = `import { test } from 'node:test'; test('a', () => { throw new Error('no'); });`;
  const result = await runFiles(t, { 'a.test.mjs': text });
  assert.deepEqual(outcome(result), { passed: 0, failed: 1, skipped: 0, problem: 'ended with 1' });
});

test('fails when there was no test', async t => {
  const result = await runFiles(t, {});
  assert.deepEqual(outcome(result), { passed: 0, failed: 1, skipped: 0, problem: 'ran no test' });
});

test('is ended when it hangs', async t => {
  const text = `import { test } from 'node:test'; test('a', () => new Promise(() => setInterval(() => {}, 1000)));`;
  const result = await runFiles(t, { 'a.test.mjs': text }, 1_500);
  assert.equal(result.failed, 1);
  assert.match(result.problem ?? '', /^not finished/);
});

test('counts a check as one test', async () => {
  const suite = { name: 'check', kind: 'check', limitMs: 60_000 } as const;
  const good = await runSuite({ ...suite, command: ['--eval', ''] }, never, 'ignore');
  const bad = await runSuite({ ...suite, command: ['--eval', 'process.exit(3)'] }, never, 'ignore');
  assert.deepEqual(
    [outcome(good), outcome(bad)],
    [
      { passed: 1, failed: 0, skipped: 0, problem: undefined },
      { passed: 0, failed: 1, skipped: 0, problem: 'ended with 3' },
    ],
  );
});
