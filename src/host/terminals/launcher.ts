// Scripts that run the command line with the editor's own Node.js, on the editor's record.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { quoteForSh } from '../shellQuotes.ts';

export interface Launched {
  /** The editor's program, which is a Node.js when `ELECTRON_RUN_AS_NODE` is set; or Node.js itself. */
  node: string;
  /** The command line's script. */
  script: string;
  /** Used unless `LUNAROUTE_DATA_FOLDER` names another one. */
  dataFolder: string;
}

/** Puts `lunaroute` into a folder that goes on a terminal's PATH; all windows may do so at once. */
export async function installLauncher(folder: string, launched: Launched): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries({
    lunaroute: forSh(launched),
    'lunaroute.cmd': forCmd(launched),
  })) {
    const temporary = path.join(folder, `${name}.${process.pid}.tmp`);
    await writeFile(temporary, text, { mode: 0o700 });
    await rename(temporary, path.join(folder, name));
  }
}

function forSh({ node, script, dataFolder }: Launched): string {
  return `#!/bin/sh
# Written by LunaRoute: its command line, run by the editor's own Node.js.
[ -n "$LUNAROUTE_DATA_FOLDER" ] || LUNAROUTE_DATA_FOLDER=${quoteForSh(dataFolder)}
export LUNAROUTE_DATA_FOLDER
ELECTRON_RUN_AS_NODE=1 exec ${quoteForSh(node)} ${quoteForSh(script)} "$@"
`;
}

function forCmd({ node, script, dataFolder }: Launched): string {
  const lines = [
    '@echo off',
    "rem Written by LunaRoute: its command line, run by the editor's own Node.js.",
    'setlocal DisableDelayedExpansion',
    `if not defined LUNAROUTE_DATA_FOLDER set "LUNAROUTE_DATA_FOLDER=${inCmd(dataFolder)}"`,
    'set ELECTRON_RUN_AS_NODE=1',
    `"${inCmd(node)}" "${inCmd(script)}" %*`,
    'exit /b %ERRORLEVEL%',
  ];
  return lines.map(line => `${line}\r\n`).join('');
}

/** A path can hold no quotes there, but percent signs, which begin variables. */
function inCmd(text: string): string {
  return text.replaceAll('%', '%%');
}
