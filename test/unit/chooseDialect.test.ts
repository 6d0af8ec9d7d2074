// The path of a request tells its dialect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialectFor } from '../../src/core/dialects/byName.ts';
import { chooseDialect } from '../../src/core/dialects/chooseDialect.ts';
import { DIALECTS } from '../../src/protocol/wire.ts';

const choices: Record<string, string> = {
  'anthropic /v1/messages?beta=true': 'anthropic_messages',
  'openai /messages': 'anthropic_messages',
  'anthropic /v1/v1/messages/count_tokens?beta=true': 'anthropic_messages',
  'anthropic /v1/models?limit=1000': 'anthropic_messages',
  'anthropic /api/hello': 'other',
  'openai /v1/chat/completions': 'openai_chat',
  'openai /chat/completions/': 'openai_chat',
  'openai /v1/completions': 'openai_chat',
  'openai /openai/deployments/d/embeddings?api-version=1': 'openai_chat',
  'openai /v1/responses': 'openai_responses',
  'openai /responses': 'openai_responses',
  'openai /v1/responses/resp_1/cancel': 'openai_responses',
  'chatgpt /backend-api/codex/responses': 'openai_responses',
  'chatgpt /backend-api/me': 'other',
  'openai /v1/models?client_version=0.169.0': 'other',
  'openai /v1/files?next=/v1/messages': 'other',
  'openai ': 'other',
};

for (const [request, dialect] of Object.entries(choices)) {
  test(`takes ${request} for ${dialect}`, () => {
    const [provider, target = ''] = request.split(' ');
    assert.equal(chooseDialect(target, provider as 'anthropic' | 'openai' | 'chatgpt'), dialect);
  });
}

test('has a dialect for every name', () => {
  for (const name of DIALECTS) assert.equal(dialectFor(name).name, name);
});
