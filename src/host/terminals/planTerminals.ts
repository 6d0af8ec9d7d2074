// The variables for the terminals of this window: one label for one folder, several for several.
import * as vscode from 'vscode';
import { workspaceLabel } from '../../core/workspaceLabel.ts';
import type { Permissions } from './baseUrlConsent.ts';
import { terminalBaseEnvironment } from './findBaseUrls.ts';
import type { TerminalPlan } from './terminalEnvironment.ts';
import { terminalVariables } from './variables.ts';

/** @param base what goes before the paths, @param wrapperFolder of the `codex` wrapper, null to leave Codex alone */
export function planTerminals(
  base: string,
  permissions: Permissions,
  wrapperFolder: string | null,
): TerminalPlan {
  const environment = terminalBaseEnvironment();
  const variables = (folder: vscode.WorkspaceFolder | undefined) =>
    terminalVariables({
      url: base,
      label: folder === undefined ? null : workspaceLabel(folder.uri.fsPath),
      setsAnthropic: permissions.anthropic,
      setsOpenai: permissions.openai,
      wrapperFolder,
      environment,
      platform: process.platform,
    });
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length > 1
    ? folders.map(folder => ({ folder, variables: variables(folder) }))
    : [{ folder: null, variables: variables(folders[0]) }];
}
