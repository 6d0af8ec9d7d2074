// Stands in for node:test inside the extension host, a process that never ends by itself: the same calls, and a
// `run` that the editor starts. Results go to a file as they come, so that a crash loses none.
import { appendFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { type HostResult, RESULTS_VARIABLE } from './hostResults.ts';

export interface HostTestContext {
  readonly name: string;
  /** Aborts when the test has ended or its time is over. */
  readonly signal: AbortSignal;
  /** Runs `hook` when the test has ended, the last one first. */
  after(hook: Hook): unknown;
  diagnostic(message: string): void;
}

export interface HostTestOptions {
  /** Milliseconds. */
  timeout?: number;
  skip?: boolean | string;
}

type Hook = () => unknown;
type TestFunction = (context: HostTestContext) => unknown;

interface Test {
  name: string;
  options: HostTestOptions;
  body: TestFunction;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const tests: Test[] = [];
const hooks: Record<'before' | 'after' | 'beforeEach' | 'afterEach', Hook[]> = {
  before: [],
  after: [],
  beforeEach: [],
  afterEach: [],
};

export function test(name: string, body: TestFunction): void;
export function test(name: string, options: HostTestOptions, body: TestFunction): void;
export function test(name: string, second: HostTestOptions | TestFunction, third?: TestFunction): void {
  if (typeof second === 'function') tests.push({ name, options: {}, body: second });
  else if (third !== undefined) tests.push({ name, options: second, body: third });
}

/** Groups tests by a prefix of their names. */
export function describe(name: string, body: () => void): void {
  const first = tests.length;
  body();
  for (const test of tests.slice(first)) test.name = `${name}: ${test.name}`;
}

export { test as it };
export default test;

export function before(hook: Hook): void {
  hooks.before.push(hook);
}
export function after(hook: Hook): void {
  hooks.after.push(hook);
}
export function beforeEach(hook: Hook): void {
  hooks.beforeEach.push(hook);
}
export function afterEach(hook: Hook): void {
  hooks.afterEach.push(hook);
}

/** What the editor calls (`extensionTestsPath`); rejects when a test failed. */
export async function run(): Promise<void> {
  let failed = 0;
  for (const hook of hooks.before) failed += await execute({ name: 'before', options: {}, body: hook });
  for (const test of tests) failed += await execute(test);
  for (const hook of hooks.after) failed += await execute({ name: 'after', options: {}, body: hook });
  write({ type: 'end' });
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

/** Runs one test with its hooks and writes its result; hooks of the whole run are written only when they fail. */
async function execute(test: Test): Promise<number> {
  const { name, options } = test;
  if (options.skip) {
    write({ type: 'test', name, outcome: 'skipped', durationMs: 0 });
    return 0;
  }
  const isTest = tests.includes(test);
  const start = performance.now();
  const errors = await attempt(test, isTest);
  const durationMs = Math.round(performance.now() - start);
  if (errors.length > 0) {
    const error = errors.map(error => inspect(error)).join('\n');
    write({ type: 'test', name, outcome: 'failed', durationMs, error });
    return 1;
  }
  if (isTest) write({ type: 'test', name, outcome: 'passed', durationMs });
  return 0;
}

/** Runs the hooks that clean up whatever else fails; all errors of all of them. */
async function attempt({ name, options, body }: Test, isTest: boolean): Promise<unknown[]> {
  const errors: unknown[] = [];
  const cleanUp: Hook[] = isTest ? [...hooks.afterEach] : [];
  const timeoutMs = options.timeout ?? DEFAULT_TIMEOUT_MS;
  const controller = new AbortController();
  const context: HostTestContext = {
    name,
    signal: controller.signal,
    after: hook => cleanUp.push(hook),
    diagnostic: text => write({ type: 'diagnostic', text }),
  };
  const main = async () => {
    if (isTest) for (const hook of hooks.beforeEach) await hook();
    await body(context);
  };
  await inTime(main, timeoutMs).catch(error => errors.push(error));
  controller.abort();
  for (const hook of cleanUp.reverse()) await inTime(hook, timeoutMs).catch(error => errors.push(error));
  return errors;
}

async function inTime(action: Hook, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([(async () => action())(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function write(result: HostResult): void {
  const file = process.env[RESULTS_VARIABLE];
  if (file === undefined) throw new Error(`${RESULTS_VARIABLE} does not name a file for the results`);
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}
