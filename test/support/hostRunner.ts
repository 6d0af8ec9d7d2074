// Runs test/host inside the extension host of a browser-hosted VS Code: `node test/support/hostRunner.ts`.
import path from 'node:path';
import { launchBrowser } from './browser.ts';
import { startEditor } from './editor.ts';
import { RESULTS_VARIABLE } from './hostResults.ts';
import { HOST_SETTINGS, prepareHostRun, removeHostRun, watchHostRun } from './hostRun.ts';

const run = await prepareHostRun();
const editor = await startEditor({
  folder: path.join(run.folder, 'editor'),
  vsix: [],
  settings: HOST_SETTINGS,
  env: { [RESULTS_VARIABLE]: run.results },
  port: 0,
  isTestDriver: true,
});
try {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const lost = new AbortController();
  page.once('crash', () => lost.abort(new Error("The editor's page has crashed")));
  page.once('close', () => lost.abort(new Error("The editor's page is gone")));
  const payload = [
    ['extensionDevelopmentPath', editor.uriOf(run.extension)],
    ['extensionTestsPath', editor.uriOf(run.tests)],
  ] as const;
  await page.goto(editor.urlOf(run.workspace, payload));
  await watchHostRun(run, lost.signal).finally(() => browser.close());
} catch (error) {
  process.exitCode = 1;
  console.error(error);
} finally {
  await editor.stop();
  if (process.exitCode === 1) console.error(await editor.describeLogs());
  await removeHostRun(run);
}
