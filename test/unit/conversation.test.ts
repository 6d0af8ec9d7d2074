// Requests without ids are joined to the conversation that they continue.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareHistory, digestHistory } from '../../src/core/identity/conversation.ts';
import type { Message } from '../../src/protocol/conversation.ts';

const says = (role: Message['role'], text: string): Message => ({ role, parts: [{ type: 'text', text }] });
const first = [says('system', 'It is Monday.'), says('user', 'Fix the test')];
const answered = [...first, says('assistant', 'Done.'), says('user', 'Thanks, now lint')];

test('sees that a longer history continues a shorter one', () => {
  assert.equal(compareHistory(digestHistory(answered), digestHistory(first)), 'continues');
});

test('sees that the same history came once more', () => {
  assert.equal(compareHistory(digestHistory(first), digestHistory(first)), 'repeats');
});

test('sees that a history differs, or is shorter, or is empty', () => {
  const other = [says('user', 'Fix the docs'), says('assistant', 'Done.'), says('user', 'Thanks, now lint')];
  assert.equal(compareHistory(digestHistory(other), digestHistory(first)), 'unrelated');
  assert.equal(compareHistory(digestHistory(first), digestHistory(answered)), 'unrelated');
  assert.equal(compareHistory(digestHistory(answered), []), 'unrelated');
});

test('does not care for system prompts, thinking, white space or how a text is cut into parts', () => {
  const resent: Message[] = [
    says('system', 'It is Tuesday.'),
    { role: 'user', parts: [{ type: 'text', text: ' Fix the test\n' }] },
    {
      role: 'assistant',
      parts: [
        { type: 'thinking', text: 'Hm.', is_redacted: false },
        { type: 'text', text: 'Done.' },
      ],
    },
    says('user', 'Thanks, now lint'),
  ];
  assert.equal(compareHistory(digestHistory(resent), digestHistory(answered)), 'repeats');
});

test('cares for tool calls and their results', () => {
  const result = (text: string): Message => ({
    role: 'tool',
    parts: [{ type: 'tool_result', call_id: 'c1', is_error: false, text }],
  });
  const one = digestHistory([...first, result('ok')]);
  assert.equal(compareHistory(digestHistory([...first, result('failed')]), one), 'unrelated');
});
