// Start, stop, restart, pause, resume, and the menu behind the status bar item.
import * as vscode from 'vscode';
import { COMMANDS, type CommandName } from '../ids.ts';
import type { ServiceConnection } from '../state/connection.ts';
import { type DisplayState, displayState, type ServiceView } from '../state/serviceView.ts';
import { pendingSentence, stateSentence } from '../state/statusWords.ts';
import type { CommandHandlers } from './register.ts';

/**
 * @param isAgreed asks where that was not done yet
 * @param pending names of what applies only when the proxy starts again
 */
export function serviceCommands(
  connection: ServiceConnection,
  isAgreed: () => Promise<boolean>,
  pending: () => readonly string[],
): CommandHandlers {
  return {
    start: async () => {
      if (await isAgreed()) await connection.start();
    },
    stop: () => connection.stop(),
    restart: () => connection.restart(),
    showMenu: () => showMenu(connection.view, pending()),
  };
}

const RUNNING: readonly CommandName[] = [
  'searchSessions',
  'showStatistics',
  'openSession',
  'copyProxyUrl',
  'copyApiCommand',
  'configureTerminals',
];

const RECORDING: readonly CommandName[] = ['pauseRecording', 'startPrivateSession', 'excludeWorkspace'];
const END: readonly CommandName[] = ['restart', 'stop', 'openSettings', 'showLog', 'copyDiagnostics'];

/** What makes sense in a state, the likeliest first. */
const ACTIONS: Record<DisplayState, readonly CommandName[]> = {
  failed: ['restart', 'showLog', 'copyDiagnostics', 'openSettings'],
  error: ['restart', 'showLog', 'copyDiagnostics', 'openSettings', 'searchSessions', 'showStatistics'],
  starting: ['showLog', 'openSettings'],
  stopping: ['showLog', 'openSettings'],
  stopped: [
    'start',
    'searchSessions',
    'showStatistics',
    'openSession',
    'playDemo',
    'openSettings',
    'showLog',
  ],
  running: [...RUNNING, ...RECORDING, ...END],
  paused: ['resumeRecording', ...RUNNING, ...END],
  private: ['resumeRecording', ...RUNNING, ...END],
  excluded: ['includeWorkspace', ...RUNNING, ...END],
  recordingOff: ['resumeRecording', ...RUNNING, ...END],
  notRecording: ['showLog', 'resumeRecording', ...RUNNING, ...END],
  problem: ['showLog', ...RUNNING, ...RECORDING, ...END],
};

async function showMenu(view: ServiceView, pending: readonly string[]): Promise<void> {
  const state = displayState(view);
  const picked = await vscode.window.showQuickPick(menuItems(view, pending), {
    title: `LunaRoute: ${stateSentence(state, view, vscode.l10n.t)}`,
    placeHolder: vscode.l10n.t('Choose an action'),
  });
  if (picked !== undefined) await vscode.commands.executeCommand(COMMANDS[picked.name]);
}

interface MenuItem extends vscode.QuickPickItem {
  name: CommandName;
}

/** A restart that is due comes first. */
export function menuItems(view: ServiceView, pending: readonly string[]): MenuItem[] {
  const titles = actionTitles();
  const url = view.participant.url ?? '';
  const items = ACTIONS[displayState(view)].map(name => ({
    name,
    label: titles[name] ?? name,
    description: name === 'copyProxyUrl' ? url : '',
  }));
  const due = pendingSentence(pending, vscode.l10n.t);
  if (due === '') return items;
  const restart: MenuItem = { name: 'restart', label: `$(debug-restart) ${due}` };
  return [restart, ...items.filter(({ name }) => name !== 'restart')];
}

function actionTitles(): Partial<Record<CommandName, string>> {
  const { t } = vscode.l10n;
  return {
    start: `$(play) ${t('Start')}`,
    stop: `$(debug-stop) ${t('Stop')}`,
    restart: `$(debug-restart) ${t('Restart')}`,
    pauseRecording: `$(debug-pause) ${t('Pause Recording')}`,
    startPrivateSession: `$(eye-closed) ${t('Start Private Session')}`,
    excludeWorkspace: `$(eye-closed) ${t('Never Record This Workspace')}`,
    includeWorkspace: `$(eye) ${t('Record This Workspace Again')}`,
    copyDiagnostics: `$(copy) ${t('Copy Diagnostics')}`,
    playDemo: `$(beaker) ${t('Try with a Demo Session')}`,
    resumeRecording: `$(record) ${t('Resume Recording')}`,
    searchSessions: `$(search) ${t('Search Sessions')}`,
    showStatistics: `$(graph) ${t('Show Statistics')}`,
    openSession: `$(open-preview) ${t('Open Session…')}`,
    copyProxyUrl: `$(copy) ${t('Copy Proxy URL')}`,
    copyApiCommand: `$(copy) ${t('Copy API Command')}`,
    configureTerminals: `$(terminal) ${t('Configure Terminals')}`,
    openSettings: `$(settings-gear) ${t('Open Settings')}`,
    showLog: `$(output) ${t('Show Log')}`,
  };
}
