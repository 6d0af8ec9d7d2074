// Commands around the proxy: addresses for the clipboard, log, settings, terminals.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { LunaRouteError } from '../../protocol/errors.ts';
import { DEFAULT_SETTINGS } from '../../protocol/settings.ts';
import { tokenPath } from '../../service/tokenFile.ts';
import type { DataFolder } from '../dataFolder.ts';
import type { EditorSettings } from '../editorSettings.ts';
import type { LatestTroubles } from '../log.ts';
import { changedSettings } from '../settings.ts';
import type { ServiceConnection } from '../state/connection.ts';
import { configureTerminals } from '../terminals/terminalsConsent.ts';
import { apiCommand } from './apiCommand.ts';
import { diagnostics } from './diagnostics.ts';
import { latestFailures } from './latestFailures.ts';
import type { CommandHandlers } from './register.ts';

export interface EditorCommandServices {
  connection: ServiceConnection;
  settings: EditorSettings;
  channel: vscode.LogOutputChannel;
  dataFolder: DataFolder;
  extensionId: string;
  version: string;
  troubles: LatestTroubles;
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
      copy(
        apiCommand(currentUrl(services.connection), tokenPath(services.dataFolder.path), process.platform),
      ),
    copyDiagnostics: async () => {
      await vscode.env.clipboard.writeText(await report(services));
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3000);
    },
    configureTerminals: () => configureTerminals(settings),
    showLog: () => channel.show(true),
    openSettings: (query?: unknown) =>
      openSettings(typeof query === 'string' ? query : `@ext:${services.extensionId}`),
  };
}

/** Settings of a machine stand on a page of their own where the editor works on another one. */
function openSettings(query: string): Thenable<unknown> {
  return vscode.env.remoteName === undefined
    ? vscode.commands.executeCommand('workbench.action.openSettings', query)
    : vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query });
}

async function report({ connection, settings, version, troubles }: EditorCommandServices): Promise<string> {
  const { env, UIKind } = vscode;
  const versions = {
    lunaroute: version,
    editor: `${env.appName} ${vscode.version}`,
    node: process.version,
    system: `${process.platform} ${process.arch}, ${env.uiKind === UIKind.Web ? 'browser' : 'desktop'}`,
    // Some editors put the address of the server there.
    remote: /^[a-z-]+$/.test(env.remoteName ?? 'none') ? (env.remoteName ?? 'none') : '(set)',
  };
  const changed = changedSettings(DEFAULT_SETTINGS, settings.settings);
  return diagnostics({
    versions,
    view: connection.view,
    changed: Object.fromEntries(changed.map(key => [key, settings.settings[key]])),
    failures: await latestFailures(connection.api, settings.settings),
    lines: troubles.lines,
    home: homedir(),
  });
}

/** @throws LunaRouteError while nothing listens */
export function currentUrl(connection: ServiceConnection): string {
  const { url } = connection.view.participant;
  if (url === null)
    throw new LunaRouteError('not_running', vscode.l10n.t('LunaRoute has no address yet. Start it first.'));
  return url;
}
