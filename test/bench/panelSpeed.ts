// How fast the panel is over 100,000 recorded requests, in a real browser: `node test/bench/panelSpeed.ts [--full]`; full is 1 GB of text.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ApiClient } from '../../src/service/apiClient.ts';
import { PROJECT_ROOT } from '../support/project.ts';
import { startServe } from '../support/serveProcess.ts';
import { untilIndexed } from '../support/untilIndexed.ts';
import { printCalibration } from './figures.ts';
import { FULL_YEAR, recordedYear, type YearShape } from './recordedYear.ts';

if (import.meta.main)
  await measurePanel(process.argv.includes('--full') ? FULL_YEAR : { ...FULL_YEAR, charsPerRequest: 1000 });

/** A real `lunaroute serve` answers over HTTP, as it answers the editor. */
async function measurePanel(shape: YearShape): Promise<void> {
  const data = await recordedYear(shape);
  const built = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: PROJECT_ROOT, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  const serve = await startServe(['--port', '0', '--data', data], {}, 'dist/cli.js');
  try {
    await untilIndexed(new ApiClient(() => serve));
    console.log(`${shape.requests} requests, ${shape.charsPerRequest} characters each, a year`);
    printCalibration();
    const script = path.join(import.meta.dirname, '../e2e/webview/panelPageSpeed.ts');
    const page = spawn(process.execPath, [script, serve.url, serve.token], { stdio: 'inherit' });
    const [code] = await once(page, 'exit');
    if (code !== 0) process.exitCode = 1;
  } finally {
    await serve.stop();
  }
}
