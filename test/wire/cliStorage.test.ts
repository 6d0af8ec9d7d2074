// `compact`, `retention preview` and `move-data` against a running, then a stopped `serve`.
import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import type { RetentionPreview } from '../../src/protocol/retention.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { CliProcess, runCli } from '../support/cliProcess.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';

test('compacts, previews, refuses to move what is in use, and moves it when it is not', async t => {
  const demo = await startDemoUpstream({ port: 0 });
  cleanUp(t, () => demo.close());
  const data = path.join(await temporaryFolder(t), 'data');
  const to = path.join(await temporaryFolder(t), 'moved');
  const serve = new CliProcess(t, ['serve', '--port', '0', '--data', data, '--anthropic-url', demo.url]);
  const { url } = await serve.listening();
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'x-api-key': 'sk-ant-x',
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      model: 'claude-haiku-4-5',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Hi' }],
    }),
  });
  await answer.text();
  const preview = await runCli(['retention', 'preview', '--max-age-days', '1', '--data', data, '--json']);
  assert.equal(preview.code, 0, preview.stderr);
  assert.deepEqual((JSON.parse(preview.stdout) as RetentionPreview).policy, {
    compress_after_days: 7,
    max_age_days: 1,
    max_size_gigabytes: 0,
  });
  const compacted = await runCli(['compact', '--data', data]);
  assert.match(compacted.stdout, /^Sessions take [\d.]+ K?B now/);

  const refused = await runCli(['move-data', to, '--data', data]);
  assert.deepEqual([refused.code, refused.stdout], [1, '']);
  assert.match(refused.stderr, /uses the data folder/);
  assert.equal(await serve.end('SIGTERM'), 0);
  const [journal] = await listJournals(data);
  await utimes(path.join(data, journal?.file ?? ''), 1_700_000_000, 1_700_000_000);
  const moved = await runCli(['move-data', to, '--data', data]);
  assert.deepEqual([moved.code, moved.stderr], [0, '']);
  assert.deepEqual(await listJournals(data), []);
  assert.deepEqual(
    (await listJournals(to)).map(({ file, mtimeMs }) => [file, mtimeMs]),
    [[journal?.file, 1_700_000_000_000]],
  );
});
