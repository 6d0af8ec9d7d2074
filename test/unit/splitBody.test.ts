// Bodies are split into blocks that stay the same while agents repeat themselves, and lose no character.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BodySegment, splitBody } from '../../src/core/body/splitBody.ts';
import { DIALECTS } from '../../src/protocol/wire.ts';

const long = (word: string): string => `${word} `.repeat(30).trim();
const joined = (segments: BodySegment[]): string =>
  segments.map(segment => ('block' in segment ? segment.block : segment.literal)).join('');
const blocksOf = (body: unknown, space?: number): [string, string][] =>
  splitBody(JSON.stringify(body, null, space), 'anthropic_messages').flatMap((segment): [string, string][] =>
    'block' in segment ? [[segment.kind, segment.block]] : [],
  );

const request = {
  model: 'claude-sonnet-4-5',
  messages: [
    { role: 'user', content: long('question') },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: long('thought'), signature: long('c2ln') },
        { type: 'text', text: long('answer "quoted" \\ ü🔍') },
        { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: long('ls'), timeout: 3 } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: long('result') }] },
        { type: 'text', text: 'short' },
      ],
    },
  ],
  system: [{ type: 'text', text: long('rules') }],
  tools: [{ name: 'Bash', description: long('Runs a command'), input_schema: { type: 'object' } }],
  max_tokens: 32_000,
};

test('cuts long content into blocks of its kind and leaves the rest literal', () => {
  assert.deepEqual(blocksOf(request), [
    ['user', JSON.stringify(long('question'))],
    ['assistant', JSON.stringify(long('thought'))],
    ['assistant', JSON.stringify(long('c2ln'))],
    ['assistant', JSON.stringify(long('answer "quoted" \\ ü🔍'))],
    ['assistant', JSON.stringify({ command: long('ls'), timeout: 3 })],
    ['tool_result', JSON.stringify(long('result'))],
    ['system', JSON.stringify(long('rules'))],
    ['tool', JSON.stringify(request.tools[0]).slice(1, -1)],
  ]);
});

/** Every object of the list gets the mark as its first, its last, or a middle member. */
function marked(list: object[], at: (length: number) => number): object[] {
  return list.map(part => {
    const members = Object.entries(part);
    members.splice(at(members.length), 0, ['cache_control', { type: 'ephemeral', ttl: '1h' }]);
    return Object.fromEntries(members);
  });
}

test('cuts the same blocks wherever a cache mark stands', () => {
  for (const at of [() => 0, (length: number) => length, () => 1]) {
    const [first, second, third] = request.messages;
    const body = {
      ...request,
      messages: [
        { role: 'user', content: marked([{ type: 'text', text: first?.content }], at) },
        second,
        { role: 'user', content: marked(third?.content as object[], at) },
      ],
      system: marked(request.system, at),
    };
    assert.deepEqual(blocksOf(body), blocksOf(request));
  }
});

test('cuts the same tool block with a mark before or behind it', () => {
  for (const at of [() => 0, (length: number) => length])
    assert.deepEqual(blocksOf({ ...request, tools: marked(request.tools, at) }), blocksOf(request));
});

test('never puts a cache mark into a block', () => {
  const body = { ...request, tools: marked(request.tools, () => 1), system: marked(request.system, () => 1) };
  assert.equal(
    blocksOf(body).some(([, block]) => block.includes('cache_control')),
    false,
  );
});

test('cuts Responses items: instructions, messages, calls, outputs, reasoning', () => {
  const body = JSON.stringify({
    type: 'response.create',
    instructions: long('rules'),
    input: [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: long('sandbox') }] },
      { role: 'user', content: long('question') },
      { type: 'reasoning', summary: [], encrypted_content: long('gAAAA') },
      { type: 'function_call', call_id: 'c', name: 'shell', arguments: JSON.stringify({ cmd: long('ls') }) },
      { type: 'function_call_output', call_id: 'c', output: long('result') },
      { type: 'function_call_output', call_id: 'd', output: [{ type: 'input_text', text: long('more') }] },
    ],
  });
  assert.deepEqual(
    splitBody(body, 'openai_responses').flatMap(segment => ('block' in segment ? [segment.kind] : [])),
    ['system', 'system', 'user', 'assistant', 'assistant', 'tool_result', 'tool_result'],
  );
});

test('cuts long parameters beside the conversation, which come with every request', () => {
  const schema = { type: 'json_schema', json_schema: { name: 'answer', schema: { title: long('title') } } };
  const body = JSON.stringify({ model: 'm', messages: [], response_format: schema });
  assert.deepEqual(splitBody(body, 'openai_chat'), [
    { literal: '{"model":"m","messages":[],"response_format":' },
    { block: JSON.stringify(schema), kind: 'parameter' },
    { literal: '}' },
  ]);
});

test('ends a literal where a message ends', () => {
  const body = '{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}],"model":"m"}';
  assert.deepEqual(splitBody(body, 'openai_chat'), [
    { literal: '{"messages":[{"role":"user","content":"a"}' },
    { literal: ',{"role":"user","content":"b"}' },
    { literal: '],"model":"m"}' },
  ]);
});

test('keeps what is no JSON, cut off, nested too deep or not understood as one literal', () => {
  const body = JSON.stringify(request);
  for (const text of [
    '',
    'no json',
    body.slice(0, -1),
    `${body}x`,
    body.replace(',"', ' "'),
    '['.repeat(100_000),
  ])
    assert.deepEqual(splitBody(text, 'anthropic_messages'), [{ literal: text }]);
  assert.deepEqual(splitBody(body, 'other'), [{ literal: body }]);
});

test('joins to exactly what was split', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const part = fc.oneof(
    value,
    fc.record({ type: fc.constantFrom('text', 'tool_result'), text: value, content: value }),
  );
  const body = fc.record(
    {
      messages: fc.array(
        fc.oneof(value, fc.record({ role: value, content: fc.oneof(value, fc.array(part)) })),
      ),
      input: value,
      system: value,
      tools: fc.array(value),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(body, fc.constantFrom(...DIALECTS), fc.nat(3), fc.nat(), (shape, dialect, space, cut) => {
      const text = JSON.stringify(shape, null, space);
      assert.equal(joined(splitBody(text, dialect)), text);
      const piece = text.slice(0, cut % (text.length + 1));
      assert.equal(joined(splitBody(piece, dialect)), piece);
    }),
    { numRuns: 500 },
  );
});

test('accepts the JSON that JSON.parse accepts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ minLength: 64 }), (extra, text) => {
      const body = JSON.stringify({ extra, messages: [{ role: 'user', content: text }] });
      const blocks = splitBody(body, 'openai_chat').filter(segment => 'block' in segment);
      assert.deepEqual(blocks.slice(-1), [{ block: JSON.stringify(text), kind: 'user' }]);
    }),
  );
});
