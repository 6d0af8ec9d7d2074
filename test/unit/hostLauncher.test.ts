// The `lunaroute` that terminals get runs the given Node.js and script, on the given record unless told otherwise.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { installLauncher } from '../../src/host/terminals/launcher.ts';

const run = promisify(execFile);
const SCRIPT =
  'console.log(JSON.stringify([process.argv.slice(2), process.env.LUNAROUTE_DATA_FOLDER])); process.exitCode = 3;';

test('the launcher passes arguments and exit code on, whatever its paths look like', async t => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lunaroute 100% l'auncher-"));
  t.after(() => rm(folder, { recursive: true }));
  const script = path.join(folder, 'cli.cjs');
  await writeFile(script, SCRIPT);
  const dataFolder = path.join(folder, 'data');
  const bin = path.join(folder, 'bin');
  await installLauncher(bin, { node: process.execPath, script, dataFolder });
  await installLauncher(bin, { node: process.execPath, script, dataFolder });
  const isWindows = process.platform === 'win32';
  const launch = async (environment: NodeJS.ProcessEnv): Promise<unknown> => {
    const file = path.join(bin, isWindows ? 'lunaroute.cmd' : 'lunaroute');
    const options = { env: { PATH: process.env.PATH, ...environment }, shell: isWindows };
    const failed: { code: number; stdout: string } = await run(file, ['search', 'two words'], options).then(
      () => assert.fail('the exit code is lost'),
      error => error,
    );
    assert.equal(failed.code, 3);
    return JSON.parse(failed.stdout);
  };
  assert.deepEqual(await launch({}), [['search', 'two words'], dataFolder]);
  assert.deepEqual(await launch({ LUNAROUTE_DATA_FOLDER: 'elsewhere' }), [
    ['search', 'two words'],
    'elsewhere',
  ]);
});
