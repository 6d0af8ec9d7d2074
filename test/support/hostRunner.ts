// Runs test/host inside the extension host of a browser-hosted VS Code: `node test/support/hostRunner.ts`.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser } from './browser.ts';
import { reportCounts } from './counts.ts';
import { startEditor } from './editor.ts';
import { bundleHostTests } from './hostBundle.ts';
import { followResults, RESULTS_VARIABLE } from './hostResults.ts';
import { HOST_SETTINGS, LIMIT_MS } from './hostSettings.ts';
import { unpackVsix } from './vsix.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'lunaroute-host-'));
const workspace = path.join(folder, 'workspace');
const extension = path.join(folder, 'extension');
const results = path.join(folder, 'results.jsonl');
await mkdir(workspace);
await unpackVsix(extension);
const tests = await bundleHostTests(folder);

const editor = await startEditor({
  folder: path.join(folder, 'editor'),
  vsix: [],
  settings: HOST_SETTINGS,
  env: { [RESULTS_VARIABLE]: results },
  port: 0,
  isTestDriver: true,
});
try {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const payload = [
    ['extensionDevelopmentPath', editor.uriOf(extension)],
    ['extensionTestsPath', editor.uriOf(tests)],
  ] as const;
  await page.goto(editor.urlOf(workspace, payload));
  const counts = await followResults(results, AbortSignal.timeout(LIMIT_MS)).finally(() => browser.close());
  await reportCounts(counts);
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
} catch (error) {
  process.exitCode = 1;
  console.error(error);
} finally {
  await editor.stop();
  if (process.exitCode === 1) console.error(await editor.describeLogs());
  await rm(folder, { recursive: true, force: true });
}
