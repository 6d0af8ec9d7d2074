// The service runs inside the editor, and status bar, tree, documents, panel and terminals show what it does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as vscode from 'vscode';
import { workspaceLabel } from '../../src/core/workspaceLabel.ts';
import { menuItems } from '../../src/host/commands/serviceCommands.ts';
import type { ExtensionApi } from '../../src/host/extensionApi.ts';
import { COMMANDS, SESSIONS_VIEW } from '../../src/host/ids.ts';
import type { RequestNode, SessionNode } from '../../src/host/sessions/nodes.ts';
import {
  configure,
  eventually,
  extensionApi,
  startTinyUpstream,
  type TinyUpstream,
} from '../support/hostApi.ts';

let api: ExtensionApi;
let upstream: TinyUpstream;
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

before(async () => {
  upstream = await startTinyUpstream('The answer is plumbago.');
  await configure({ 'upstream.anthropic': upstream.url });
  api = await extensionApi();
});

after(async () => {
  await run(COMMANDS.stop);
  await configure({ 'upstream.anthropic': undefined, terminals: 'never', port: 0 });
  await upstream.close();
});

async function started(): Promise<string> {
  await run(COMMANDS.start);
  const { onDidChange } = api.connection;
  return eventually(onDidChange, () => {
    const { state, url } = api.connection.view.participant;
    return state === 'running' && url !== null ? url : undefined;
  });
}

function inState(state: string): Promise<unknown> {
  return eventually(api.connection.onDidChange, () =>
    api.connection.view.participant.state === state ? true : undefined,
  );
}

async function firstSession(): Promise<SessionNode> {
  const [day] = await api.tree.getChildren();
  return day?.kind === 'group' ? (day.sessions[0] as SessionNode) : Promise.reject(new Error('no session'));
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(`${url}/w/my-app-1f3a9c/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': 'sk-ant-not-a-real-key',
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Which plant is blue?' }],
    }),
  });
  return response.json();
}

test('does not start the proxy unasked', () => {
  assert.equal(api.connection.view.participant.state, 'stopped');
  assert.equal(api.contextKeys.get('running'), false);
});

test('starts by command, answers on its port, and says so', async () => {
  const url = await started();
  const health = (await (await fetch(`${url}/healthz`)).json()) as { name: string; state: string };
  assert.deepEqual([health.name, health.state], ['lunaroute', 'running']);
  assert.deepEqual([api.contextKeys.get('running'), api.contextKeys.get('state')], [true, 'running']);
  assert.match(api.statusBar.shown?.text ?? '', /^\$\(pulse\) /);
});

test('shows a proxied request in the tree with its tokens', async () => {
  const url = await started();
  await run(`${SESSIONS_VIEW}.focus`);
  await ask(url);
  const session = await eventually(api.tree.onDidLoad, async () => {
    const [day] = await api.tree.getChildren();
    return day?.kind === 'group' && day.sessions[0]?.session.total_tokens === 1234
      ? day.sessions[0]
      : undefined;
  });
  assert.equal(api.tree.getTreeItem(session).label, 'Which plant is blue?');
  const [request] = await api.tree.getChildren(session);
  assert.equal(request?.kind === 'request' && request.request.outcome, 'ok');
  assert.equal(api.contextKeys.get('hasSessions'), true);
});

test("shows today's tokens in the status bar", async () => {
  await eventually(api.statusBar.onDidShow, () =>
    api.statusBar.shown?.text.startsWith('$(pulse) 1.23k · $') ? true : undefined,
  );
});

test('opens a recorded answer as a read-only, pretty-printed document', async () => {
  const [request] = (await api.tree.getChildren(await firstSession())) as RequestNode[];
  await run(COMMANDS.showResponseBody, request);
  const document = vscode.window.activeTextEditor?.document;
  assert.deepEqual([document?.uri.scheme, document?.languageId], ['lunaroute', 'json']);
  assert.match(document?.getText() ?? '', /^\{\n {2}"[\s\S]*The answer is plumbago\./);
});

test('opens the panel, whose page loads and talks to the host', async () => {
  const listening = new Promise<void>(resolve => {
    const subscription = api.panel.onDidListen(() => {
      subscription.dispose();
      resolve();
    });
  });
  await run(COMMANDS.searchSessions);
  await listening;
});

test('pauses and resumes recording while requests pass', async () => {
  const url = await started();
  const recording = (state: string) =>
    eventually(api.connection.onDidChange, () =>
      api.connection.view.participant.recording === state ? true : undefined,
    );
  await run(COMMANDS.pauseRecording);
  await recording('paused');
  assert.match(api.statusBar.shown?.text ?? '', /^\$\(debug-pause\) /);
  assert.equal(((await ask(url)) as { id: string }).id, 'msg_1');
  await run(COMMANDS.resumeRecording);
  await recording('on');
});

test('names what waits for a restart until the proxy has started again', async () => {
  await started();
  await configure({ allowedHosts: ['devbox'] });
  const shown = (pattern: RegExp) =>
    eventually(api.statusBar.onDidShow, () =>
      pattern.test(api.statusBar.shown?.accessibleText ?? '') ? true : undefined,
    );
  await shown(/Restart Proxy to apply: lunaroute\.allowedHosts/);
  await run(COMMANDS.restart);
  await shown(/^(?!.*to apply)LunaRoute: Running/);
  await configure({ allowedHosts: undefined });
  await shown(/to apply/);
});

test('the menu begins with what is due, and offers a restart once', async () => {
  await started();
  const labels = (pending: string[], isReloadDue: boolean) =>
    menuItems(api.connection.view, { pending, isReloadDue }).map(({ label }) => label);
  assert.deepEqual(labels(['lunaroute.host'], true).slice(0, 3), [
    '$(debug-restart) Restart Proxy to apply: lunaroute.host',
    '$(refresh) Reload Window to apply: lunaroute.dataFolder',
    '$(search) Search Sessions',
  ]);
  for (const pending of [[], ['lunaroute.host']])
    assert.equal(labels(pending, false).filter(label => label.startsWith('$(debug-restart)')).length, 1);
});

test('points new terminals at the proxy with the label of the folder, and only while it runs', async () => {
  const url = await started();
  await configure({ terminals: 'always' });
  await api.terminals.settled;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const base = `${url}/w/${workspaceLabel(folder?.uri.fsPath ?? '')}`;
  const { ANTHROPIC_BASE_URL, OPENAI_BASE_URL, ENABLE_TOOL_SEARCH, PATH } =
    api.terminals.environment.variables(null);
  assert.deepEqual(
    [ANTHROPIC_BASE_URL, OPENAI_BASE_URL, ENABLE_TOOL_SEARCH, PATH !== undefined],
    [base, `${base}/v1`, 'true', true],
  );
  await run(COMMANDS.stop);
  await inState('stopped');
  assert.deepEqual(api.terminals.environment.variables(null), {});
});

test('goes on showing what was recorded when the proxy is stopped', async () => {
  await run(COMMANDS.stop);
  await inState('stopped');
  assert.equal(api.statusBar.shown?.text, '$(circle-slash) LunaRoute');
  assert.equal((await firstSession()).session.request_count, 1);
});

test('uses the default for a setting that is wrong, and names it', async () => {
  await configure({ port: 99_999 });
  assert.deepEqual(
    api.settings.problems.map(({ key }) => key),
    ['port'],
  );
  assert.equal(api.settings.settings.port, 8081);
  await configure({ port: 0 });
  assert.deepEqual(api.settings.problems, []);
});

test('deletes a session after it was confirmed', async () => {
  const { session } = await firstSession();
  await api.connection.api.deleteSession(session.id);
  api.tree.refresh();
  await assert.rejects(firstSession());
});
