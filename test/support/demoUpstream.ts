// Starts the demo upstream of the command line, so that everything can be tried without a key or a network.
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { startProcessGroup } from './processes.ts';
import { PROJECT_ROOT } from './project.ts';

const listeningSchema = z.looseObject({ event: z.literal('listening'), url: z.string() });

export interface DemoUpstream {
  url: string;
  /** The settings that send all traffic to it. */
  settings: Readonly<Record<string, string>>;
  process: ChildProcess;
}

/** Starts `lunaroute demo` from the built bundles; resolves when it listens. */
export async function startDemoUpstream(port = 0): Promise<DemoUpstream> {
  const cli = path.join(PROJECT_ROOT, 'dist/cli.js');
  const child = startProcessGroup(process.execPath, [cli, 'demo', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readUrl(child);
  const settings = {
    'lunaroute.upstream.anthropic': url,
    'lunaroute.upstream.openai': `${url}/v1`,
    'lunaroute.upstream.chatgpt': `${url}/backend-api/codex`,
  };
  return { url, settings, process: child };
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The demo upstream ended with ${code}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', line => {
      resolve(listeningSchema.parse(JSON.parse(line)).url.replace(/\/$/, ''));
    });
  });
}
