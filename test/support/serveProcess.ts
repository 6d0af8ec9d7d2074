// A real `lunaroute serve` in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { cliEnvironment } from './cliEnvironment.ts';
import { stopProcess } from './processes.ts';
import { PROJECT_ROOT } from './project.ts';

const listening = z.object({
  event: z.literal('listening'),
  url: z.string(),
  data: z.string(),
  token: z.string(),
});

export interface ServeProcess {
  url: string;
  token: string;
  child: ChildProcess;
  /** What it has written to standard error so far. */
  log(): string;
  /** SIGTERM, then waits for the end. */
  stop(): Promise<void>;
}

/**
 * Starts `lunaroute serve` with `args`; resolves when it listens, rejects with its log when it ends before.
 * @param entry the command line in the project folder
 */
export async function startServe(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  entry = 'src/cli.ts',
): Promise<ServeProcess> {
  const child = spawn(process.execPath, [path.join(PROJECT_ROOT, entry), 'serve', ...args], {
    env: cliEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    log += text;
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('close', code => reject(new Error(`lunaroute serve ended with ${code}\n${log}`)));
  });
  const { url, token } = listening.parse(JSON.parse(line));
  return { url, token, child, log: () => log, stop: () => stopProcess(child, 20_000) };
}
