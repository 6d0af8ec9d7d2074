// The folder that holds the record, for everything in the window that names it.
import type * as vscode from 'vscode';
import type { EditorSettings } from './editorSettings.ts';

export interface DataFolder {
  /** Absolute. Another one after the record was moved; read it when it is needed. */
  path: string;
}

export function dataFolderOf(context: vscode.ExtensionContext, { settings }: EditorSettings): DataFolder {
  return { path: settings.dataFolder || context.globalStorageUri.fsPath };
}
