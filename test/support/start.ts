// `npm start [-- --demo] [FOLDER]`: builds the package and opens an editor with it, until Ctrl+C.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { leaseFile } from '../../src/protocol/lease.ts';
import { startDemoUpstream } from './demoUpstream.ts';
import { desktopGlobalStorage, findDesktopEditor, openDesktopEditor } from './desktopEditor.ts';
import { startEditor } from './editor.ts';
import { hasCode, isAlive, runNpm, stopProcess } from './processes.ts';
import { CACHE_FOLDER, extensionId, PROJECT_ROOT } from './project.ts';
import { vsixPath } from './vsix.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    demo: { type: 'boolean', default: false },
    /** Does not use a desktop editor even if there is one. */
    browser: { type: 'boolean', default: false },
    /** Prints the address of the browser-hosted editor without opening it. */
    'no-open': { type: 'boolean', default: false },
  },
});

const children: ChildProcess[] = [];
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const folder = path.join(CACHE_FOLDER, flags.demo ? 'start-demo' : 'start');
const workspace = path.resolve(positionals[0] ?? path.join(CACHE_FOLDER, 'playground'));
await mkdir(folder, { recursive: true });
await mkdir(workspace, { recursive: true });

await runNpm(['run', 'package', '--silent'], { cwd: PROJECT_ROOT, isVisible: true });
const settings: Record<string, unknown> = { 'lunaroute.autoStart': 'always' };
try {
  if (flags.demo) {
    const demo = await startDemoUpstream();
    children.push(demo.process);
    Object.assign(settings, demo.settings);
    console.log(`Demo upstream: ${demo.url}`);
  }
  const command = flags.browser ? undefined : findDesktopEditor();
  const storage = command === undefined ? await openInBrowser() : await openOnDesktop(command);
  console.log('Press Ctrl+C to stop.');
  await announceProxy(path.join(storage, extensionId(), 'lease.json'));
} finally {
  await Promise.all(children.map(child => stopProcess(child)));
}

/** The editor's storage folder for extensions. */
async function openOnDesktop(command: string): Promise<string> {
  const storage = desktopGlobalStorage(folder);
  const editor = await openDesktopEditor({ command, folder, vsix: vsixPath(), workspace, settings });
  children.push(editor);
  editor.once('exit', () => interruption.abort());
  console.log(`Editor: ${command}, with settings and extensions of its own in ${folder}`);
  return storage;
}

async function openInBrowser(): Promise<string> {
  const editor = await startEditor({
    folder,
    vsix: [vsixPath()],
    settings,
    env: {},
    port: 0,
    isTestDriver: false,
  });
  children.push(editor.process);
  const url = editor.urlOf(workspace);
  console.log(`Editor: ${url}`);
  if (!flags['no-open']) openBrowser(url);
  return editor.globalStorage;
}

/** Says where the proxy listens, whenever that changes, until the user has had enough. */
async function announceProxy(leasePath: string): Promise<void> {
  let announced: string | null = null;
  while (!interruption.signal.aborted) {
    const url = await readProxyUrl(leasePath);
    if (url !== null && url !== announced) console.log(`Proxy: ${url}`);
    announced = url ?? announced;
    await delay(500, undefined, { signal: interruption.signal }).catch(() => undefined);
  }
}

/** Null until the extension has written its lease; the one of an earlier start does not count. */
async function readProxyUrl(leasePath: string): Promise<string | null> {
  try {
    const { url, pid } = leaseFile.parse(JSON.parse(await readFile(leasePath, 'utf8')));
    return isAlive(pid) ? url : null;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function openBrowser(url: string): void {
  const [command, args] = browserCommand(url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.unref();
  once(child, 'spawn').catch(() => console.log('Open this address in a browser.'));
}

function browserCommand(url: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}
