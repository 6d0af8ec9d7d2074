// Commands that lead out of LunaRoute: a session's journal on disk, and its client in a terminal.
import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { workspaceLabel } from '../../core/workspaceLabel.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { DataFolder } from '../dataFolder.ts';
import type { TreeNode } from '../sessions/nodes.ts';
import { resumeCommand } from '../sessions/resumeCommand.ts';
import { chooseSessions } from './chosenSessions.ts';
import type { CommandHandlers } from './register.ts';

export function journalCommands(api: ApiClient, dataFolder: DataFolder): CommandHandlers {
  return {
    revealJournal: async (node?: TreeNode) => {
      const [session] = await chooseSessions(api, node);
      if (session !== undefined)
        await reveal(await journalOf(dataFolder.path, session.id, session.started_at));
    },
    resumeInTerminal: async (node?: TreeNode) => {
      const [session] = await chooseSessions(api, node);
      if (session === undefined) return;
      const command = resumeCommand(session);
      if (command === null)
        throw new LunaRouteError(
          'not_resumable',
          vscode.l10n.t('Only sessions of Claude Code and Codex can be resumed.'),
        );
      const folder = vscode.workspace.workspaceFolders?.find(
        ({ uri }) => workspaceLabel(uri.fsPath) === session.workspace,
      );
      const terminal = vscode.window.createTerminal(folder === undefined ? {} : { cwd: folder.uri });
      terminal.show();
      terminal.sendText(command, true);
    },
  };
}

/** Live or archived, in the folder of the UTC day on which it began. */
async function journalOf(dataFolder: string, id: string, startedAt: string): Promise<string> {
  const plain = path.join(dataFolder, 'sessions', startedAt.slice(0, 10), `session_${id}.jsonl`);
  for (const file of [plain, `${plain}.zst`])
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  throw new LunaRouteError('no_journal', vscode.l10n.t('The journal is not on this machine: {0}', plain));
}

/** In the system's file manager where there is one, else as a document. */
async function reveal(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  await vscode.commands.executeCommand(isDesktop ? 'revealFileInOS' : 'vscode.open', uri);
}
