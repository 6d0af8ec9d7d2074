// Where the command line keeps its record unless told otherwise.
import os from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const FOLDER_NAME = 'lunaroute-vscode';

/**
 * The user's folder for application data: `LOCALAPPDATA`, `~/Library/Application Support`, or `XDG_DATA_HOME`
 * (`~/.local/share`).
 */
export function defaultDataFolder(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  if (platform === 'win32')
    return path.join(environment.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), FOLDER_NAME);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', FOLDER_NAME);
  return path.join(environment.XDG_DATA_HOME || path.join(home, '.local', 'share'), FOLDER_NAME);
}

/** @param setting path as the user wrote it; empty for the default */
export function resolveDataFolder(setting: string, environment: Environment): string {
  if (setting === '') return defaultDataFolder(environment);
  if (setting === '~' || /^~[/\\]/.test(setting)) return path.join(os.homedir(), setting.slice(1));
  return path.resolve(setting);
}
