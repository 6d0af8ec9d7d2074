// The real command lines of Claude Code, Codex and OpenCode, from npm, each run once against an address of ours.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installOnce } from './cacheFolder.ts';
import { runNpm, runProgram } from './processes.ts';

const VERSIONS = {
  '@anthropic-ai/claude-code': '2.1.330',
  '@openai/codex': '0.169.0',
  'opencode-ai': '1.18.33',
} as const;
/** About 1 GB: Claude Code and OpenCode bring a runtime of their own, Codex a large binary. */
const CACHE_NAME = `clients-${Object.values(VERSIONS).join('-')}`;

export interface RealClients {
  /** Prints one JSON object or event a line; rejects with the output when the client fails. */
  run(
    client: 'claude' | 'codex' | 'opencode',
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<unknown[]>;
  /** A folder with one small file, in which the clients work. */
  project: string;
  remove(): Promise<void>;
}

/** Installs the clients on first use; each set of clients has a home and a project folder of its own. */
export async function useRealClients(): Promise<RealClients> {
  const installed = await installOnce(CACHE_NAME, install);
  const root = await mkdtemp(path.join(os.tmpdir(), 'lunaroute-clients-'));
  const home = path.join(root, 'home');
  const project = path.join(root, 'project');
  await mkdir(home);
  await mkdir(project);
  await writeFile(path.join(project, 'secret.ts'), 'export const secret = "pineapple";\n');
  await runProgram('git', ['init', '--quiet', project], { cwd: root });
  return {
    project,
    remove: () => rm(root, { recursive: true, force: true }),
    async run(client, args, env) {
      const output = await runProgram(path.join(installed, 'node_modules', '.bin', client), args, {
        cwd: project,
        env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home, ...env },
      });
      return jsonLines(output);
    },
  };
}

async function install(folder: string): Promise<void> {
  console.log('Installing Claude Code, Codex and OpenCode from npm, once …');
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: VERSIONS }),
  );
  await runNpm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  // Both only put the binary of this platform in place.
  for (const [name, script] of [
    ['@anthropic-ai/claude-code', 'install.cjs'],
    ['opencode-ai', 'postinstall.mjs'],
  ] as const) {
    await runProgram(process.execPath, [script], { cwd: path.join(folder, 'node_modules', name) });
  }
}

function jsonLines(output: string): unknown[] {
  return output.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as unknown] : []));
}
