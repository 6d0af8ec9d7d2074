// The folder that holds the record, for everything in the window that names it.
import { access } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { errorCode } from '../protocol/errors.ts';
import { leasePath } from '../service/leaseFile.ts';
import type { EditorSettings } from './editorSettings.ts';

export interface DataFolder {
  /** Absolute. Another one after the record was moved; read it when it is needed. */
  path: string;
}

export function dataFolderOf(context: vscode.ExtensionContext, { settings }: EditorSettings): DataFolder {
  return { path: settings.dataFolder || context.globalStorageUri.fsPath };
}

/** Something has run on it before. A folder that can't be looked at counts as used: opening it tells why. */
export async function wasUsed(folder: DataFolder): Promise<boolean> {
  try {
    await access(leasePath(folder.path));
    return true;
  } catch (error) {
    return errorCode(error) !== 'ENOENT';
  }
}
