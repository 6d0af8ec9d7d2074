// Moves the record to another folder, and goes on there.
import path from 'node:path';
import * as vscode from 'vscode';
import { errorMessage } from '../../protocol/errors.ts';
import { formatBytes } from '../../protocol/format.ts';
import { moveDataFolder, prepareMove } from '../../service/moveDataFolder.ts';
import type { Log } from '../../service/serviceTypes.ts';
import type { DataFolder } from '../dataFolder.ts';
import type { EditorSettings } from '../editorSettings.ts';
import type { ServiceConnection } from '../state/connection.ts';
import type { CommandHandlers } from './register.ts';

export interface MoveCommandServices {
  connection: ServiceConnection;
  settings: EditorSettings;
  dataFolder: DataFolder;
  version: string;
  log: Log;
}

const STREAM_GRACE_MS = 1500;
/** Made in a chosen folder that holds other things. */
const NEW_FOLDER = 'lunaroute';

export function moveCommands(services: MoveCommandServices): CommandHandlers {
  return { moveDataFolder: () => moveFolder(services) };
}

async function moveFolder(services: MoveCommandServices): Promise<void> {
  const { connection, dataFolder, log } = services;
  const { t } = vscode.l10n;
  const to = await chooseFolder(dataFolder.path);
  if (to === undefined || !(await confirmMove(to))) return;
  // Before anything stops: most of what speaks against a folder is known without.
  await prepareMove(dataFolder.path, to);
  const goOn = goingOnLike(connection);
  try {
    await moveWithProgress(services, to);
  } catch (error) {
    // Nothing was moved: everything goes on where it was.
    await goOn().catch((second: unknown) => log('error', errorMessage(second)));
    throw error;
  }
  dataFolder.path = to;
  await goOn();
  void vscode.window.showInformationMessage(t('Everything recorded is in {0} now.', to));
}

async function confirmMove(to: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const move = t('Move');
  const message = t('Move everything recorded to {0}?', to);
  const detail = t(
    'The proxy stops meanwhile, and streams in flight end. Close other windows of the editor first.',
  );
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, move)) === move;
}

/** Opens the service again as it is now: what a person had paused or kept private is so before anything passes. */
function goingOnLike(connection: ServiceConnection): () => Promise<void> {
  const { state, recording } = connection.view.participant;
  return async () => {
    await connection.open('stopped');
    if (recording === 'paused') await connection.pause();
    if (recording === 'private') await connection.beginPrivate();
    if (state === 'running') await connection.start();
  };
}

async function moveWithProgress(
  { connection, settings, dataFolder, version, log }: MoveCommandServices,
  to: string,
): Promise<void> {
  const { t } = vscode.l10n;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Moving the data folder'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, cancelled) => {
    const abort = new AbortController();
    cancelled.onCancellationRequested(() => abort.abort());
    await connection.leave(STREAM_GRACE_MS);
    let shown = 0;
    await moveDataFolder({
      ...{ from: dataFolder.path, to, version, log, signal: abort.signal },
      onProgress: ({ doneBytes, totalBytes }) => {
        const percent = totalBytes === 0 ? 100 : (100 * doneBytes) / totalBytes;
        const text = t('{0} of {1}', formatBytes(doneBytes), formatBytes(totalBytes));
        progress.report({ message: text, increment: percent - shown });
        shown = percent;
      },
      adopt: () => settings.update('dataFolder', to),
    });
  });
}

/** An empty folder as it is; in any other a new one. */
async function chooseFolder(current: string): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Move Here'),
      title: vscode.l10n.t('Where LunaRoute keeps its record (now {0})', current),
    })) ?? [];
  if (chosen === undefined) return undefined;
  const entries = await vscode.workspace.fs.readDirectory(chosen);
  return entries.length === 0 ? chosen.fsPath : path.join(chosen.fsPath, NEW_FOLDER);
}
