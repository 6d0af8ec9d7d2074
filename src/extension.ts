// Entry of the extension: starts the parts in `host/` and stops them again.
import * as vscode from 'vscode';
import type { ExtensionApi } from './host/extensionApi.ts';
import { OUTPUT_CHANNEL } from './host/ids.ts';
import { LOADED_AT } from './host/loadedAt.ts';
import { type RunningExtension, startExtension } from './host/startExtension.ts';
import { errorMessage } from './protocol/errors.ts';

/** Between this and `activate` the editor does other things. */
const LOADED_MS = performance.now() - LOADED_AT;

let running: RunningExtension | null = null;

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const startedAt = performance.now();
  const channel = vscode.window.createOutputChannel(OUTPUT_CHANNEL, { log: true });
  context.subscriptions.push(channel);
  try {
    running = startExtension(context, channel, import.meta.filename);
    return { ...running.api, activation: { loadMs: LOADED_MS, startMs: performance.now() - startedAt } };
  } catch (error) {
    channel.error(error instanceof Error ? error : String(error));
    const showLog = vscode.l10n.t('Show Log');
    const text = vscode.l10n.t('LunaRoute could not start: {0}', errorMessage(error));
    void vscode.window.showErrorMessage(text, showLog).then(choice => choice === showLog && channel.show());
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  await running?.stop();
  running = null;
}
