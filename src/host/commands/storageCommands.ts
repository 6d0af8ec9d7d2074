// Commands about what is stored: compact it, delete all of it, move it to another folder.
import path from 'node:path';
import * as vscode from 'vscode';
import { formatBytes, formatExactCount } from '../../protocol/format.ts';
import { moveDataFolder } from '../../service/moveDataFolder.ts';
import type { Log } from '../../service/serviceTypes.ts';
import type { EditorSettings } from '../editorSettings.ts';
import type { ServiceConnection } from '../state/connection.ts';
import type { CommandHandlers } from './register.ts';

export interface StorageCommandServices {
  connection: ServiceConnection;
  settings: EditorSettings;
  dataFolder: string;
  version: string;
  log: Log;
}

const STREAM_GRACE_MS = 1500;
/** Made in a chosen folder that holds other things. */
const NEW_FOLDER = 'lunaroute';

export function storageCommands(services: StorageCommandServices): CommandHandlers {
  const { connection } = services;
  return {
    compactNow: async () => {
      await withTask(connection, vscode.l10n.t('Compressing recorded sessions'), () =>
        connection.api.control('compact'),
      );
      const { size_bytes } = await connection.api.retentionPreview();
      const text = vscode.l10n.t('Recorded sessions take {0} now.', formatBytes(size_bytes));
      vscode.window.setStatusBarMessage(text, 5000);
    },
    deleteAllData: async () => {
      if (!(await confirmDeletion(connection))) return;
      const deletion = () => connection.api.deleteAllSessions();
      const { deleted_count } = await withTask(
        connection,
        vscode.l10n.t('Deleting everything recorded'),
        deletion,
      );
      const count = formatExactCount(deleted_count, vscode.env.language);
      void vscode.window.showInformationMessage(vscode.l10n.t('Deleted {0} sessions.', count));
    },
    moveDataFolder: () => moveFolder(services),
  };
}

/** Shows how far a task of the recorder is; cancelling keeps what is done. */
async function withTask<Result>(
  connection: ServiceConnection,
  title: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    let shown = 0;
    const following = connection.onDidChange(({ live }) => {
      const task = live?.task;
      if (!task?.total) return;
      const percent = (100 * task.done) / task.total;
      const message = vscode.l10n.t('{0} of {1} sessions', task.done, task.total);
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    });
    const cancelling = cancelled.onCancellationRequested(() => {
      // What can't be cancelled goes on, and its end is shown.
      connection.api.control('cancel').catch(() => undefined);
    });
    try {
      return await run();
    } finally {
      following.dispose();
      cancelling.dispose();
    }
  });
}

async function confirmDeletion({ api, view }: ServiceConnection): Promise<boolean> {
  const { t } = vscode.l10n;
  const { total } = await api.sessions({ limit: 1 });
  const remove = t('Delete All Data');
  const count = formatExactCount(total, vscode.env.language);
  const size = formatBytes(view.live?.size_bytes ?? null);
  const message = t('Delete all {0} recorded sessions ({1}), pinned ones too?', count, size);
  const detail = t('Journals, archives, the index and the search text are removed. This cannot be undone.');
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) === remove;
}

async function moveFolder({
  connection,
  settings,
  dataFolder,
  version,
  log,
}: StorageCommandServices): Promise<void> {
  const { t } = vscode.l10n;
  const to = await chooseFolder(dataFolder);
  if (to === undefined) return;
  const move = t('Move');
  const message = t('Move everything recorded to {0}?', to);
  const detail = t(
    'The proxy stops meanwhile, and streams in flight end. Close other windows of the editor first.',
  );
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, move)) !== move) return;
  const wasRunning = connection.view.participant.state === 'running';
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Moving the data folder'),
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(options, async (progress, cancelled) => {
      const abort = new AbortController();
      cancelled.onCancellationRequested(() => abort.abort());
      await connection.leave(STREAM_GRACE_MS);
      let shown = 0;
      await moveDataFolder({
        ...{ from: dataFolder, to, version, log, signal: abort.signal },
        onProgress: ({ doneBytes, totalBytes }) => {
          const percent = totalBytes === 0 ? 100 : (100 * doneBytes) / totalBytes;
          const text = t('{0} of {1}', formatBytes(doneBytes), formatBytes(totalBytes));
          progress.report({ message: text, increment: percent - shown });
          shown = percent;
        },
        adopt: () => settings.update('dataFolder', to),
      });
    });
  } catch (error) {
    // Nothing was moved: everything goes on where it was.
    await connection.open(wasRunning ? 'running' : 'stopped');
    throw error;
  }
  const reload = t('Reload Window');
  const text = t(
    'Everything recorded is in {0} now. LunaRoute starts again when the window is loaded again.',
    to,
  );
  if ((await vscode.window.showInformationMessage(text, { modal: true }, reload)) === reload)
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
}

/** An empty folder as it is; in any other a new one. */
async function chooseFolder(dataFolder: string): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Move Here'),
      title: vscode.l10n.t('Where LunaRoute keeps its record (now {0})', dataFolder),
    })) ?? [];
  if (chosen === undefined) return undefined;
  const entries = await vscode.workspace.fs.readDirectory(chosen);
  return entries.length === 0 ? chosen.fsPath : path.join(chosen.fsPath, NEW_FOLDER);
}
