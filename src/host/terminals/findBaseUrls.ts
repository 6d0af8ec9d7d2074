// Looks where base URLs may be set already: environment, terminal settings, Claude Code's settings files.
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { errorCode } from '../../protocol/errors.ts';
import { type BaseUrl, claudeEnvironment, foreignBaseUrls } from './baseUrls.ts';

const REPOSITORY_FILES = ['.claude/settings.json', '.claude/settings.local.json'];
const MAX_FILE_BYTES = 1_000_000;

/** All base URLs that lead elsewhere, those of the folders included. */
export async function findBaseUrls(): Promise<BaseUrl[]> {
  const userFile = path.join(
    process.env.CLAUDE_CONFIG_DIR ?? path.join(os.homedir(), '.claude'),
    'settings.json',
  );
  const { user, folder } = terminalSettings();
  return [
    ...foreignBaseUrls(process.env, 'environment', null),
    ...foreignBaseUrls(user, 'terminalSettings', null),
    ...foreignBaseUrls(folder, 'repository', null),
    ...foreignBaseUrls(claudeEnvironment(await readText(userFile)), 'claudeSettings', userFile),
    ...(await findInFolders()),
  ];
}

/** What new terminals get before our variables: the editor's environment under the terminal settings. */
export function terminalBaseEnvironment(): Record<string, string | undefined> {
  const { user, folder } = terminalSettings();
  const texts = Object.entries({ ...user, ...folder }).filter(([, value]) => typeof value === 'string');
  return { ...process.env, ...(Object.fromEntries(texts) as Record<string, string>) };
}

async function findInFolders(): Promise<BaseUrl[]> {
  const files = (vscode.workspace.workspaceFolders ?? [])
    .filter(folder => folder.uri.scheme === 'file')
    .flatMap(folder => REPOSITORY_FILES.map(name => path.join(folder.uri.fsPath, name)));
  const found = files.map(async file =>
    foreignBaseUrls(claudeEnvironment(await readText(file)), 'repository', file),
  );
  return (await Promise.all(found)).flat();
}

function terminalSettings(): { user: Record<string, unknown>; folder: Record<string, unknown> } {
  const platform = { win32: 'windows', darwin: 'osx' }[process.platform as string] ?? 'linux';
  const section = vscode.workspace.getConfiguration('terminal.integrated.env');
  const values = section.inspect<Record<string, unknown>>(platform);
  return {
    user: { ...values?.defaultValue, ...values?.globalValue },
    folder: { ...values?.workspaceValue, ...values?.workspaceFolderValue },
  };
}

/** Empty when there is no such file, or nothing that could be a settings file. */
async function readText(file: string): Promise<string> {
  try {
    const { size } = await fs.stat(file);
    return size > MAX_FILE_BYTES ? '' : await fs.readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes(errorCode(error))) return '';
    throw error;
  }
}
