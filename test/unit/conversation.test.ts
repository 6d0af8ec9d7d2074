// Requests without ids are joined to the conversation that they continue.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  compareHistory,
  digestHistory,
  isCompacted,
  knownHistory,
} from '../../src/core/identity/conversation.ts';
import type { Message } from '../../src/protocol/conversation.ts';

const says = (role: Message['role'], text: string): Message => ({ role, parts: [{ type: 'text', text }] });
/** The later history beside what would be kept of the earlier one. */
function relationOf(later: Message[], earlier: Message[]): string {
  const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const known = knownHistory(digestHistory(earlier, nameOf)) ?? { length: 0, digest: '' };
  return compareHistory(digestHistory(later, nameOf), known);
}

const first = [says('system', 'It is Monday.'), says('user', 'Fix the test')];
const answered = [...first, says('assistant', 'Done.'), says('user', 'Thanks, now lint')];

test('sees that a longer history continues a shorter one', () => {
  assert.equal(relationOf(answered, first), 'continues');
});

test('sees that the same history came once more', () => {
  assert.equal(relationOf(first, first), 'repeats');
});

test('sees that a history differs, or is shorter, or is empty', () => {
  const other = [says('user', 'Fix the docs'), says('assistant', 'Done.'), says('user', 'Thanks, now lint')];
  assert.equal(relationOf(other, first), 'unrelated');
  assert.equal(relationOf(first, answered), 'unrelated');
  assert.equal(relationOf(answered, []), 'unrelated');
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
  assert.equal(relationOf(resent, answered), 'repeats');
});

test('cares for tool calls and their results', () => {
  const result = (text: string): Message => ({
    role: 'tool',
    parts: [{ type: 'tool_result', call_id: 'c1', is_error: false, text }],
  });
  assert.equal(relationOf([...first, result('failed')], [...first, result('ok')]), 'unrelated');
});

test('recognises a history that its client summed up', () => {
  const summary = 'This session is being continued from a previous conversation that ran out of context.';
  assert.deepEqual(
    [says('user', summary), says('user', 'Go on')].map(message => isCompacted([message])),
    [true, false],
  );
});
