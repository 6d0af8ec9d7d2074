// Opens a desktop editor with the packed extension, apart from the user's own set-up.

import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startProcessGroup } from './processes.ts';

const isWindows = process.platform === 'win32';
const NAMES = ['code', 'codium', 'cursor'];

/** The command line of a desktop editor on the PATH. */
export function findDesktopEditor(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(folder => folder !== '');
  const files = NAMES.flatMap(name =>
    folders.map(folder => path.join(folder, isWindows ? `${name}.cmd` : name)),
  );
  return files.find(existsSync);
}

export interface DesktopEditorOptions {
  command: string;
  /** Holds the settings, storage and extensions of this editor. */
  folder: string;
  vsix: string;
  workspace: string;
  settings: Readonly<Record<string, unknown>>;
}

/** Installs the extension and opens a window; the process lives as long as the editor. */
export async function openDesktopEditor(options: DesktopEditorOptions): Promise<ChildProcess> {
  const userData = path.join(options.folder, 'user-data');
  const settings = path.join(userData, 'User/settings.json');
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify(options.settings, null, 2));
  const folders = ['--user-data-dir', userData, '--extensions-dir', path.join(options.folder, 'extensions')];

  const install = startCommand(
    options.command,
    [...folders, '--force', '--install-extension', options.vsix],
    'inherit',
  );
  const [code] = await once(install, 'exit');
  if (code !== 0) throw new Error(`${options.command} could not install ${options.vsix}`);
  // Verbose: the editor then stays a child of this command instead of detaching itself, so that it can be stopped.
  return startCommand(
    options.command,
    [...folders, '--verbose', '--new-window', options.workspace],
    'ignore',
  );
}

/** The folder in which extensions of such an editor keep what they store for all windows. */
export function desktopGlobalStorage(folder: string): string {
  return path.join(folder, 'user-data/User/globalStorage');
}

function startCommand(command: string, args: readonly string[], output: 'inherit' | 'ignore'): ChildProcess {
  const options: SpawnOptions = { stdio: ['ignore', output, output] };
  if (!isWindows) return startProcessGroup(command, args, options);
  // Batch files run only in a shell, which takes one quoted line.
  const line = [command, ...args].map(part => `"${part}"`).join(' ');
  return startProcessGroup(line, [], { ...options, shell: true });
}
