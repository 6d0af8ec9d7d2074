// Commands around the proxy: addresses for the clipboard, log, settings, terminals.
import * as vscode from 'vscode';
import { LunaRouteError } from '../../protocol/errors.ts';
import { tokenPath } from '../../service/tokenFile.ts';
import type { EditorSettings } from '../editorSettings.ts';
import type { ServiceConnection } from '../state/connection.ts';
import { configureTerminals } from '../terminals/terminalsConsent.ts';
import { apiCommand } from './apiCommand.ts';
import type { CommandHandlers } from './register.ts';

export interface EditorCommandServices {
  connection: ServiceConnection;
  settings: EditorSettings;
  channel: vscode.LogOutputChannel;
  dataFolder: string;
  extensionId: string;
}

export function editorCommands(services: EditorCommandServices): CommandHandlers {
  const { settings, channel } = services;
  const copy = async (text: string) => {
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', text), 3000);
  };
  return {
    copyProxyUrl: () => copy(currentUrl(services.connection)),
    copyApiCommand: () =>
      copy(apiCommand(currentUrl(services.connection), tokenPath(services.dataFolder), process.platform)),
    configureTerminals: () => configureTerminals(settings),
    showLog: () => channel.show(true),
    openSettings: (query?: unknown) =>
      vscode.commands.executeCommand(
        'workbench.action.openSettings',
        typeof query === 'string' ? query : `@ext:${services.extensionId}`,
      ),
  };
}

/** @throws LunaRouteError while nothing listens */
export function currentUrl(connection: ServiceConnection): string {
  const { url } = connection.view.participant;
  if (url === null)
    throw new LunaRouteError('not_running', vscode.l10n.t('LunaRoute has no address yet. Start it first.'));
  return url;
}
