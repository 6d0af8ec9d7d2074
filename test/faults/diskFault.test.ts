// A disk that takes no more, under a real `lunaroute serve` with load: traffic goes on, and nothing is recorded twice.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import type { LiveSnapshot } from '../../src/protocol/api.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { followEvents } from '../../src/service/apiEvents.ts';
import { CliProcess } from '../support/cliProcess.ts';
import { LoadClient } from '../support/loadClient.ts';
import { auditRecord } from '../support/recordAudit.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';

/** Files may grow no longer than this: a write beyond it puts down its beginning and fails, as on a full disk. */
const FULL_BYTES = 70_000;

const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

function limitFiles(pid: number | undefined, limit: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${limit}:`]);
  assert.equal(status, 0, String(stderr));
}

/** Resolves with the first live snapshot, now or later, that `accepts` likes. */
async function liveWhere(api: ApiClient, accepts: (live: LiveSnapshot) => boolean): Promise<LiveSnapshot> {
  const stop = new AbortController();
  try {
    return await new Promise<LiveSnapshot>(resolve => {
      void followEvents(api, { live: live => accepts(live) && resolve(live) }, stop.signal);
    });
  } finally {
    stop.abort();
  }
}

test('while files can not grow traffic goes on and it says so; afterwards everything is there once', {
  skip: canLimit ? false : 'needs prlimit of util-linux, which limits the size of files without being root',
}, async t => {
  const demo = await startDemoUpstream({ port: 0 });
  cleanUp(t, () => demo.close());
  const data = path.join(await temporaryFolder(t), 'data');
  const server = new CliProcess(t, ['serve', '--port', '0', '--data', data, '--anthropic-url', demo.url]);
  const line = await server.listening();
  const api = new ApiClient(() => line);
  cleanUp(t, () => api.dispose());
  const client = new LoadClient(line.url, 'disk');
  limitFiles(server.child.pid, String(FULL_BYTES));
  const running = client.run(4);
  const failed = await liveWhere(api, ({ recording }) => recording === 'failed');
  const answeredBefore = client.answered.length;
  await client.untilAnswered(answeredBefore + 8);
  limitFiles(server.child.pid, 'unlimited');
  await liveWhere(api, ({ recording }) => recording === 'on');
  client.stop();
  await running;
  await api.control('flush');
  const { totals } = await api.stats();
  await server.end('SIGTERM');
  const audit = await auditRecord(data);
  t.diagnostic(
    `${client.answered.length} answers, ${audit.requestCount} recorded; ${failed.problem?.message}`,
  );
  assert.match(failed.problem?.message ?? '', /^Nothing is recorded/);
  assert.deepEqual(
    client.answered.filter(({ marker }) => audit.outcomes.get(marker)?.join() !== 'ok'),
    [],
  );
  assert.deepEqual(
    { repeated: audit.repeated, broken: audit.broken, damaged: audit.damagedCount },
    { repeated: [], broken: [], damaged: 0 },
  );
  assert.deepEqual([totals.request_count, totals.output_tokens], [audit.requestCount, audit.outputTokens]);
});
