// Moving the data folder: whole, verified, private, and either done or not begun.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type MoveOptions, moveDataFolder } from '../../src/service/moveDataFolder.ts';
import { Participant } from '../../src/service/participant.ts';
import { cleanUp, FAKE_WORKERS, temporaryFolder, testConfig } from '../support/serviceFixture.ts';

const SESSION = path.join('sessions', '2026-11-24', 'session_00000000000000aa.jsonl');
/** Without any of them something that was recorded could not be revealed, matched or asked for any more. */
const SMALL_FILES = ['redaction-key', 'salt', 'token', 'vault-00000000000000bb.jsonl'];

async function recorded(t: TestContext): Promise<{ from: string; to: string }> {
  const from = await temporaryFolder(t);
  await fs.mkdir(path.join(from, path.dirname(SESSION)), { recursive: true });
  await fs.writeFile(path.join(from, SESSION), 'a journal\n'.repeat(50_000));
  await fs.utimes(path.join(from, SESSION), 1_700_000_000, 1_700_000_000);
  await fs.writeFile(path.join(from, 'index.sqlite'), 'index');
  for (const name of SMALL_FILES) await fs.writeFile(path.join(from, name), 'secret');
  await fs.writeFile(path.join(from, 'not-ours.txt'), 'stays');
  await fs.writeFile(path.join(from, 'sessions', 'left-over.tmp'), 'half');
  return { from, to: path.join(await temporaryFolder(t), 'new') };
}

function options(folders: { from: string; to: string }, given: Partial<MoveOptions> = {}): MoveOptions {
  return {
    ...folders,
    version: '0.1.0',
    log: () => undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    adopt: () => Promise.resolve(),
    ...given,
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() && !entry.name.startsWith('lease'))
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

test('copies, adopts, then removes the old record and nothing else', async t => {
  const folders = await recorded(t);
  const progress: number[] = [];
  let before: string[] = [];
  await moveDataFolder(
    options(folders, {
      onProgress: ({ doneBytes, totalBytes }) => progress.push(doneBytes / totalBytes),
      adopt: async () => {
        before = await filesIn(folders.from);
      },
    }),
  );
  assert.ok(before.includes(SESSION));
  assert.deepEqual(await filesIn(folders.to), ['index.sqlite', SESSION, ...SMALL_FILES].sort());
  assert.deepEqual(await filesIn(folders.from), ['not-ours.txt']);
  assert.deepEqual([progress[0], progress.at(-1)], [0, 1]);
  const { mode, mtimeMs } = await fs.stat(path.join(folders.to, SESSION));
  assert.deepEqual([mode & 0o777, mtimeMs], [0o600, 1_700_000_000_000]);
  assert.equal((await fs.stat(path.join(folders.to, 'sessions'))).mode & 0o777, 0o700);
});

test('cancelled or failed, everything is where it was', async t => {
  const folders = await recorded(t);
  const before = await filesIn(folders.from);
  const cancel = new AbortController();
  const cancelled = options(folders, { signal: cancel.signal, onProgress: () => cancel.abort() });
  await assert.rejects(moveDataFolder(cancelled), { name: 'AbortError' });
  const refused = options(folders, { adopt: () => Promise.reject(new Error('The setting is read-only.')) });
  await assert.rejects(moveDataFolder(refused), { message: 'The setting is read-only.' });
  assert.deepEqual(await filesIn(folders.to), []);
  assert.deepEqual(await filesIn(folders.from), before);
});

test('moves nothing into a folder that is used, within itself, or from under a running LunaRoute', async t => {
  const folders = await recorded(t);
  const inside = { ...folders, to: path.join(folders.from, 'sessions', 'new') };
  await assert.rejects(moveDataFolder(options(inside)), { code: 'data_folder_nested' });
  assert.equal((await filesIn(folders.from)).length, 4 + SMALL_FILES.length);
  const used = { ...folders, to: await temporaryFolder(t) };
  await fs.writeFile(path.join(used.to, 'mine'), '');
  await assert.rejects(moveDataFolder(options(used)), { code: 'data_folder_not_empty' });
  await fs.rm(path.join(folders.from, 'token'));
  const participant = new Participant({
    ...{ version: '0.1.0', dataFolder: folders.from, paths: FAKE_WORKERS, isExclusive: false },
    readConfig: async () => testConfig(),
    log: () => undefined,
  });
  cleanUp(t, () => participant.close(0));
  await participant.join('stopped');
  await assert.rejects(moveDataFolder(options(folders)), { code: 'data_folder_in_use' });
});
