// The `codex` wrapper adds our base URL only when that is right, and is invisible otherwise.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CodexWrapper } from '../../src/host/terminals/codexWrapper.ts';

const run = promisify(execFile);
const media = path.join(import.meta.dirname, '../../media/terminal');
const url = 'http://127.0.0.1:8081';
const added = ['-c', `openai_base_url="${url}/w/my-app-1f3a9c/v1"`];

describe('the codex wrapper', { skip: process.platform === 'win32' && 'needs a POSIX shell' }, () => {
  let folder = '';
  let work = '';
  let wrapper: CodexWrapper;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lunaroute wrapper-'));
    const real = path.join(folder, 'real');
    await mkdir(real);
    await writeFile(
      path.join(real, 'codex'),
      '#!/bin/sh\nfor a in "$@"; do printf "%s\\n" "$a"; done\nexit 7\n',
    );
    await chmod(path.join(real, 'codex'), 0o755);
    wrapper = new CodexWrapper(media, path.join(folder, 'bin'));
    await wrapper.install();
  });
  after(() => rm(folder, { recursive: true }));

  beforeEach(async () => {
    work = await mkdtemp(path.join(folder, 'work-'));
    await wrapper.listening(process.pid, url);
  });

  interface Result {
    code: number;
    args: string[];
    error: string;
  }

  async function codex(args: string[], extra: NodeJS.ProcessEnv = {}): Promise<Result> {
    const env = {
      PATH: [wrapper.folder, path.join(folder, 'real'), '/usr/bin', '/bin'].join(':'),
      HOME: work,
      LUNAROUTE_OPENAI_PATH: '/w/my-app-1f3a9c/v1',
      ...extra,
    };
    const lines = (text: string) => text.split('\n').slice(0, -1);
    try {
      const { stdout, stderr } = await run(path.join(wrapper.folder, 'codex'), args, { env, cwd: work });
      return { code: 0, args: lines(stdout), error: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, args: lines(stdout), error: stderr };
    }
  }

  test('adds the base URL before the arguments and keeps the exit code', async () => {
    assert.deepEqual(await codex(['exec', 'say "hi"  *']), {
      code: 7,
      args: [...added, 'exec', 'say "hi"  *'],
      error: '',
    });
  });

  test('leaves Codex alone when the arguments choose an upstream', async () => {
    const choices = [
      ['-c', 'openai_base_url="https://example.com"'],
      ['--config=model_provider="azure"'],
      ['-c', 'model_providers.azure.base_url="https://example.com"'],
      ['-p', 'work'],
      ['--profile', 'work'],
      ['--profile=work'],
      ['--oss'],
    ];
    for (const args of choices) assert.deepEqual((await codex(args)).args, args);
  });

  test('does not take a prompt after -- for an argument', async () => {
    assert.deepEqual((await codex(['--', 'set openai_base_url=x'])).args, [
      ...added,
      '--',
      'set openai_base_url=x',
    ]);
  });

  test('leaves Codex alone when its configuration sets a base URL', async () => {
    await mkdir(path.join(work, '.codex'));
    await writeFile(path.join(work, '.codex/config.toml'), '# x\n  openai_base_url = "https://example.com"');
    assert.deepEqual((await codex(['a'])).args, ['a']);
  });

  test('leaves Codex alone when the configuration of a folder above sets a base URL', async () => {
    await mkdir(path.join(folder, '.codex'));
    await writeFile(path.join(folder, '.codex/config.toml'), '"openai_base_url" = "https://example.com"\n');
    assert.deepEqual((await codex(['a'], { HOME: '/nowhere' })).args, ['a']);
    await rm(path.join(folder, '.codex'), { recursive: true });
  });

  test('is not misled by a comment in the configuration', async () => {
    await mkdir(path.join(work, '.codex'));
    await writeFile(path.join(work, '.codex/config.toml'), '# openai_base_url = "https://example.com"\n');
    assert.deepEqual((await codex(['a'])).args, [...added, 'a']);
  });

  test('leaves Codex alone when LunaRoute has stopped', async () => {
    await wrapper.stopped();
    assert.deepEqual((await codex(['a'])).args, ['a']);
  });

  test('leaves Codex alone when the process that listened is gone', async () => {
    const gone = run(process.execPath, ['-e', '']);
    await gone;
    await wrapper.listening(gone.child.pid ?? 0, url);
    assert.deepEqual((await codex(['a'])).args, ['a']);
  });

  test('leaves Codex alone in a terminal that does not point here', async () => {
    assert.deepEqual((await codex(['a'], { LUNAROUTE_OPENAI_PATH: '' })).args, ['a']);
  });

  test('says that there is no codex when there is none', async () => {
    const result = await codex(['a'], { PATH: `${wrapper.folder}::/usr/bin:/bin` });
    assert.deepEqual(result, { code: 127, args: [], error: 'codex: command not found\n' });
  });
});
