// The tree and its commands on a real recorded session: groups, filter, pins, children, deletion.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as vscode from 'vscode';
import { workspaceLabel } from '../../src/core/workspaceLabel.ts';
import type { ExtensionApi } from '../../src/host/extensionApi.ts';
import { COMMANDS, SESSIONS_VIEW } from '../../src/host/ids.ts';
import type { GroupNode, SessionNode, TreeNode } from '../../src/host/sessions/nodes.ts';
import { configure, eventually, extensionApi } from '../support/hostApi.ts';

let api: ExtensionApi;
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

before(async () => {
  api = await extensionApi();
});

after(async () => {
  await run(COMMANDS.clearFilter);
  await run(COMMANDS.groupByDay);
});

async function groups(): Promise<GroupNode[]> {
  const nodes = await api.tree.getChildren();
  return nodes.filter((node): node is GroupNode => node.kind === 'group');
}

async function demoNode(): Promise<SessionNode> {
  const nodes = (await groups()).flatMap(group => group.sessions);
  const demo = nodes.find(({ session }) => session.origin === 'demo');
  return demo ?? Promise.reject(new Error('no demo session'));
}

test('a session shows its requests, a retried failure, the sub-agent and the tools', async () => {
  await run(`${SESSIONS_VIEW}.focus`);
  await api.connection.playDemo();
  api.tree.refresh();
  const children = await api.tree.getChildren(await demoNode());
  const thread = children.find(node => node.kind === 'thread');
  const failed = children.find(node => node.kind === 'request' && node.isRetried);
  const [first] = children;
  assert.ok(thread !== undefined && failed !== undefined && first !== undefined);
  const label = (node?: TreeNode) => (node === undefined ? '' : String(api.tree.getTreeItem(node).label));
  assert.deepEqual(
    [
      children.length,
      (await api.tree.getChildren(thread)).length,
      label((await api.tree.getChildren(first))[0]),
      String(api.tree.getTreeItem(failed).description).slice(0, 20),
    ],
    [8, 2, 'Read', '529  failed  retried'],
  );
});

test('is grouped by client and by model, and remembers it', async () => {
  await run(COMMANDS.groupByClient);
  assert.equal((await groups()).at(-1)?.by, 'client');
  assert.equal(api.contextKeys.get('grouping'), 'client');
  await run(COMMANDS.groupByModel);
  assert.ok((await groups()).every(({ by }) => by === 'model'));
});

test('a filter in the search syntax leaves what matches, is said above the tree, and is cleared', async () => {
  await run(COMMANDS.filterSessions, 'client:codex');
  assert.deepEqual(await groups(), []);
  assert.match(api.sessionsView.description, /client:codex/);
  assert.equal(api.sessionsView.message, '');
  assert.deepEqual([api.contextKeys.get('filtered'), api.contextKeys.get('hasSessions')], [true, false]);
  await run(COMMANDS.filterSessions, 'login');
  assert.equal((await demoNode()).session.client, 'claude-code');
  assert.match(api.sessionsView.message, /match: login/);
  await run(COMMANDS.clearFilter);
  assert.deepEqual([api.sessionsView.message, api.contextKeys.get('filtered')], ['', false]);
});

test('a pinned session stands on top until it is loose again, and keeps its id', async () => {
  const node = await demoNode();
  const { id } = api.tree.getTreeItem(node);
  await run(COMMANDS.pinSession, node, [node]);
  const [pinned] = await groups();
  assert.deepEqual(
    [pinned?.by, pinned?.sessions.length, api.tree.getTreeItem(await demoNode()).id],
    ['pinned', 1, id],
  );
  await run(COMMANDS.unpinSession, await demoNode());
  assert.notEqual((await groups())[0]?.by, 'pinned');
});

test('what a person calls a session is shown, with its tags', async () => {
  const node = await demoNode();
  await api.connection.api.markSession(node.session.id, { title: 'Login', tags: ['flaky'] });
  api.tree.refresh();
  const { label, description } = api.tree.getTreeItem(await demoNode());
  assert.equal(label, 'Login');
  assert.match(String(description), /#flaky/);
});

test('a folder that is never recorded says so in status bar and tree, and can be recorded again', async () => {
  await run(COMMANDS.excludeWorkspace);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.deepEqual(api.settings.settings['record.excludedWorkspaces'], [
    workspaceLabel(folder?.uri.fsPath ?? ''),
  ]);
  assert.equal(api.contextKeys.get('excluded'), true);
  await run(COMMANDS.includeWorkspace);
  assert.equal(api.contextKeys.get('excluded'), false);
  await configure({ 'record.excludedWorkspaces': undefined });
});

test('a private session is shown until recording is resumed', async () => {
  await run(COMMANDS.startPrivateSession);
  const { onDidChange } = api.connection;
  const recording = (state: string) =>
    eventually(onDidChange, () => (api.connection.view.participant.recording === state ? true : undefined));
  await recording('private');
  assert.match(api.sessionsView.message, /Private session/);
  await run(COMMANDS.resumeRecording);
  await recording('on');
});

test('all demo sessions are gone with one command', async () => {
  await api.connection.playDemo();
  await run(COMMANDS.deleteDemo);
  await eventually(api.tree.onDidLoad, async () =>
    (await groups()).every(({ sessions }) => sessions.every(({ session }) => session.origin !== 'demo'))
      ? true
      : undefined,
  );
  assert.equal(api.contextKeys.get('hasDemo'), false);
});
