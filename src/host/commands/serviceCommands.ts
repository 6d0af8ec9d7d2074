// Start, stop, restart, pause, resume, and the menu behind the status bar item.
import * as vscode from 'vscode';
import { COMMANDS, type CommandName, RELOAD_WINDOW } from '../ids.ts';
import type { ServiceConnection } from '../state/connection.ts';
import { type DisplayState, displayState, type ServiceView } from '../state/serviceView.ts';
import { pendingSentence, reloadSentence, stateSentence } from '../state/statusWords.ts';
import type { CommandHandlers } from './register.ts';

/**
 * @param isAgreed asks where that was not done yet
 * @param due what applies only later
 */
export function serviceCommands(
  connection: ServiceConnection,
  isAgreed: () => Promise<boolean>,
  due: () => DueRestarts,
): CommandHandlers {
  return {
    start: async () => {
      if (await isAgreed()) await connection.start();
    },
    stop: () => connection.stop(),
    restart: () => connection.restart(),
    showMenu: () => showMenu(connection.view, due()),
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

async function showMenu(view: ServiceView, due: DueRestarts): Promise<void> {
  const state = displayState(view);
  const picked = await vscode.window.showQuickPick(menuItems(view, due), {
    title: `LunaRoute: ${stateSentence(state, view, vscode.l10n.t)}`,
    placeHolder: vscode.l10n.t('Choose an action'),
  });
  if (picked !== undefined) await vscode.commands.executeCommand(picked.command);
}

export interface DueRestarts {
  /** Names of settings that apply when the proxy starts again. */
  pending: readonly string[];
  isReloadDue: boolean;
}

interface MenuItem extends vscode.QuickPickItem {
  command: string;
}

/** What is due comes first. */
export function menuItems(view: ServiceView, { pending, isReloadDue }: DueRestarts): MenuItem[] {
  const { t } = vscode.l10n;
  const titles = actionTitles();
  const url = view.participant.url ?? '';
  const isRestartDue = pending.length > 0;
  const names = ACTIONS[displayState(view)].filter(name => name !== 'restart' || !isRestartDue);
  const items = names.map(name => ({
    command: COMMANDS[name],
    label: titles[name] ?? name,
    description: name === 'copyProxyUrl' ? url : '',
  }));
  const restart = { command: COMMANDS.restart, label: `$(debug-restart) ${pendingSentence(pending, t)}` };
  const reload = { command: RELOAD_WINDOW, label: `$(refresh) ${reloadSentence(t)}` };
  return [...(isRestartDue ? [restart] : []), ...(isReloadDue ? [reload] : []), ...items];
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
