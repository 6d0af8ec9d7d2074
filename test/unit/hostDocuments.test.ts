// Recorded conversations as Markdown documents, and the addresses of documents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversationMarkdown } from '../../src/host/sessions/conversationMarkdown.ts';
import { documentUri, readDocumentQuery } from '../../src/host/sessions/documentUri.ts';
import { fence } from '../../src/host/sessions/markdownParts.ts';
import { promptMarkdown } from '../../src/host/sessions/promptMarkdown.ts';
import type { RequestPrompt } from '../../src/protocol/context.ts';
import type { Message } from '../../src/protocol/conversation.ts';
import type { ThreadSummary } from '../../src/protocol/thread.ts';
import { aRequest, aSession, english } from '../support/hostData.ts';

const asked: Message = { role: 'user', parts: [{ type: 'text', text: 'Why is it flaky?' }] };
const called: Message = {
  role: 'assistant',
  parts: [
    { type: 'thinking', text: 'Read it first.', is_redacted: false },
    { type: 'text', text: '' },
    { type: 'tool_call', call_id: 't1', name: 'Read', server: null, arguments: '{"path":"a.ts"}' },
  ],
};
const result: Message = {
  role: 'tool',
  parts: [{ type: 'tool_result', call_id: 't1', is_error: false, text: 'one\n```\ntwo\n' }],
};

const CALLED = `# Assistant

## Thinking

Read it first.

## Tool call: Read

\`\`\`json
{
  "path": "a.ts"
}
\`\`\`

## Tool result: Read

\`\`\`\`
one
\`\`\`
two
\`\`\`\`
`;

const prompt = (given: Partial<RequestPrompt>): RequestPrompt => ({
  request_id: 'b2',
  previous_request_id: 'b1',
  model: 'claude-sonnet-4-5',
  is_partial: false,
  tools: [],
  messages: [],
  ...given,
});

test('a context is Markdown with tools, roles, calls and the results of named tools', () => {
  const definition = { name: 'Read', description: 'Reads', input_schema: {}, cache_control: {} };
  const tools = [{ name: 'Read', description: 'Reads', definition }];
  assert.equal(
    promptMarkdown(prompt({ tools, messages: [asked, called, result] }), english),
    `# Tools

## Read

Reads

\`\`\`json
{
  "input_schema": {}
}
\`\`\`

# User

Why is it flaky?

${CALLED}`,
  );
});

test('the context of the next request begins as that of the one before', () => {
  const before = promptMarkdown(prompt({ messages: [asked] }), english);
  const after = promptMarkdown(
    prompt({ request_id: 'b3', previous_request_id: 'b2', messages: [asked, called, result] }),
    english,
  );
  assert.equal(after, `${before}\n${CALLED}`);
});

test('a history that the provider keeps is said to be missing', () => {
  assert.match(
    promptMarkdown(prompt({ is_partial: true, messages: [asked] }), english),
    /^> The provider keeps the history/,
  );
});

test('a fence is longer than any inside of it', () => {
  assert.equal(fence('a'), '```\na\n```');
  assert.equal(fence('````\na\n````'), '`````\n````\na\n````\n`````');
});

test('a conversation names its turns with their figures, and what went wrong', () => {
  const request = aRequest({ status: 529, error: { code: 'overloaded_error', message: 'Overloaded' } });
  const turn = {
    request_id: request.id,
    thread_id: 'main',
    started_at: request.started_at,
    input: [asked],
    repeated_message_count: 0,
    output: [],
  };
  const explorer: ThreadSummary = {
    ...{ id: 'a7', parent_id: 'main', kind: 'sub_agent', title: 'Find\nall tests' },
    ...{ request_count: 1, total_tokens: null, cost_usd: null },
  };
  const text = conversationMarkdown(
    { ...aSession({ title: '\u202eevil\nname' }), threads: [explorer], requests: [], next_cursor: null },
    [turn, { ...turn, thread_id: explorer.id }],
    new Map([[request.id, request]]),
    english,
  );
  const [title, , figures, , heading, , role, , question, , error] = text.split('\n');
  assert.deepEqual([title, role, question], ['# evil name', '### User', 'Why is it flaky?']);
  assert.match(figures ?? '', /^claude-code · claude-sonnet-4-5-20250929 · 2026-03-10T11:00:00.000Z · 19.3k/);
  assert.match(heading ?? '', /^## 1 · \d\d:\d\d:\d\d · .*HTTP 529 · 18.4k → 912/);
  assert.equal(error, '> **overloaded_error** Overloaded');
  assert.match(text, /^## 2 · \d\d:\d\d:\d\d · sub-agent: Find all tests · .*HTTP 529/m);
});

test('an address is read back as what it was, and nothing else is one', () => {
  const addresses = [
    { kind: 'conversation', sessionId: 'a1' },
    { kind: 'request', sessionId: 'a1', requestId: 'b1' },
    { kind: 'response', sessionId: 'a1', requestId: 'b1' },
    { kind: 'prompt', sessionId: 'a1', requestId: 'b1' },
  ] as const;
  assert.deepEqual(
    addresses.map(address => readDocumentQuery(documentUri(address, { title: 'x', number: 1 }).query)),
    addresses,
  );
  for (const query of [
    ...['', 'a1', 'conversation', 'conversation/a1/b1', 'request/a1', 'token/a1/b1'],
    ...['request/../b1', 'request/a1/..', 'request/a1/b1/c1', 'constructor/a1/b1'],
  ])
    assert.equal(readDocumentQuery(query), null, query);
});

test('a tab is named after the session or the number of the request, whatever the title holds', () => {
  const path = (title: string | null, kind: 'conversation' | 'request' | 'prompt') =>
    documentUri({ kind, sessionId: 'a1', requestId: 'b1' }, { title, number: 4 }).path;
  assert.deepEqual(
    [
      path('Why does the login test fail every other run?', 'conversation'),
      path('../../etc: a\u202e/b\\c', 'request'),
      path('Rename', 'prompt'),
      path(null, 'conversation'),
      path('...', 'conversation'),
    ],
    [
      '/Why does the login test fail every othe….md',
      '/etc a b c/request 4.json',
      '/Rename/context 4.md',
      '/session.md',
      '/session.md',
    ],
  );
});
