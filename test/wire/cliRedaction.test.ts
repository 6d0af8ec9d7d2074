// `reveal` and `rotate-key` against a `serve` that tokenizes, before and after its key was rotated.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { CliProcess, runCli } from '../support/cliProcess.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';

const MAIL = 'blue.plumbago@example.com';

test('reveals a token, also after the key was rotated, and not once it was forgotten', async t => {
  const demo = await startDemoUpstream({ port: 0 });
  cleanUp(t, () => demo.close());
  const data = path.join(await temporaryFolder(t), 'data');
  const first = await serve(t, data, demo.url);
  await ask(first);
  assert.match((await runCli(['rotate-key', '--data', data])).stderr, /uses the data folder/);
  assert.equal(await first.end('SIGTERM'), 0);
  const [journal] = await listJournals(data);
  const text = await readFile(path.join(data, journal?.file ?? ''), 'utf8');
  const [token = ''] = /\[EMAIL:[0-9a-f]{8}\]/.exec(text) ?? [];

  const rotated = await runCli(['rotate-key', '--data', data]);
  assert.deepEqual([rotated.code, rotated.stderr], [0, '']);
  const second = await serve(t, data, demo.url);
  const reveal = () => runCli(['reveal', token, '--data', data]);
  assert.deepEqual(await reveal(), { code: 0, stdout: `${MAIL}\n`, stderr: '' });
  assert.equal(await second.end('SIGTERM'), 0);

  assert.equal((await runCli(['rotate-key', '--forget', '--data', data])).code, 0);
  await serve(t, data, demo.url);
  const { code, stdout, stderr } = await reveal();
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /No value is kept/);
});

test('without a key there is nothing to rotate', async t => {
  const { code, stderr } = await runCli(['rotate-key', '--data', await temporaryFolder(t)]);
  assert.equal(code, 1);
  assert.match(stderr, /There is no redaction key/);
});

async function serve(t: TestContext, data: string, upstream: string): Promise<CliProcess> {
  const args = ['serve', '--port', '0', '--data', data, '--anthropic-url', upstream];
  const process = new CliProcess(t, args, { LUNAROUTE_REDACTION_EMAILS: 'tokenize' });
  await process.listening();
  return process;
}

async function ask(serve: CliProcess): Promise<void> {
  const { url } = await serve.listening();
  const messages = [{ role: 'user', content: `Who is ${MAIL}?` }];
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'x-api-key': 'sk-ant-x',
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, messages }),
  });
  await answer.text();
}
