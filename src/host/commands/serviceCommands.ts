// Start, stop, restart, pause, resume, and the menu behind the status bar item.
import * as vscode from 'vscode';
import { COMMANDS, type CommandName } from '../ids.ts';
import type { ServiceConnection } from '../state/connection.ts';
import { type DisplayState, displayState, type ServiceView } from '../state/serviceView.ts';
import { stateSentence } from '../state/statusText.ts';
import type { CommandHandlers } from './register.ts';

export function serviceCommands(connection: ServiceConnection): CommandHandlers {
  return {
    start: () => connection.start(),
    stop: () => connection.stop(),
    restart: () => connection.restart(),
    pauseRecording: () => connection.pause(),
    resumeRecording: () => connection.resume(),
    showMenu: () => showMenu(connection.view),
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

/** What makes sense in a state, the likeliest first. */
const ACTIONS: Record<DisplayState, readonly CommandName[]> = {
  failed: ['restart', 'showLog', 'openSettings'],
  error: ['restart', 'showLog', 'openSettings', 'searchSessions', 'showStatistics'],
  starting: ['showLog', 'openSettings'],
  stopping: ['showLog', 'openSettings'],
  stopped: ['start', 'searchSessions', 'showStatistics', 'openSession', 'openSettings', 'showLog'],
  running: [...RUNNING, 'pauseRecording', 'restart', 'stop', 'openSettings', 'showLog'],
  paused: ['resumeRecording', ...RUNNING, 'restart', 'stop', 'openSettings', 'showLog'],
  recordingOff: ['resumeRecording', ...RUNNING, 'restart', 'stop', 'openSettings', 'showLog'],
  notRecording: ['showLog', 'resumeRecording', ...RUNNING, 'restart', 'stop', 'openSettings'],
  problem: ['showLog', ...RUNNING, 'pauseRecording', 'restart', 'stop', 'openSettings'],
};

async function showMenu(view: ServiceView): Promise<void> {
  const state = displayState(view);
  const titles = actionTitles();
  const items = ACTIONS[state].map(name => ({ name, label: titles[name] ?? name }));
  const title = `LunaRoute: ${stateSentence(state, view, vscode.l10n.t)}`;
  const placeHolder = view.participant.url ?? vscode.l10n.t('Choose an action');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (picked !== undefined) await vscode.commands.executeCommand(COMMANDS[picked.name]);
}

function actionTitles(): Partial<Record<CommandName, string>> {
  const { t } = vscode.l10n;
  return {
    start: `$(play) ${t('Start')}`,
    stop: `$(debug-stop) ${t('Stop')}`,
    restart: `$(debug-restart) ${t('Restart')}`,
    pauseRecording: `$(debug-pause) ${t('Pause Recording')}`,
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
