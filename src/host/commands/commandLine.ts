// Opens a terminal in which `lunaroute` works: nothing beside the editor needs to be installed.
import path from 'node:path';
import * as vscode from 'vscode';
import { installLauncher, type Launched } from '../terminals/launcher.ts';
import type { CommandHandlers } from './register.ts';

export interface CommandLineServices {
  /** Where the launcher is put. */
  folder: string;
  launched(): Launched;
}

export function commandLineCommands({ folder, launched }: CommandLineServices): CommandHandlers {
  return {
    openCommandLine: async () => {
      await installLauncher(folder, launched());
      const terminal = vscode.window.createTerminal({
        name: 'LunaRoute',
        iconPath: new vscode.ThemeIcon('terminal'),
        env: { [pathName()]: `${folder}${path.delimiter}${process.env.PATH ?? ''}` },
      });
      terminal.show();
      terminal.sendText('lunaroute --help');
    },
  };
}

/** Windows has one variable, in whatever case. */
function pathName(): string {
  return Object.keys(process.env).find(name => name.toUpperCase() === 'PATH') ?? 'PATH';
}
