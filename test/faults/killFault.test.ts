// `kill -9` of a real `lunaroute serve` at random moments under load: what a client had answers for is recorded, once.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { CliProcess } from '../support/cliProcess.ts';
import { type AnsweredExchange, LoadClient } from '../support/loadClient.ts';
import { auditRecord, type RecordAudit } from '../support/recordAudit.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';
import { untilIndexed } from '../support/untilIndexed.ts';

/** More in the nightly form, `npm run test:faults`. */
const KILLS = Number(process.env.LUNAROUTE_FAULT_KILLS ?? 10);
const SEED = Number(process.env.LUNAROUTE_FAULT_SEED ?? 20_261_124);
/** An answer that was there so long before the kill must be recorded. */
const SAFE_MS = 200;
const MOST_UPTIME_MS = 900;

interface Promised {
  safe: AnsweredExchange[];
  answeredCount: number;
  sentCount: number;
}

async function serve(t: TestContext, data: string, upstream: string) {
  const args = ['serve', '--port', '0', '--data', data, '--anthropic-url', upstream];
  const process = new CliProcess(t, args);
  const line = await process.listening();
  const api = new ApiClient(() => line);
  cleanUp(t, () => api.dispose());
  return { process, line, api };
}

/** Runs under load for a random time, then kills. */
async function serveAndKill(
  t: TestContext,
  data: string,
  upstream: string,
  round: number,
): Promise<Promised> {
  const random = seededRandom(SEED + round);
  const { process, line } = await serve(t, data, upstream);
  const client = new LoadClient(line.url, `r${round}s${SEED}`);
  const running = client.run(1 + Math.floor(random() * 6));
  // Random moments of an idle process prove nothing: the clock starts with the first answer.
  await client.untilAnswered(1);
  await delay(random() * MOST_UPTIME_MS);
  const killedAt = performance.now();
  await process.end('SIGKILL');
  await running;
  return {
    safe: client.answered.filter(({ answeredAt }) => answeredAt <= killedAt - SAFE_MS),
    answeredCount: client.answered.length,
    sentCount: client.sentCount,
  };
}

/** What index and journals must agree on. */
function totalsOf(audit: RecordAudit) {
  return {
    request_count: audit.requestCount,
    session_count: audit.sessionCount,
    input_tokens: audit.inputTokens,
    output_tokens: audit.outputTokens,
  };
}

async function indexTotals(t: TestContext, data: string, upstream: string) {
  const { process, api } = await serve(t, data, upstream);
  await untilIndexed(api);
  const { totals } = await api.stats();
  const { total } = await api.sessions({ limit: 1 });
  await process.end('SIGTERM');
  const { request_count, session_count, input_tokens, output_tokens } = totals;
  return { totals: { request_count, session_count, input_tokens, output_tokens }, total };
}

test(`nothing that a client had 200 ms before is lost or counted twice over ${KILLS} kills`, async t => {
  const demo = await startDemoUpstream({ port: 0 });
  cleanUp(t, () => demo.close());
  const data = path.join(await temporaryFolder(t), 'data');
  const promised: Promised[] = [];
  for (let round = 0; round < KILLS; round++) promised.push(await serveAndKill(t, data, demo.url, round));

  const safe = promised.flatMap(each => each.safe);
  const indexed = await indexTotals(t, data, demo.url);
  const audit = await auditRecord(data);
  const lost = safe.filter(({ marker }) => audit.outcomes.get(marker)?.join() !== 'ok');
  const twice = [...audit.outcomes].filter(([, outcomes]) => outcomes.length > 1);
  const sum = (count: (each: Promised) => number) => promised.reduce((total, each) => total + count(each), 0);
  t.diagnostic(
    `seed ${SEED}: ${KILLS} kills, ${sum(each => each.sentCount)} requests sent, ${sum(each => each.answeredCount)} ` +
      `answered, ${safe.length} of them ${SAFE_MS} ms before the kill; lost ${lost.length}, twice ${twice.length}; ` +
      `${audit.requestCount} recorded in ${audit.sessionCount} sessions, ${audit.damagedCount} half lines`,
  );
  assert.deepEqual({ lost, twice }, { lost: [], twice: [] });
  assert.deepEqual({ repeated: audit.repeated, broken: audit.broken }, { repeated: [], broken: [] });
  assert.ok(safe.length >= KILLS, 'too little load to prove anything');
  assert.deepEqual(indexed, { totals: totalsOf(audit), total: audit.sessionCount });

  await rm(path.join(data, 'index.sqlite'));
  await rm(path.join(data, 'text'), { recursive: true, force: true });
  assert.deepEqual(await indexTotals(t, data, demo.url), indexed, 'a rebuild must count the same');
});
