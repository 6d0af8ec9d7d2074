// Registers commands whose failures reach the user as one sentence with a way to the log.
import * as vscode from 'vscode';
import { errorMessage } from '../../protocol/errors.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { COMMANDS, type CommandName } from '../ids.ts';

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
        void showError(errorMessage(error));
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** An error message with a way to the log. */
export async function showError(message: string): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog)
    await vscode.commands.executeCommand(COMMANDS.showLog);
}
