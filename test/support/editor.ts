// A real VS Code for tests and for trying the extension: the browser-hosted one of the npm package `code-server`.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { installEditor } from './installEditor.ts';
import { stopProcess } from './processes.ts';

const LOG_TAIL_LENGTH = 8_000;
/** Of the user and of the machine on which the server runs: some settings count only here, some only there. */
const SCOPES = ['User', 'Machine'] as const;

/** Nothing that asks, greets, looks for updates or moves by itself. */
const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'github.gitAuthentication': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

export interface EditorOptions {
  /** Holds settings, logs, storage and extensions of this editor; created when missing. */
  folder: string;
  /** Packages to install before the start. */
  vsix: readonly string[];
  /** Written to all scopes. */
  settings: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host and the terminals. */
  env: Readonly<Record<string, string>>;
  /** 0 takes a free one. */
  port: number;
  /** Lets a page run an extension's tests in the extension host. */
  isTestDriver: boolean;
}

/** A running editor server, listening on 127.0.0.1. */
export class Editor {
  readonly port: number;
  readonly folder: string;
  readonly #token: string;
  /** The server, and as its children the extension hosts and terminals. */
  readonly process: ChildProcess;

  constructor(child: ChildProcess, port: number, folder: string, token: string) {
    this.process = child;
    this.port = port;
    this.folder = folder;
    this.#token = token;
  }

  /** The address that opens `workspace` in a browser; it holds the key to this editor. */
  urlOf(workspace: string, payload: readonly (readonly [string, string])[] = []): string {
    const url = new URL(`http://127.0.0.1:${this.port}/`);
    url.searchParams.set('tkn', this.#token);
    url.searchParams.set('folder', toUriPath(workspace));
    if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  /** How a page names a file on this server. */
  uriOf(file: string): string {
    return `vscode-remote://127.0.0.1:${this.port}${toUriPath(file)}`;
  }

  /** The folder in which extensions keep what they store for all windows. */
  get globalStorage(): string {
    return globalStorageOf(this.folder);
  }

  /** The ends of the log files of the extension hosts and of our own output channel, for a failed run. */
  async describeLogs(): Promise<string> {
    const root = path.join(this.folder, 'data/logs');
    if (!existsSync(root)) return 'The editor has logged nothing.';
    const files = await readdir(root, { recursive: true });
    const ours = files.filter(file => /remoteexthost\.log$|lunaroute.*\.log$/i.test(file));
    const texts = ours.map(async file => {
      const text = await readFile(path.join(root, file), 'utf8');
      return `--- ${file}\n${text.slice(-LOG_TAIL_LENGTH)}`;
    });
    return (await Promise.all(texts)).join('\n');
  }

  async stop(): Promise<void> {
    await stopProcess(this.process);
  }
}

/** Where the extensions of an editor in `folder` keep what they store for all windows. */
export function globalStorageOf(folder: string): string {
  return path.join(folder, 'data/User/globalStorage');
}

/** Starts an editor; resolves when it accepts connections. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const { node, serverMain } = await installEditor();
  const extensions = path.join(options.folder, 'extensions');
  const folders = ['--server-data-dir', options.folder, '--extensions-dir', extensions];
  await mkdir(extensions, { recursive: true });
  await writeSettings(options);
  for (const vsix of options.vsix)
    await promisify(execFile)(process.execPath, [
      serverMain,
      ...folders,
      '--force',
      '--install-extension',
      vsix,
    ]);

  const args = [serverMain, ...folders, '--host', '127.0.0.1', '--port', String(options.port)];
  args.push('--accept-server-license-terms', '--telemetry-level', 'off');
  // Other users of the machine reach the port too, and an editor has a terminal.
  const token = randomUUID();
  const tokenFile = path.join(options.folder, 'connection-token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  args.push('--connection-token-file', tokenFile);
  if (options.isTestDriver) args.push('--enable-smoke-test-driver');
  // In the process group of the tests: whoever ends that ends the editor too.
  const child = spawn(node, args, {
    cwd: options.folder,
    env: { ...cleanEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Editor(child, await readPort(child), options.folder, token);
}

async function writeSettings({ folder, settings }: EditorOptions): Promise<void> {
  for (const scope of SCOPES) {
    await mkdir(path.dirname(settingsFile(folder, scope)), { recursive: true });
    await writeFile(settingsFile(folder, scope), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
  }
}

/** Changes settings of the editor in `folder` while it runs, as a person does in the file; it applies them soon after. */
export async function changeSettings(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const scope of SCOPES) {
    const file = settingsFile(folder, scope);
    const before = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
    await writeFile(file, JSON.stringify({ ...before, ...settings }, null, 2));
  }
}

function settingsFile(folder: string, scope: (typeof SCOPES)[number]): string {
  return path.join(folder, 'data', scope, 'settings.json');
}

/** This process's environment without what npm and an outer editor add: the editor must not act on it. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VSCODE_|NODE_TEST_|NODE_OPTIONS$)/i.test(name),
  );
  return Object.fromEntries(entries);
}

/** Waits for the line with which the server says that it listens, and on which port. */
function readPort(child: ChildProcess): Promise<number> {
  const output: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', line => {
        output.push(line);
        const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The editor ended while starting:\n${output.join('\n')}`)));
  });
}

/** `/home/me` stays, `C:\Users\me` becomes `/c:/Users/me`. */
function toUriPath(file: string): string {
  const posix = file.split(path.sep).join('/');
  return posix.startsWith('/') ? posix : `/${posix}`;
}
