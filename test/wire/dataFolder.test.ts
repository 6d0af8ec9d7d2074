// A data folder is made private, or refused with a plain reason; nothing waits for ever on it.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { LunaRouteError } from '../../src/protocol/errors.ts';
import { prepareDataFolder, withinLimit } from '../../src/service/dataFolder.ts';
import { temporaryFolder } from '../support/serviceFixture.ts';

const isLinux = process.platform === 'linux';

test('makes every folder on the way, for this user only', async t => {
  const top = await temporaryFolder(t);
  const folder = path.join(top, 'a', 'b');
  await Promise.all([prepareDataFolder(folder), prepareDataFolder(folder)]);
  await prepareDataFolder(folder);
  const modes = await Promise.all(
    [folder, path.dirname(folder)].map(async name => (await fs.stat(name)).mode & 0o777),
  );
  assert.deepEqual(modes, process.platform === 'win32' ? modes : [0o700, 0o700]);
});

test('refuses a file in its place, or on the way to it, and leaves that alone', async t => {
  const file = path.join(await temporaryFolder(t), 'notes.txt');
  await fs.writeFile(file, 'mine', { mode: 0o644 });
  for (const folder of [file, path.join(file, 'data')])
    await assert.rejects(prepareDataFolder(folder), { code: 'data_folder_unusable' });
  assert.equal(await fs.readFile(file, 'utf8'), 'mine');
});

test('ends where a file system denies that there could be such a folder', { skip: !isLinux }, async () => {
  await assert.rejects(prepareDataFolder('/proc/lunaroute-data'), {
    code: 'data_folder_unusable',
    message: /\/proc\/lunaroute-data can't be used \(ENOENT\)\. Choose another one\./,
  });
});

test('a folder that gives no answer is given up', async () => {
  const tooLate = () => new LunaRouteError('data_folder_unusable', 'No answer.');
  await assert.rejects(withinLimit(new Promise(() => undefined), 1, tooLate), { message: 'No answer.' });
  assert.equal(await withinLimit(Promise.resolve('in time'), 60_000, tooLate), 'in time');
});
