// Requests are priced as the provider bills them, and not at all when anything needed is unknown.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createPriceBook, PRICE_TABLE_VERSION, TABLE_PRICES } from '../../src/core/pricing/priceBook.ts';
import { type PriceInput, priceUsage } from '../../src/core/pricing/priceUsage.ts';
import { savedByCache } from '../../src/core/pricing/savedByCache.ts';
import { UNKNOWN_USAGE, type Usage } from '../../src/protocol/usage.ts';

function price(usage: Partial<Usage>, more: Partial<PriceInput> = {}): number | null {
  return priceUsage({
    usage: { ...UNKNOWN_USAGE, ...usage },
    model: 'claude-sonnet-4-5-20250929',
    provider: 'anthropic',
    upstream: 'https://api.anthropic.com',
    serviceTier: 'standard',
    usageRaw: null,
    at: Date.parse('2026-11-24T00:00:00Z'),
    ...more,
  });
}

const cached = { input_tokens: 100_000, output_tokens: 1000, cache_read_tokens: 50_000 };
const small = { input_tokens: 1000, output_tokens: 100 };

test('prices 5-minute and 1-hour cache writes apart', () => {
  assert.equal(price({ ...cached, cache_write_5m_tokens: 40_000, cache_write_1h_tokens: 0 }), 0.21);
  assert.equal(price({ ...cached, cache_write_5m_tokens: 0, cache_write_1h_tokens: 40_000 }), 0.3);
  assert.equal(price({ ...cached, cache_write_5m_tokens: 30_000, cache_write_1h_tokens: 10_000 }), 0.2325);
});

test('does not price an unknown model, unknown tokens or counts that contradict each other', () => {
  assert.equal(
    price(small, { model: 'my-local-model', provider: 'openai', upstream: 'http://127.0.0.1:1234' }),
    null,
  );
  assert.equal(price(small, { model: null }), null);
  assert.equal(price({ output_tokens: 100 }), null);
  assert.equal(price({ input_tokens: 1000 }), null);
  assert.equal(price({ input_tokens: 100, output_tokens: 1, cache_read_tokens: 200 }), null);
});

test('prices claude models wherever they are hosted', () => {
  const hosts: [string, string, PriceInput['provider']][] = [
    ['claude-sonnet-4-5', 'https://llm.example.com', 'anthropic'],
    ['claude-sonnet-4-5[1m]', 'http://127.0.0.1:9000', 'anthropic'],
    ['anthropic/claude-sonnet-4.5', 'https://openrouter.ai', 'openai'],
    ['anthropic/claude-sonnet-4-5', 'https://litellm.example.com', 'openai'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'https://gateway.example.com', 'anthropic'],
    ['claude-sonnet-4-5@20250929', 'https://us-east5-aiplatform.googleapis.com', 'anthropic'],
  ];
  for (const [model, upstream, provider] of hosts)
    assert.equal(price(small, { model, upstream, provider }), 0.0045, model);
});

test("prices ChatGPT logins as OpenAI's API would", () => {
  const usage = { input_tokens: 10_000, output_tokens: 1000, cache_read_tokens: 8000, reasoning_tokens: 600 };
  const more = { model: 'gpt-5.1-codex', upstream: 'https://chatgpt.com', serviceTier: 'default' } as const;
  assert.equal(price(usage, { ...more, provider: 'chatgpt' }), 0.0135);
});

test('adds web searches, which are billed apart', () => {
  const usageRaw = { server_tool_use: { web_search_requests: 2 } };
  assert.equal(price(small, { usageRaw }), 0.0245);
});

test('halves batches, and does not guess what other tiers cost', () => {
  assert.equal(price(small, { serviceTier: 'batch' }), 0.00225);
  assert.equal(price(small, { serviceTier: 'priority' }), null);
  assert.equal(price(small, { usageRaw: { speed: 'fast' } }), null);
});

test('does not price a 1-hour write where the table has no price for it', () => {
  const usage = { ...small, cache_write_1h_tokens: 500 };
  const more = { model: 'deepseek-chat', provider: 'openai', upstream: 'https://api.deepseek.com' } as const;
  assert.equal(price(usage, more), null);
  assert.notEqual(price(small, more), null);
});

test('prices embeddings, which have no output', () => {
  const more = {
    model: 'text-embedding-3-small',
    provider: 'openai',
    upstream: 'https://api.openai.com',
  } as const;
  assert.equal(price({ input_tokens: 1000, output_tokens: 0 }, { ...more, serviceTier: null }), 0.00002);
});

test('names the version of the table that is installed', () => {
  const file = path.join(import.meta.dirname, '../../node_modules/@pydantic/genai-prices/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  assert.equal(PRICE_TABLE_VERSION, `genai-prices-${version}`);
});

test('the cache saved what its reads would have cost as plain input, less what writing to it cost more', () => {
  const saved = (usage: Partial<Usage>, model = 'claude-sonnet-4-5-20250929'): number | null => {
    const input: PriceInput = {
      usage: { ...UNKNOWN_USAGE, ...usage },
      model,
      provider: 'anthropic',
      upstream: 'https://api.anthropic.com',
      serviceTier: null,
      usageRaw: null,
      at: Date.parse('2026-11-24T00:00:00Z'),
    };
    return savedByCache(input, priceUsage(input));
  };
  // $3 a million as plain input, $0.30 read, $3.75 written for 5 minutes, $6 for an hour.
  assert.equal(saved(cached), 0.135);
  assert.equal(saved({ ...cached, cache_write_5m_tokens: 40_000 }), 0.105);
  assert.equal(saved({ ...cached, cache_write_1h_tokens: 40_000, cache_read_tokens: 0 }), -0.12);
  assert.equal(saved({ ...small, cache_read_tokens: 0 }), 0);
  assert.equal(saved(small), null);
  assert.equal(saved(cached, 'my-local-model'), null);
});

test('does not guess what another model than the answer names has cost', () => {
  assert.equal(price(small, { usageRaw: { iterations: [{ type: 'advisor_message' }] } }), null);
  assert.equal(price(small, { usageRaw: { iterations: [{ type: 'message' }] } }), 0.0045);
});

const OWN = createPriceBook({
  'my-*': { input: 2, output: 10 },
  'my-model-*': { input: 1, output: 4, cacheRead: 0.1, cacheWrite5m: 1.25 },
  'claude-sonnet-4-5': { input: 0, output: 0 },
});

test("a person's own price goes before the table, an exact name before a pattern, a long pattern before a short one", () => {
  const priced = (model: string): number | null =>
    priceUsage(
      {
        usage: {
          input_tokens: 1_000_000,
          output_tokens: 100_000,
          reasoning_tokens: null,
          cache_read_tokens: 500_000,
          cache_write_5m_tokens: 100_000,
          cache_write_1h_tokens: 100_000,
        },
        model,
        provider: 'openai',
        upstream: 'http://127.0.0.1:1234',
        serviceTier: 'priority',
        usageRaw: null,
        at: 0,
      },
      OWN,
    );
  assert.deepEqual(
    ['my-model-7b', 'vendor/my-model-7b', 'my-other', 'claude-sonnet-4-5', 'a-my-model'].map(priced),
    [0.3 + 0.05 + 0.125 + 0.125 + 0.4, 1, 3, 0, null],
  );
});

test('an own price leaves unknown what is unknown', () => {
  const usage = { ...UNKNOWN_USAGE, output_tokens: 10 };
  const input = {
    usage,
    provider: 'openai',
    upstream: '',
    serviceTier: null,
    usageRaw: null,
    at: 0,
  } as const;
  assert.equal(priceUsage({ ...input, model: 'my-x' }, OWN), null);
});

test('each set of own prices has a version of its own, whatever their order', () => {
  const a = { input: 1, output: 1 };
  const versions = [{ x: a, y: a }, { y: a, x: a }, { x: a }].map(prices => createPriceBook(prices).version);
  assert.equal(versions[0], versions[1]);
  assert.notEqual(versions[0], versions[2]);
  assert.equal(createPriceBook({}), TABLE_PRICES);
});
