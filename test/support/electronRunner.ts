// Runs test/host inside desktop VS Code: `npm run test:electron`. `LUNAROUTE_VSCODE` names an installed program to
// use; else the version in `LUNAROUTE_VSCODE_VERSION` (the latest one without it) is downloaded and kept.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { RESULTS_VARIABLE } from './hostResults.ts';
import { HOST_SETTINGS, prepareHostRun, removeHostRun, watchHostRun } from './hostRun.ts';
import { CACHE_FOLDER } from './project.ts';

const run = await prepareHostRun();
const userData = path.join(run.folder, 'user');
await mkdir(path.join(userData, 'User'), { recursive: true });
await writeFile(path.join(userData, 'User/settings.json'), JSON.stringify(HOST_SETTINGS));

const program = process.env.LUNAROUTE_VSCODE;
const version = process.env.LUNAROUTE_VSCODE_VERSION;
const ended = new AbortController();
try {
  const editor = runTests({
    ...(program === undefined ? {} : { vscodeExecutablePath: program }),
    ...(version === undefined ? {} : { version }),
    cachePath: CACHE_FOLDER,
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.tests,
    extensionTestsEnv: { [RESULTS_VARIABLE]: run.results },
    launchArgs: [
      run.workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(run.folder, 'extensions')}`,
      '--disable-extensions',
    ],
  });
  // An editor that has ended writes no more results.
  editor.then(
    () => ended.abort(),
    error => ended.abort(error),
  );
  await watchHostRun(run, ended.signal);
  await editor;
} catch (error) {
  process.exitCode = 1;
  console.error(error);
} finally {
  await removeHostRun(run);
}
