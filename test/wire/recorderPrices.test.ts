// A real recorder worker: prices of one's own hold at once, for what is recorded already, and after a restart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestSummary, SessionDetail, SessionList } from '../../src/protocol/api.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { RecorderUnderTest } from '../support/recorderUnderTest.ts';

const REQUEST = JSON.stringify({ model: 'my-model', messages: [{ role: 'user', content: 'Hi' }] });
const ANSWER = JSON.stringify({
  type: 'message',
  role: 'assistant',
  model: 'my-model',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 1000, output_tokens: 500 },
});

type Priced = Pick<RequestSummary, 'cost_usd' | 'price_table'>;

/** The only request's cost, once it is `cost`; costs are computed again in the background. */
async function pricedAt(recorder: RecorderUnderTest, cost: number | null): Promise<Priced> {
  for (;;) {
    await recorder.remote.flush();
    const list = JSON.parse((await recorder.api('/sessions')).body) as SessionList;
    const { body } = await recorder.api(`/sessions/${list.sessions[0]?.id}`);
    const { requests, cost_usd: sum } = JSON.parse(body) as SessionDetail;
    const [request] = requests;
    if (request !== undefined && request.cost_usd === cost && sum === cost)
      return { cost_usd: request.cost_usd, price_table: request.price_table };
  }
}

test('prices of a setting hold for what is recorded already, and until they are taken back', async () => {
  await using folder = await temporaryFolder();
  {
    await using recorder = await RecorderUnderTest.open(folder.path);
    recorder.exchange({ request: REQUEST, response: [ANSWER] });
    assert.equal((await pricedAt(recorder, null)).price_table, null);
    await recorder.remote.setPrices({ 'my-*': { input: 2, output: 10 } });
    assert.match((await pricedAt(recorder, 0.007)).price_table ?? '', /^genai-prices-[\d.]+\+[0-9a-f]{8}$/);
    await recorder.close();
  }
  await using recorder = await RecorderUnderTest.open(folder.path, {
    prices: { 'my-model': { input: 1, output: 1 } },
  });
  assert.equal((await pricedAt(recorder, 0.0015)).cost_usd, 0.0015);
  await recorder.remote.setPrices({});
  assert.equal((await pricedAt(recorder, null)).price_table, null);
});
