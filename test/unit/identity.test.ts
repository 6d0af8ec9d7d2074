// Clients, sessions and threads are told apart by what they send.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anthropicMessages } from '../../src/core/dialects/anthropic/anthropic.ts';
import { EMPTY_REQUEST } from '../../src/core/dialects/facts.ts';
import { openaiResponses } from '../../src/core/dialects/openaiResponses/openaiResponses.ts';
import { identifyClient } from '../../src/core/identity/identifyClient.ts';
import { identifySession } from '../../src/core/identity/identifySession.ts';
import type { HeaderList } from '../../src/protocol/wire.ts';

const UUID = '7d3f0a52-2f0c-4a55-9b59-3c2a7f4f9f10';
const agent = (userAgent: string, ...more: [string, string][]) =>
  identifyClient([['User-Agent', userAgent], ...more]);

test('knows clients by their user agents', () => {
  const clients = [
    'claude-cli/2.1.330 (external, cli)',
    'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color',
    'codex_cli_rs/0.169.0 (Mac OS 15.5.0; arm64) vscode/1.103.0',
    'opencode/1.18.33 ai-sdk/provider-utils/3.0.9 runtime/bun/1.3.0',
    'GitHubCopilotChat/0.31.2',
    'Anthropic/JS 0.71.0',
    'AsyncAnthropic/Python 0.64.0',
    'OpenAI/Python 1.99.1',
    'litellm/1.80.0',
    'curl/8.5.0',
    'Mozilla/5.0 (X11; Linux x86_64) curl/8.5.0',
  ].map(userAgent => agent(userAgent));
  assert.deepEqual(
    clients.map(({ client, version }) => `${client} ${version}`),
    [
      'claude-code 2.1.330',
      'codex 0.169.0',
      'codex 0.169.0',
      'opencode 1.18.33',
      'copilot 0.31.2',
      'anthropic-sdk 0.71.0',
      'anthropic-sdk 0.64.0',
      'openai-sdk 1.99.1',
      'litellm 1.80.0',
      'curl 8.5.0',
      'unknown null',
    ],
  );
});

test('knows agents behind a library by their own headers', () => {
  assert.deepEqual(agent('Anthropic/JS 0.71.0', ['X-Claude-Code-Session-Id', UUID]).client, 'claude-code');
  assert.deepEqual(agent('OpenAI/Python 1.99.1', ['X-Title', 'Aider']).client, 'aider');
  assert.deepEqual(identifyClient([]), { client: 'unknown', version: null });
});

function claudeSession(userId: unknown, headers: HeaderList = []) {
  const facts = anthropicMessages.readRequest({ metadata: { user_id: userId } }, '/v1/messages');
  return identifySession({ headers, facts });
}

test('finds the session in every form of metadata.user_id', () => {
  const forms = [
    JSON.stringify({ device_id: 'd', account_uuid: '', session_id: UUID }),
    { session_id: UUID },
    `user_0a1b_account__session_${UUID}`,
  ];
  for (const form of forms)
    assert.deepEqual(claudeSession(form), {
      clientSessionId: UUID,
      threadId: null,
      parentThreadId: null,
      isThreadKnown: false,
    });
  assert.equal(claudeSession('user-42').clientSessionId, null);
});

test('gives sub-agents of Claude Code their own thread in the same session', () => {
  const headers: HeaderList = [
    ['X-Claude-Code-Session-Id', UUID],
    ['x-claude-code-agent-id', 'a2'],
    ['x-claude-code-parent-agent-id', 'a1'],
  ];
  assert.deepEqual(identifySession({ headers, facts: EMPTY_REQUEST }), {
    clientSessionId: UUID,
    threadId: 'a2',
    parentThreadId: 'a1',
    isThreadKnown: false,
  });
});

test('knows the main thread of Codex, and its sub-agents by their parent', () => {
  const main: HeaderList = [
    ['session-id', 's1'],
    ['thread-id', 's1'],
  ];
  const older: HeaderList = [
    ['session-id', 'child'],
    ['thread-id', 'child'],
    ['x-codex-parent-thread-id', 's1'],
  ];
  const newer: HeaderList = [
    ['session-id', 's1'],
    ['thread-id', 'grandchild'],
    ['x-codex-parent-thread-id', 'child'],
  ];
  assert.deepEqual(
    [main, older, newer].map(headers => identifySession({ headers, facts: EMPTY_REQUEST })),
    [
      { clientSessionId: 's1', threadId: null, parentThreadId: null, isThreadKnown: true },
      { clientSessionId: 's1', threadId: 'child', parentThreadId: null, isThreadKnown: true },
      { clientSessionId: 's1', threadId: 'grandchild', parentThreadId: 'child', isThreadKnown: true },
    ],
  );
});

test('lets a WebSocket frame speak for itself before the upgrade that opened the connection', () => {
  const headers: HeaderList = [
    ['session-id', 's1'],
    ['thread-id', 's1'],
  ];
  const frame = {
    type: 'response.create',
    client_metadata: { session_id: 's1', thread_id: 't2', 'x-codex-parent-thread-id': 's1' },
  };
  assert.deepEqual(identifySession({ headers, facts: openaiResponses.readRequest(frame, '/v1/responses') }), {
    clientSessionId: 's1',
    threadId: 't2',
    parentThreadId: null,
    isThreadKnown: true,
  });
});

test('puts a session of OpenCode that has a parent into it', () => {
  const headers: HeaderList = [
    ['x-session-id', 'ses_child'],
    ['x-session-affinity', 'ses_child'],
    ['x-parent-session-id', 'ses_root'],
  ];
  assert.deepEqual(identifySession({ headers, facts: EMPTY_REQUEST }), {
    clientSessionId: 'ses_root',
    threadId: 'ses_child',
    parentThreadId: null,
    isThreadKnown: true,
  });
});

test('takes a prompt cache key for a session only when it is unique to one', () => {
  const sessionOf = (key: string) =>
    identifySession({
      headers: [],
      facts: openaiResponses.readRequest({ prompt_cache_key: key }, '/v1/responses'),
    }).clientSessionId;
  assert.deepEqual([UUID, 'ses_4f', 'my-app-v2'].map(sessionOf), [UUID, 'ses_4f', null]);
});
