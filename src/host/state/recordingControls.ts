// What a person does about recording in this window: private sessions, and folders that are never recorded.
import * as vscode from 'vscode';
import { workspaceLabel, workspaceName } from '../../core/workspaceLabel.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import type { CommandHandlers } from '../commands/register.ts';
import type { EditorSettings } from '../editorSettings.ts';
import { COMMANDS } from '../ids.ts';
import type { ServiceConnection } from './connection.ts';

const KEY = 'record.excludedWorkspaces';

/** Labels of the folders that this window has open. */
export function windowLabels(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => workspaceLabel(uri.fsPath));
}

/** All folders of the window are excluded. */
export function isWindowExcluded({ settings }: EditorSettings): boolean {
  const labels = windowLabels();
  return labels.length > 0 && labels.every(label => settings[KEY].includes(label));
}

export function recordingCommands(connection: ServiceConnection, settings: EditorSettings): CommandHandlers {
  return {
    pauseRecording: () => connection.pause(),
    resumeRecording: () => connection.resume(),
    startPrivateSession: () => connection.beginPrivate(),
    excludeWorkspace: async () => {
      const labels = labelsOrThrow();
      await settings.update(KEY, [...new Set([...settings.settings[KEY], ...labels])]);
      const names = labels.map(workspaceName).join(', ');
      void offerUndo(vscode.l10n.t('{0} is not recorded any more. What was recorded before stays.', names));
    },
    includeWorkspace: async () => {
      const labels = new Set(labelsOrThrow());
      await settings.update(
        KEY,
        settings.settings[KEY].filter(label => !labels.has(label)),
      );
    },
  };
}

function labelsOrThrow(): string[] {
  const labels = windowLabels();
  if (labels.length > 0) return labels;
  throw new LunaRouteError('no_folder', vscode.l10n.t('This window has no folder open.'));
}

async function offerUndo(text: string): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  if ((await vscode.window.showInformationMessage(text, undo)) === undo)
    await vscode.commands.executeCommand(COMMANDS.includeWorkspace);
}
