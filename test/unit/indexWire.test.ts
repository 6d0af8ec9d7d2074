// What the index makes of threads, limits, contexts and other prices, from journals alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPriceBook, TABLE_PRICES } from '../../src/core/pricing/priceBook.ts';
import type { JournalEvent } from '../../src/protocol/journal.ts';
import { readContextUse } from '../../src/recorder/index/query/contextUse.ts';
import { readRequests } from '../../src/recorder/index/query/requestSummary.ts';
import { readThreads } from '../../src/recorder/index/query/threads.ts';
import { readQuotaRows } from '../../src/recorder/index/quotaRows.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { openTestIndex, SessionWriter, testId, userText } from '../support/recordFixture.ts';

const AT = '2026-11-24T10:00:00.000Z';
const LATER = '2026-11-24T10:10:00.000Z';

function withQuota(answer: JournalEvent, utilization: string): JournalEvent {
  const name = 'anthropic-ratelimit-unified-5h-utilization';
  return answer.type === 'response' ? { ...answer, headers: [[name, utilization]] } : answer;
}

test('limits are the newest that real sessions told, in whatever order their journals are read', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  for (const [n, at, utilization, origin] of [
    [1, LATER, '0.5', 'recorded'],
    [2, AT, '0.4', 'recorded'],
    [3, LATER, '0.9', 'demo'],
  ] as const) {
    const writer = new SessionWriter(folder.path, { id: testId(n), startedAt: at, origin });
    const ask = writer.ask({ requestId: testId(n), at, messages: [userText('Hi')] });
    const answer = withQuota(writer.answer({ requestId: testId(n), at }), utilization);
    index.apply(await writer.write(...ask, answer));
  }
  assert.deepEqual(
    readQuotaRows(index.database).map(quota => [quota.window, quota.utilization, quota.observed_at]),
    [['5h', 0.5, LATER]],
  );
  await index.close();
});

test('the context in use is that of the main thread that was answered last', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  assert.equal(readContextUse(index), null);
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: AT });
  const asked = (n: number, at: string, threadId: string, inputTokens: number, model?: string) => [
    ...writer.ask({ requestId: testId(n), at, messages: [userText(`${n}`)], threadId }),
    writer.answer({ requestId: testId(n), at, inputTokens, ...(model === undefined ? {} : { model }) }),
  ];
  index.apply(await writer.write(...asked(1, AT, 'main', 50_000), ...asked(2, LATER, 'agent', 9000)));
  const context = { session_id: testId(1), used_tokens: 50_100, max_tokens: 200_000 };
  assert.deepEqual(readContextUse(index), context);
  // More than the table knows: the model runs with a larger window.
  index.apply(await writer.write(...asked(3, LATER, 'main', 300_000)));
  assert.deepEqual(readContextUse(index), { ...context, used_tokens: 300_100, max_tokens: null });
  index.apply(await writer.write(...asked(4, '2026-11-24T10:11:00.000Z', 'main', 10, 'my-model')));
  assert.deepEqual(readContextUse(index), { ...context, used_tokens: 110, max_tokens: null });
  await index.close();
});

test('threads of an older journal, which does not say when they began, are sub-agents', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: AT });
  const ask = (n: number, threadId: string) =>
    writer.ask({ requestId: testId(n), at: AT, messages: [userText('Hi')], threadId });
  index.apply(await writer.write(...ask(1, 'main'), writer.titled('Greet', AT), ...ask(2, 'a1')));
  assert.deepEqual(
    readThreads(index, testId(1)).map(({ id, parent_id, kind, title }) => [id, parent_id, kind, title]),
    [
      ['main', null, 'main', 'Greet'],
      ['a1', 'main', 'sub_agent', null],
    ],
  );
  await index.close();
});

test('other prices hold for all requests, those with tools that are billed apart too, after a restart as well', async () => {
  await using folder = await temporaryFolder();
  const writer = new SessionWriter(folder.path, { id: testId(1), startedAt: AT });
  const answer = writer.answer({ requestId: testId(1), at: AT });
  const searched = { ...answer, usage_raw: { server_tool_use: { web_search_requests: 2 } } };
  const ask = writer.ask({ requestId: testId(1), at: AT, messages: [userText('Hi')] });
  const book = createPriceBook({ 'claude-*': { input: 1, output: 2 } });
  {
    const { index } = await openTestIndex(folder.path);
    await index.replay();
    index.apply(await writer.write(...ask, searched));
    const priced = () =>
      readRequests(index, testId(1), { cursor: undefined, limit: 1 }).requests.map(request => [
        request.cost_usd,
        request.price_table,
      ]);
    // 1,000 in at $3, 100 out at $15, two searches at a cent.
    assert.deepEqual(priced(), [[0.0245, TABLE_PRICES.version]]);
    await index.setPrices(book);
    assert.deepEqual(priced(), [[0.0012, book.version]]);
    await index.setPrices(TABLE_PRICES);
    assert.deepEqual(priced(), [[0.0245, TABLE_PRICES.version]]);
    await index.close();
  }
  const { index } = await openTestIndex(folder.path, { prices: book });
  await index.replay();
  const [request] = readRequests(index, testId(1), { cursor: undefined, limit: 1 }).requests;
  assert.deepEqual([request?.cost_usd, request?.price_table], [0.0012, book.version]);
  await index.close();
});
