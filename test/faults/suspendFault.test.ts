// An owner that is suspended under load while another process takes over: two writers on one folder, nothing lost or twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { readToken } from '../../src/service/tokenFile.ts';
import { LoadClient } from '../support/loadClient.ts';
import { ParticipantProcess } from '../support/participantProcess.ts';
import { auditRecord } from '../support/recordAudit.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';
import { untilIndexed } from '../support/untilIndexed.ts';

const SAFE_MS = 200;

test('an owner that wakes up after another took over adds nothing and takes nothing away', {
  skip: process.platform === 'win32' ? 'a process can not be suspended there' : false,
}, async t => {
  const demo = await startDemoUpstream({ port: 0 });
  cleanUp(t, () => demo.close());
  const dataFolder = await temporaryFolder(t);
  const options = { dataFolder, isReal: true, upstream: demo.url, lockTimes: { greetMs: 300, pingMs: 150 } };
  const sleeper = new ParticipantProcess(t, options);
  const before = new LoadClient((await sleeper.ready('owner')).url ?? '', 'before');
  const successor = new ParticipantProcess(t, options);
  await successor.ready('attached');
  const ended = before.run(4);
  await before.untilAnswered(30);
  sleeper.signal('SIGSTOP');
  const stoppedAt = performance.now();

  const { url } = await successor.ready('owner');
  const after = new LoadClient(url ?? '', 'after');
  const running = after.run(4);
  await after.untilAnswered(10);
  sleeper.signal('SIGCONT');
  await sleeper.ready('attached');
  await after.untilAnswered(40);
  before.stop();
  after.stop();
  await Promise.all([ended, running]);

  const token = (await readToken(dataFolder)) ?? '';
  const api = new ApiClient(() => ({ url: url ?? '', token }));
  cleanUp(t, () => api.dispose());
  await untilIndexed(api);
  const { totals } = await api.stats();
  await sleeper.command('close');
  await successor.command('close');
  const audit = await auditRecord(dataFolder);
  const safe = before.answered.filter(({ answeredAt }) => answeredAt <= stoppedAt - SAFE_MS);
  const promised = [...safe, ...after.answered];
  t.diagnostic(
    `${before.answered.length} answers before, ${after.answered.length} after; ${audit.requestCount} recorded`,
  );
  assert.deepEqual(
    promised.filter(({ marker }) => audit.outcomes.get(marker)?.join() !== 'ok'),
    [],
  );
  assert.deepEqual(
    [...audit.outcomes].filter(([, outcomes]) => outcomes.length > 1),
    [],
  );
  assert.deepEqual(
    { repeated: audit.repeated, broken: audit.broken, damaged: audit.damagedCount },
    { repeated: [], broken: [], damaged: 0 },
  );
  assert.deepEqual(
    [totals.request_count, totals.input_tokens, totals.output_tokens],
    [audit.requestCount, audit.inputTokens, audit.outputTokens],
  );
});
