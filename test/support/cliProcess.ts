// Runs `src/cli.ts` as a process of its own: waits for its line, collects what it writes, stops it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { cliEnvironment } from './cliEnvironment.ts';
import { cleanUp } from './serviceFixture.ts';

const CLI = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ListeningLine {
  event: string;
  url: string;
  data: string;
  token: string;
}

/** Runs a command to its end. */
export async function runCli(args: string[], extra: Record<string, string> = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: cliEnvironment(extra),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([
    readText(child.stdout),
    readText(child.stderr),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

export class CliProcess {
  readonly child: ChildProcess;
  stderr = '';
  readonly #listening: Promise<ListeningLine>;

  constructor(t: TestContext, args: string[], extra: Record<string, string> = {}) {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: cliEnvironment(extra),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', chunk => {
      this.stderr += chunk;
    });
    this.#listening = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', line =>
        resolve(JSON.parse(line) as ListeningLine),
      );
      child.once('exit', code => reject(new Error(`exit ${code}: ${this.stderr}`)));
    });
    this.#listening.catch(() => undefined);
    cleanUp(t, () => this.end('SIGKILL'));
  }

  /** The line it prints when it listens. */
  listening(): Promise<ListeningLine> {
    return this.#listening;
  }

  /** Sends a signal and waits for the end; the exit code, null when the signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'close');
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  }
}
