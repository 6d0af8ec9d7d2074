// Brings a window into trouble and out of it again: what keeps the proxy, the recorder or the folder from working.
import { rename, rm, writeFile } from 'node:fs/promises';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { EditorUnderTest } from '../support/editorUnderTest.ts';
import type { Workbench } from '../support/workbench.ts';
import type { Keep } from './dataSteps.ts';
import { hover, restPointer } from './treeSteps.ts';

/** An address for documentation: no machine has it, so nothing can listen there. */
const NOT_OURS = '192.0.2.1';

export interface Scene {
  editor: EditorUnderTest;
  window: Workbench;
  keep: Keep;
}

/** What is written there counts as the record's own, and no index. */
export async function breakIndex(dataFolder: string): Promise<void> {
  await writeFile(path.join(dataFolder, 'index.sqlite'), 'this is no database');
}

/** The sessions are there all the same, and the port is another one than was asked for until that is free again. */
export async function startOnTakenPort({ editor, window }: Scene, other: http.Server): Promise<void> {
  const { port } = other.address() as AddressInfo;
  await window.statusBarIcon('warning').waitFor();
  await window.row('Add a retry').waitFor();
  await editor.keepBoth(window, 'port-taken', () =>
    hoverStatus(window, 'warning', `Port ${port} is taken by another program`),
  );
  await restPointer(window);
  other.close();
  await window.runCommand('LunaRoute: Restart');
  await window.statusBarIcon('pulse').waitFor();
}

/** What a person chose is in the status bar and above the tree for as long as it holds. */
export async function chooseRecording({ window, keep }: Scene): Promise<void> {
  const above = (text: string) => window.page.locator('.part.sidebar').getByText(text, { exact: true });
  await window.runCommand('LunaRoute: Pause Recording');
  await window.statusBarIcon('debug-pause').waitFor();
  await above('Recording paused').waitFor();
  await keep('paused');
  await window.runCommand('LunaRoute: Resume Recording');
  await window.runCommand('LunaRoute: Start Private Session');
  await window.statusBarIcon('eye-closed').waitFor();
  await above('Private session').waitFor();
  await keep('private-session');
  await window.runCommand('LunaRoute: Resume Recording');
  await window.runCommand('LunaRoute: Never Record This Workspace');
  await above('This workspace is never recorded').waitFor();
  await keep('excluded');
  await window.runCommand('LunaRoute: Record This Workspace Again');
  await window.statusBarIcon('pulse').waitFor();
}

/** Journals can't be written: requests pass, and the status bar warns. */
export async function loseDisk(
  { editor, window, keep }: Scene,
  dataFolder: string,
  ask: () => Promise<void>,
): Promise<void> {
  const sessions = path.join(dataFolder, 'sessions');
  await rename(sessions, `${sessions}-away`);
  await writeFile(sessions, 'no folder');
  await ask();
  await window.statusBarText(/not recording/);
  await keep('not-recording');
  await editor.keepBoth(window, 'not-recording-tooltip', () => hoverStatus(window, 'warning', 'Show Log'));
  await restPointer(window);
  await rename(sessions, `${sessions}-file`);
  await rename(`${sessions}-away`, sessions);
  await window.runCommand('LunaRoute: Resume Recording');
  await window.statusBarIcon('pulse').waitFor();
}

/** The proxy can't listen where it should. */
export async function failToStart({ editor, window, keep }: Scene): Promise<void> {
  await editor.changeSettings({ 'lunaroute.host': NOT_OURS });
  await window.answerNotification(/lunaroute\.host changed/, 'Restart Proxy');
  await window.statusBarIcon('error').waitFor();
  await keep('start-failed');
  await window.statusBarEntry(/LunaRoute/).click();
  await window.page.locator('.quick-input-list').getByText('Copy Diagnostics').waitFor();
  await keep('start-failed-menu');
  await window.page.keyboard.press('Escape');
  await editor.changeSettings({ 'lunaroute.host': '127.0.0.1' });
  await window.runCommand('LunaRoute: Restart');
  await window.statusBarIcon('pulse').waitFor();
}

function hoverStatus(window: Workbench, icon: string, text: string): Promise<void> {
  return hover(window, window.statusBarIcon(icon), text);
}

/** The folder for the record is none; once it can be made, the view's own button is enough. */
export async function failToOpen({ editor, window, keep }: Scene): Promise<void> {
  const welcome = (text: string) => window.page.locator('.welcome-view').getByText(text);
  const blocked = path.join(editor.folder, 'blocked');
  await writeFile(blocked, 'no folder');
  await editor.changeSettings({ 'lunaroute.dataFolder': path.join(blocked, 'record') });
  await window.answerNotification(/data folder changed/, 'Reload Window');
  await welcome('could not open its data folder').waitFor();
  await keep('folder-failed');
  await rm(blocked);
  await welcome('Try Again').click();
  await welcome('No sessions yet').waitFor();
  await keep('welcome-running');
  await window.runCommand('LunaRoute: Pause Recording');
  await welcome('Nothing is recorded now').waitFor();
  await keep('welcome-paused');
  await welcome('Resume Recording').click();
  await welcome('No sessions yet').waitFor();
}

/** In a folder that nobody trusts; the proxy is stopped and nothing is recorded. */
export async function restrict({ editor, window, keep }: Scene): Promise<void> {
  await window.runCommand('LunaRoute: Stop');
  await window.statusBarIcon('circle-slash').waitFor();
  await editor.changeSettings({
    'security.workspace.trust.enabled': true,
    'security.workspace.trust.startupPrompt': 'never',
    'lunaroute.autoStart': 'never',
  });
  await window.page.reload();
  await window.page.locator('.welcome-view').getByText('This folder is in Restricted Mode').waitFor();
  await keep('welcome-untrusted');
}
