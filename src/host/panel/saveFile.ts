// Writes what the panel exports to where the user wants it.
import os from 'node:os';
import * as vscode from 'vscode';
import type { PanelFile } from '../../protocol/panel.ts';

/** False when the user thought better of it. Rejects when it can't be written. */
export async function saveFile({ name, kind, content }: PanelFile): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());
  const filters = kind === 'csv' ? { CSV: ['csv'] } : { PNG: ['png'] };
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${name}.${kind}`),
    filters,
  });
  if (target === undefined) return false;
  await vscode.workspace.fs.writeFile(target, Buffer.from(content, kind === 'csv' ? 'utf8' : 'base64'));
  return true;
}
