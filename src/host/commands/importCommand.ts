// Import Sessions…: asks which logs, shows how far it is, can be cancelled, and says what came of it.
import { stat } from 'node:fs/promises';
import os from 'node:os';
import * as vscode from 'vscode';
import { errorCode } from '../../protocol/errors.ts';
import type { ImportProgress, ImportReport } from '../../protocol/import.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import { logFolders } from '../../service/logFolders.ts';
import { COMMANDS } from '../ids.ts';
import type { ServiceConnection } from '../state/connection.ts';
import type { CommandHandlers } from './register.ts';

export function importCommands(connection: ServiceConnection): CommandHandlers {
  return {
    importSessions: async (folder?: unknown) => {
      const chosen = typeof folder === 'string' ? folder : await chooseFolder();
      if (chosen === undefined) return undefined;
      await connection.open('asLeft');
      const report = await importWithProgress(connection.api, chosen);
      if (report !== undefined) void tell(report);
      return report;
    },
  };
}

/** One of the places where such logs are, or a folder of the user's choice. */
async function chooseFolder(): Promise<string | undefined> {
  const [claude = '', rust = ''] = logFolders(os.homedir());
  const known = [
    { label: vscode.l10n.t('Claude Code'), description: claude, folder: claude },
    { label: vscode.l10n.t('LunaRoute in Rust'), description: rust, folder: rust },
  ];
  const present = await Promise.all(known.map(async item => ((await isFolder(item.folder)) ? [item] : [])));
  const other = { label: `$(folder-opened) ${vscode.l10n.t('Choose Folder…')}`, folder: undefined };
  const picked = await vscode.window.showQuickPick([...present.flat(), other], {
    title: vscode.l10n.t('Import Sessions'),
    placeHolder: vscode.l10n.t('Whose logs? Importing again adds only what is new.'),
    matchOnDescription: true,
  });
  if (picked === undefined || picked.folder !== undefined) return picked?.folder;
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Sessions'),
      openLabel: vscode.l10n.t('Import'),
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  return uri?.fsPath;
}

/** Undefined when it was cancelled: what was imported until then stays. */
async function importWithProgress(api: ApiClient, folder: string): Promise<ImportReport | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Importing sessions'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    let percent = 0;
    const show = (state: ImportProgress): void => {
      const now = state.bytes_total === 0 ? 100 : (100 * state.bytes_done) / state.bytes_total;
      progress.report({ message: describeProgress(state), increment: now - percent });
      percent = now;
    };
    try {
      return await api.importSessions({ path: folder }, show, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    } finally {
      cancelling.dispose();
    }
  });
}

function describeProgress({ files_done, files_total, requests_added }: ImportProgress): string {
  return vscode.l10n.t('{0} of {1} logs, {2} requests', files_done, files_total, requests_added);
}

async function tell(report: ImportReport): Promise<void> {
  const lines = [
    vscode.l10n.t(
      'Imported requests: {0}. New sessions: {1}; with something new: {2}.',
      report.requests_added,
      report.sessions_added,
      report.sessions_extended,
    ),
    report.requests_known > 0 ? vscode.l10n.t('{0} were there already.', report.requests_known) : '',
    report.requests_unsettled > 0
      ? vscode.l10n.t('{0} are of the last ten minutes: import them later.', report.requests_unsettled)
      : '',
    report.damaged_lines > 0 ? vscode.l10n.t('{0} lines could not be read.', report.damaged_lines) : '',
    report.failed_files.length > 0
      ? vscode.l10n.t('{0} files could not be read.', report.failed_files.length)
      : '',
  ];
  const search = vscode.l10n.t('Search Sessions');
  const message = lines.filter(Boolean).join(' ');
  if ((await vscode.window.showInformationMessage(message, search)) === search)
    await vscode.commands.executeCommand(COMMANDS.searchSessions);
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error))) return false;
    throw error;
  }
}
