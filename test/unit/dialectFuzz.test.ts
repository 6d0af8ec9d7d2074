// No JSON and no sequence of events, however wrong, makes a dialect throw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dialectFor } from '../../src/core/dialects/byName.ts';
import { titleOfAnswer } from '../../src/core/dialects/titleRequest.ts';
import { DIALECTS } from '../../src/protocol/wire.ts';

/** Names that dialects look at, so that random JSON gets past the first check. */
const NAMES = [
  'type',
  'message',
  'content',
  'content_block',
  'delta',
  'index',
  'usage',
  'choices',
  'tool_calls',
  'function',
  'response',
  'output',
  'item',
  'part',
  'input',
  'messages',
  'system',
  'tools',
  'error',
  'role',
  'text',
  'id',
  'name',
  'output_index',
  'content_index',
  'summary_index',
  'summary',
  'annotations',
  'arguments',
  'metadata',
  'user_id',
  'cache_creation',
  'input_tokens',
  'finish_reason',
  'logprobs',
  'client_metadata',
  '__proto__',
  'constructor',
];
const WORDS = [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'message_delta',
  'message_stop',
  'error',
  'text_delta',
  'input_json_delta',
  'citations_delta',
  'tool_use',
  'tool_result',
  'assistant',
  'user',
  'tool',
  'message',
  'reasoning',
  'function_call',
  'function_call_output',
  'response.created',
  'response.completed',
  'response.output_item.added',
  'response.output_text.delta',
  'response.output_text.annotation.added',
  'response.content_part.added',
  'response.reasoning_summary_text.delta',
  'response.create',
  'text',
];

const json = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(...WORDS),
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value;

const event = fc.record({
  event: fc.option(fc.constantFrom(...WORDS)),
  data: fc.oneof(
    json.map(value => JSON.stringify(value) ?? ''),
    fc.string(),
    fc.constant('[DONE]'),
  ),
});

for (const name of DIALECTS) {
  const dialect = dialectFor(name);

  test(`${name} reads any request and any reply`, () => {
    fc.assert(
      fc.property(
        json,
        fc.constantFrom('/v1/messages', '/v1/chat/completions', '/v1/responses', ''),
        (body, target) => {
          dialect.readRequest(body, target);
          titleOfAnswer(dialect.readResponse(body).messages);
        },
      ),
      { numRuns: 400 },
    );
  });

  test(`${name} folds any sequence of events into JSON that it can read`, () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), events => {
        const folder = dialect.createFolder();
        for (const one of events) folder.push(one);
        const folded = folder.fold();
        assert.deepEqual(folded === undefined ? undefined : JSON.parse(JSON.stringify(folded)), folded);
        dialect.readResponse(folded);
        assert.equal(typeof folder.hasToken, 'boolean');
        assert.equal(typeof folder.isTerminal, 'boolean');
      }),
      { numRuns: 400 },
    );
  });
}
