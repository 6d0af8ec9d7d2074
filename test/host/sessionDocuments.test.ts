// A session's conversation and the change of a context as documents of the editor.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi.ts';
import { COMMANDS } from '../../src/host/ids.ts';
import type { RequestNode, SessionNode } from '../../src/host/sessions/nodes.ts';
import {
  configure,
  eventually,
  extensionApi,
  startTinyUpstream,
  type TinyUpstream,
} from '../support/hostApi.ts';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const user = (content: string) => ({ role: 'user', content });
const ANSWERED = { role: 'assistant', content: [{ type: 'text', text: 'The answer is plumbago.' }] };

interface Recorded {
  api: ExtensionApi;
  upstream: TinyUpstream;
  session: SessionNode;
  requests: RequestNode[];
}

let recording: Promise<Recorded> | null = null;

/** Hooks of all files run before the first test: what is recorded for this file must wait for its own tests. */
function recorded(): Promise<Recorded> {
  recording ??= record();
  return recording;
}

async function record(): Promise<Recorded> {
  const upstream = await startTinyUpstream('The answer is plumbago.');
  await configure({ 'upstream.anthropic': upstream.url });
  const api = await extensionApi();
  await run(COMMANDS.start);
  const url = await eventually(api.connection.onDidChange, () => {
    const { state, url } = api.connection.view.participant;
    return state === 'running' && url !== null ? url : undefined;
  });
  await ask(url, [user('Which plant is blue?')]);
  await ask(url, [user('Which plant is blue?'), ANSWERED, user('And which is red?')]);
  await api.connection.api.control('flush');
  const { sessions } = await api.connection.api.sessions();
  const [summary] = sessions;
  assert.ok(summary);
  const { requests } = await api.connection.api.session(summary.id);
  return {
    api,
    upstream,
    session: { kind: 'session', session: summary, running: null },
    requests: requests.map(request => ({ kind: 'request', request, isRetried: false })),
  };
}

after(async () => {
  await run('workbench.action.closeAllEditors');
  if (recording === null) return;
  const { api, session, upstream } = await recording;
  await api.connection.api.deleteSession(session.session.id);
  await run(COMMANDS.stop);
  await configure({ 'upstream.anthropic': undefined });
  await upstream.close();
});

async function ask(url: string, messages: object[]): Promise<void> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': 'sk-ant-not-a-real-key',
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 10, messages }),
  });
  await response.json();
}

test('opens a conversation as a read-only Markdown document', async () => {
  const { session } = await recorded();
  await run(COMMANDS.openConversation, session);
  const document = vscode.window.activeTextEditor?.document;
  assert.deepEqual([document?.uri.scheme, document?.languageId], ['lunaroute', 'markdown']);
  assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'Which plant is blue.md');
  const text = document?.getText() ?? '';
  assert.match(text, /^# Which plant is blue\?\n/);
  assert.deepEqual(text.match(/^### \w+$/gm), ['### User', '### Assistant', '### User', '### Assistant']);
  assert.equal(vscode.workspace.fs.isWritableFileSystem('lunaroute') ?? false, false);
});

test('compares a context with the one before it: only what was added differs', async () => {
  const { requests } = await recorded();
  await run(COMMANDS.compareWithPrevious, requests[1]);
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  assert.ok(input instanceof vscode.TabInputTextDiff);
  assert.equal(
    vscode.window.tabGroups.activeTabGroup.activeTab?.label,
    'Requests 1 ↔ 2: Which plant is blue?',
  );
  const [before, after] = await Promise.all(
    [input.original, input.modified].map(async uri =>
      (await vscode.workspace.openTextDocument(uri)).getText(),
    ),
  );
  assert.equal(before, '# User\n\nWhich plant is blue?\n');
  assert.equal(after, `${before}\n# Assistant\n\nThe answer is plumbago.\n\n# User\n\nAnd which is red?\n`);
});

test('opens what the panel asks for', async () => {
  const { session, requests } = await recorded();
  const ids = { session_id: session.session.id, request_id: requests[0]?.request.id ?? '' };
  await run(COMMANDS.openDocument, { kind: 'request', ...ids });
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.languageId, 'json');
  assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'request 1.json');
  assert.match(document?.getText() ?? '', /"content": "Which plant is blue\?"/);
});
