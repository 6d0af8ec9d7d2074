// Registers commands whose failures reach the user as one sentence with a way to the log.
import * as vscode from 'vscode';
import { errorCode, errorMessage } from '../../protocol/errors.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { COMMANDS, type CommandName } from '../ids.ts';
import { settingOfError } from '../settingOfError.ts';

// biome-ignore lint/suspicious/noExplicitAny: a command's arguments are what its menu or caller passes
type Handler = (...args: any[]) => unknown;
export type CommandHandlers = Partial<Record<CommandName, Handler>>;

/** @param ran called after a command that did not fail */
export function registerCommands(
  handlers: CommandHandlers,
  log: Log,
  ran: (name: CommandName) => void,
): vscode.Disposable {
  const registrations = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(COMMANDS[name as CommandName], async (...args: unknown[]) => {
      try {
        const result = await handler(...args);
        ran(name as CommandName);
        return result;
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return undefined;
        log('error', `${COMMANDS[name as CommandName]}: ${errorMessage(error)}`);
        void showError(error);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** An error message with a way to the log, and before that to the setting that it is about. */
export async function showError(error: unknown): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const openSettings = vscode.l10n.t('Open Settings');
  const setting = settingOfError(errorCode(error));
  const actions = setting === null ? [showLog] : [openSettings, showLog];
  const choice = await vscode.window.showErrorMessage(errorMessage(error), ...actions);
  if (choice === showLog) await vscode.commands.executeCommand(COMMANDS.showLog);
  if (choice === openSettings) await vscode.commands.executeCommand(COMMANDS.openSettings, setting);
}
