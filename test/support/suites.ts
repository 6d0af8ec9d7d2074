// The steps of `npm test`, in order.
import type { Counts } from './counts.ts';

export interface Suite {
  name: string;
  /** Arguments of Node. */
  command: readonly string[];
  /** A check counts as one test; tests tell how many they were. */
  kind: 'check' | 'tests';
  /** Added to the environment. */
  env?: Readonly<Record<string, string>>;
  /** Ends a suite that hangs. */
  limitMs: number;
  /** A suite without which this one makes no sense. */
  needs?: string;
}

export interface SuiteResult extends Counts {
  name: string;
  durationMs: number;
  /** Why a suite failed beyond its tests. */
  problem?: string;
}

const MINUTE_MS = 60_000;
const BIOME = 'node_modules/@biomejs/biome/bin/biome';
const TSC = 'node_modules/typescript/bin/tsc';
const VSCE = 'node_modules/@vscode/vsce/vsce';

/** `biome ci` writes colours even into files. */
const COLORS = process.stdout.isTTY ? [] : ['--colors=off'];

/** A guard: a test that hangs is named, and does not use up the time of its suite. */
const TEST_LIMIT = `--test-timeout=${3 * MINUTE_MS}`;

const HOST: Suite = {
  name: 'host',
  command: ['test/support/hostRunner.ts'],
  kind: 'tests',
  limitMs: 8 * MINUTE_MS,
  needs: 'package',
};

export const SUITES: readonly Suite[] = [
  check('types', [TSC, '-p', '.']),
  check('types of the webview', [TSC, '-p', 'webview']),
  check('lint and format', [BIOME, 'ci', '--error-on-warnings', ...COLORS, '.']),
  check('package', [VSCE, 'package', '--no-dependencies']),
  tests('unit', 5),
  tests('wire', 10),
  // Alone: what must be on the disk after 200 ms is no question of how busy the other tests keep the machine.
  tests('faults', 5, '--test-concurrency=1'),
  { ...tests('package', 2), name: 'package contents', needs: 'package' },
  HOST,
  { ...HOST, name: 'host, oldest VS Code', env: { LUNAROUTE_EDITOR_VERSION: '4.103.2' } },
  // One editor and browser at a time: they are most of the load of a small machine.
  { ...tests('e2e', 15, '--test-concurrency=1'), needs: 'package' },
];

function check(name: string, command: readonly string[]): Suite {
  return { name, command, kind: 'check', limitMs: 5 * MINUTE_MS };
}

/** The node:test files of a folder below `test`. */
function tests(folder: string, minutes: number, ...flags: string[]): Suite {
  const command = ['--test', TEST_LIMIT, ...flags, `test/${folder}/**/*.test.ts`];
  return { name: folder, command, kind: 'tests', limitMs: minutes * MINUTE_MS };
}
