// The panel's two places: a tab among the editors, and the secondary side bar where the editor has one for extensions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi.ts';
import { COMMANDS, PANEL_VIEW_TYPE } from '../../src/host/ids.ts';
import { takesSecondaryViews } from '../../src/host/panel/panelPlace.ts';
import { extensionApi } from '../support/hostApi.ts';

const isSupported = takesSecondaryViews(vscode.version);
let api: ExtensionApi;
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

before(async () => {
  api = await extensionApi();
});

after(() => run('workbench.action.closeAllEditors'));

function listening(): Promise<void> {
  return new Promise(resolve => {
    const subscription = api.panel.onDidListen(() => {
      subscription.dispose();
      resolve();
    });
  });
}

function tabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_VIEW_TYPE),
    );
}

test('the panel is offered a place in the secondary side bar only where extensions have one', () => {
  assert.equal(api.contextKeys.get('panelPlace'), isSupported ? 'editor' : undefined);
});

test('the panel moves to the secondary side bar and back, and stands in one place only', {
  skip: !isSupported,
}, async () => {
  await run('workbench.action.closeAllEditors');
  let opened = listening();
  await run(COMMANDS.searchSessions);
  await opened;
  opened = listening();
  await run(COMMANDS.movePanelToSideBar);
  await opened;
  assert.deepEqual([api.contextKeys.get('panelPlace'), tabs().length], ['sideBar', 0]);
  opened = listening();
  await run(COMMANDS.movePanelToEditor);
  await opened;
  assert.deepEqual([api.contextKeys.get('panelPlace'), tabs().length], ['editor', 1]);
});
