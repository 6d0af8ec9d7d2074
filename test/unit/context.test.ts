// What a context is made of, what changed in it, and when a provider's cache was lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakReason, lostTokens, usageWithoutLoss } from '../../src/core/context/cacheBreak.ts';
import { compareContexts } from '../../src/core/context/compareContexts.ts';
import { contextSegments } from '../../src/core/context/contextSegments.ts';
import { largest, partsOf, tokenRate } from '../../src/core/context/sizeContext.ts';
import type { Message, ToolDefinition } from '../../src/protocol/conversation.ts';
import { UNKNOWN_USAGE } from '../../src/protocol/usage.ts';

const tool = (name: string, extra: object = {}): ToolDefinition => ({
  name,
  description: null,
  definition: { name, ...extra },
});
const said = (role: Message['role'], text: string): Message => ({ role, parts: [{ type: 'text', text }] });
const call: Message = {
  role: 'assistant',
  parts: [{ type: 'tool_call', call_id: 't1', name: 'Read', server: null, arguments: '{"path":"a"}' }],
};
const result: Message = {
  role: 'tool',
  parts: [{ type: 'tool_result', call_id: 't1', is_error: false, text: 'x'.repeat(40) }],
};
const labels = (segments: readonly { label: string }[]) => segments.map(({ label }) => label);

test('names each piece by its kind, a result by the tool that was called', () => {
  const segments = contextSegments(
    [tool('Bash')],
    [said('system', 'Be brief.'), said('user', 'Go'), call, result],
  );
  assert.deepEqual(
    segments.map(({ kind, label, characters }) => [kind, label, characters]),
    [
      ['tools', 'Bash', 15],
      ['system', 'Be brief.', 9],
      ['user', 'Go', 2],
      ['assistant', 'Read', 16],
      ['tool_results', 'Read', 40],
    ],
  );
});

test('shares the reported input out by characters, and knows nothing without it', () => {
  const segments = contextSegments([], [said('system', 'a'.repeat(60)), said('user', 'b'.repeat(40))]);
  assert.deepEqual(partsOf(segments, tokenRate(segments, 1000)), [
    { kind: 'system', characters: 60, estimated_tokens: 600 },
    { kind: 'user', characters: 40, estimated_tokens: 400 },
  ]);
  assert.deepEqual(
    partsOf(segments, tokenRate(segments, null)).map(part => part.estimated_tokens),
    [null, null],
  );
  assert.equal(tokenRate([], 1000), null);
});

test('names the largest changes in their order', () => {
  const segments = contextSegments(
    [],
    ['aaa', 'b', 'cc'].map(text => said('user', text)),
  );
  assert.deepEqual(labels(largest(segments, null, 2)), ['aaa', 'cc']);
});

test('tells what came, what left, and where the context stops being the same', () => {
  const before = contextSegments([tool('Bash'), tool('Old')], [said('user', 'One'), said('user', 'Two')]);
  const after = contextSegments([tool('Bash'), tool('New')], [said('user', 'One'), said('user', 'Three')]);
  const change = compareContexts(before, after);
  assert.deepEqual(
    [labels(change.added), labels(change.dropped), change.brokenAt?.label],
    [['New', 'Three'], ['Old', 'Two'], 'Old'],
  );
});

test('a context that only grows is not broken, also when its cache mark moves', () => {
  const mark = { cache_control: { type: 'ephemeral' } };
  const before = contextSegments([tool('Bash', mark)], [said('user', 'One')]);
  const after = contextSegments([tool('Bash')], [said('user', 'One'), said('user', 'One')]);
  const change = compareContexts(before, after);
  assert.deepEqual([labels(change.added), change.dropped, change.brokenAt], [['One'], [], null]);
});

test('a checksum that changes with every request is no change', () => {
  const system = (sum: string): Message => said('system', `x-anthropic-billing-header: cch=${sum};`);
  const change = compareContexts(contextSegments([], [system('1')]), contextSegments([], [system('2')]));
  assert.deepEqual(change, { added: [], dropped: [], brokenAt: null });
});

test('a history that the provider keeps was not dropped', () => {
  const change = compareContexts(
    contextSegments([], [said('user', 'One')]),
    contextSegments([], [said('user', 'Two')]),
    true,
  );
  assert.deepEqual([labels(change.added), change.dropped, change.brokenAt], [['Two'], [], null]);
});

const request = (read: number | null, write: number | null, model = 'm', startedMs = 0) => ({
  model,
  startedMs,
  usage: { ...UNKNOWN_USAGE, cache_read_tokens: read, cache_write_5m_tokens: write },
});

test('what was cached and is not read again is lost; steps of less than 1,024 tokens are not', () => {
  assert.deepEqual(
    [
      lostTokens(request(10_000, 2000), request(0, 12_500)),
      lostTokens(request(10_000, 2000), request(11_500, 0)),
      lostTokens(request(10_000, 2000), request(null, 0)),
      lostTokens(request(null, null), request(0, 0)),
    ],
    [12_000, 0, 0, 0],
  );
});

test('says why a cache was lost', () => {
  const [before, after] = [request(1, 1), request(0, 1)];
  assert.deepEqual(
    [
      breakReason(before, request(0, 1, 'other'), true),
      breakReason(before, after, true),
      breakReason(before, request(0, 1, 'm', 300_001), false),
      breakReason(before, after, false),
    ],
    ['model', 'changed', 'expired', 'unknown'],
  );
});

test('usage without the loss has the same input, read instead of written', () => {
  const usage = {
    ...UNKNOWN_USAGE,
    input_tokens: 20_000,
    cache_read_tokens: 0,
    cache_write_5m_tokens: 15_000,
  };
  assert.deepEqual(usageWithoutLoss(usage, 12_000), {
    ...usage,
    cache_read_tokens: 12_000,
    cache_write_5m_tokens: 3000,
  });
});
