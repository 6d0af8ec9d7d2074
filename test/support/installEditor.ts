// Installs the browser-hosted VS Code of the npm package `code-server` into the cache folder.
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce } from './cacheFolder.ts';
import { runNpm } from './processes.ts';

/** VS Code 1.139.1, which runs on the same Node as the tests. */
const CURRENT = '4.139.1';

/** The oldest supported VS Code, 1.103.2, with the Node of its desktop release; its terminal doesn't work here. */
const OLDEST = { version: '4.103.2', node: '22.17.0' };

const VERSION = process.env.LUNAROUTE_EDITOR_VERSION ?? CURRENT;
const QUIETLY = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

export interface InstalledEditor {
  /** The Node that runs it. */
  node: string;
  /** Its server's entry. */
  serverMain: string;
}

/** Installs the editor when it is not there yet; `LUNAROUTE_EDITOR_VERSION=4.103.2` chooses the oldest one. */
export async function installEditor(): Promise<InstalledEditor> {
  const folder = await installOnce(`code-server-${VERSION}`, async folder => {
    console.log(`Installing a browser-hosted VS Code (code-server ${VERSION}, 600 MB) into .vscode-test …`);
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
    const packages = [`code-server@${VERSION}`];
    if (VERSION === OLDEST.version) packages.push(`${nodePackage()}@${OLDEST.node}`);
    // Its install scripts compile native modules that prebuilt ones or a stand-in replace here.
    await runNpm(['install', ...QUIETLY, ...packages], { cwd: folder });
    const server = serverFolder(folder);
    await runNpm(['install', '--omit=dev', ...QUIETLY], { cwd: server });
    const logger = path.join(server, 'node_modules/@vscode/spdlog/index.js');
    await copyFile(path.join(import.meta.dirname, 'fileLogger.cjs'), logger);
  });
  return {
    node: VERSION === OLDEST.version ? nodeProgram(folder) : process.execPath,
    serverMain: path.join(serverFolder(folder), 'out/server-main.js'),
  };
}

function serverFolder(folder: string): string {
  return path.join(folder, 'node_modules/code-server/lib/vscode');
}

/** The npm package that holds Node for this machine. */
function nodePackage(): string {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${system}-${process.arch}`;
}

function nodeProgram(folder: string): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return path.join(folder, 'node_modules', nodePackage(), 'bin', name);
}
