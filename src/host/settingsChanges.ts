// Lets changed settings apply: at once where that is possible, else by a restart that the user agrees to.
import * as vscode from 'vscode';
import { RESTART_SETTINGS, type SettingKey } from '../protocol/settings.ts';
import type { DataFolder } from './dataFolder.ts';
import type { EditorSettings, SettingsChange } from './editorSettings.ts';
import { COMMANDS, RELOAD_WINDOW, SETTINGS_SECTION } from './ids.ts';
import type { ServiceConnection } from './state/connection.ts';

/** The recorder takes them over while it runs. */
const LIVE_SETTINGS: readonly SettingKey[] = [
  'record.enabled',
  'record.excludedWorkspaces',
  'prices',
  'retention.compressAfterDays',
  'retention.maxAgeDays',
  'retention.maxSizeGigabytes',
];

export interface SettingsFollower {
  settings: EditorSettings;
  connection: ServiceConnection;
  dataFolder: DataFolder;
  /** The folder that the settings name. */
  configuredFolder(): string;
  reportError(error: unknown): void;
}

export function followSettings(follower: SettingsFollower): vscode.Disposable {
  const { settings, connection, dataFolder, configuredFolder, reportError } = follower;
  return settings.onDidChange(change => {
    if (change.keys.some(appliesAtOnce)) connection.applySettings().catch(reportError);
    connection.settingsChanged();
    // Nothing holds the folder that could not be opened: another one is tried at once.
    if (change.keys.includes('dataFolder') && !change.isOwn && connection.view.failure !== null) {
      dataFolder.path = configuredFolder();
      void vscode.commands.executeCommand(COMMANDS.restart);
      return;
    }
    // Every window sees the change; the one in front asks.
    if (change.isOwn || !vscode.window.state.focused) return;
    if (change.keys.includes('dataFolder')) void offerReload();
    else if (needsRestart(change) && connection.view.participant.state === 'running')
      void offerRestart(change);
  });
}

function appliesAtOnce(key: SettingKey): boolean {
  return LIVE_SETTINGS.includes(key) || key.startsWith('redaction.');
}

function needsRestart({ keys, isNetwork }: SettingsChange): boolean {
  return isNetwork || keys.some(key => RESTART_SETTINGS.includes(key));
}

async function offerRestart({ keys }: SettingsChange): Promise<void> {
  const { t } = vscode.l10n;
  const names = keys.filter(key => RESTART_SETTINGS.includes(key)).map(key => `${SETTINGS_SECTION}.${key}`);
  const what = names.length === 0 ? t('The proxy settings of the editor') : names.join(', ');
  const restart = t('Restart Proxy');
  const text = t(
    "{0} changed. It applies when LunaRoute's proxy starts again; streams in flight have a moment to end.",
    what,
  );
  if ((await vscode.window.showInformationMessage(text, restart)) === restart)
    await vscode.commands.executeCommand(COMMANDS.restart);
}

async function offerReload(): Promise<void> {
  const { t } = vscode.l10n;
  const reload = t('Reload Window');
  const text = t('The data folder changed. It applies when the window is loaded again.');
  if ((await vscode.window.showInformationMessage(text, reload)) === reload)
    await vscode.commands.executeCommand(RELOAD_WINDOW);
}
