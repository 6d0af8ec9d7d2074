// Puts the parts of the editor together and connects them; what it returns also takes them apart again.
import path from 'node:path';
import * as vscode from 'vscode';
import { errorMessage } from '../protocol/errors.ts';
import type { PanelLive } from '../protocol/panel.ts';
import { makesTokens } from '../protocol/redaction.ts';
import { redactionRules } from '../protocol/settings.ts';
import { Participant } from '../service/participant.ts';
import { runStages } from '../service/runStages.ts';
import type { InitialState, Log } from '../service/serviceTypes.ts';
import { workerPathsFor } from '../service/workerPaths.ts';
import { commandLineCommands } from './commands/commandLine.ts';
import { demoCommands } from './commands/demoCommands.ts';
import { documentCommands, markFromPanel } from './commands/documentCommands.ts';
import { currentUrl, editorCommands } from './commands/editorCommands.ts';
import { importCommands } from './commands/importCommand.ts';
import { journalCommands } from './commands/journalCommands.ts';
import { markCommands } from './commands/markCommands.ts';
import { moveCommands } from './commands/moveCommand.ts';
import { registerCommands, showError } from './commands/register.ts';
import { requestCommands } from './commands/requestCommands.ts';
import { serviceCommands } from './commands/serviceCommands.ts';
import { sessionCommands } from './commands/sessionCommands.ts';
import { isStartAgreed } from './commands/startConsent.ts';
import { storageCommands } from './commands/storageCommands.ts';
import { treeCommands } from './commands/treeCommands.ts';
import { type DataFolder, dataFolderOf, wasUsed } from './dataFolder.ts';
import { EditorSettings } from './editorSettings.ts';
import type { ExtensionApi } from './extensionApi.ts';
import { COMMANDS } from './ids.ts';
import { createLog, LatestTroubles } from './log.ts';
import { Panel } from './panel/panel.ts';
import { PanelPlace } from './panel/panelPlace.ts';
import { savedSearchesIn } from './panel/savedSearches.ts';
import { saveFile } from './panel/saveFile.ts';
import { privacyCommands } from './privacy/privacyCommands.ts';
import { RedactionKeyStore } from './privacy/redactionKeyStore.ts';
import { BodyDocuments } from './sessions/bodyDocuments.ts';
import { SessionsView } from './sessions/sessionsView.ts';
import { SessionTree } from './sessions/sessionTree.ts';
import { followSettings } from './settingsChanges.ts';
import { ServiceConnection } from './state/connection.ts';
import { ContextKeys } from './state/contextKeys.ts';
import { PendingRestart } from './state/pendingRestart.ts';
import { PortNotice } from './state/portNotice.ts';
import { isWindowExcluded, recordingCommands } from './state/recordingControls.ts';
import type { ServiceView } from './state/serviceView.ts';
import { StatusBar } from './state/statusBar.ts';
import { StatusFigures } from './state/statusFigures.ts';
import { Tour } from './state/tour.ts';
import { proxyBase } from './terminals/baseUrls.ts';
import { CodexWrapper } from './terminals/codexWrapper.ts';
import { Terminals } from './terminals/terminals.ts';

/** VS Code gives an extension about five seconds to leave. */
const LEAVE_TERMINALS_MS = 500;
const LEAVE_SERVICE_MS = 4000;
const STREAM_GRACE_MS = 1500;
/** How often a window in which nothing was started looks whether another one has. */
const LOOK_MS = 3000;

export interface RunningExtension {
  api: Omit<ExtensionApi, 'activation'>;
  stop(): Promise<void>;
}

/** @param entryFile absolute path of the running bundle, beside which the workers lie */
export function startExtension(
  context: vscode.ExtensionContext,
  channel: vscode.LogOutputChannel,
  entryFile: string,
): RunningExtension {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const settings = own(new EditorSettings());
  const troubles = new LatestTroubles();
  const log = createLog(channel, () => settings.settings.logLevel, troubles);
  const dataFolder = dataFolderOf(context, settings);
  const keys = own(new RedactionKeyStore(context.secrets, log));
  const connection = own(createConnection(context, settings, keys, dataFolder, entryFile, log));
  const { api } = connection;

  const contextKeys = new ContextKeys();
  const figures = own(new StatusFigures(api, () => settings.settings['statusBar.shows'], log));
  const pending = new PendingRestart(() => settings.settings);
  const portNotice = new PortNotice(settings);
  const configuredFolder = () => dataFolderOf(context, settings).path;
  const due = () => ({
    pending: pending.names(vscode.l10n.t),
    isReloadDue: configuredFolder() !== dataFolder.path,
  });
  const statusOptions = () => ({
    ...due(),
    configuredPort: settings.settings.port,
    figures: figures.current,
    nowMs: Date.now(),
    locale: vscode.env.language,
  });
  const statusBar = own(new StatusBar(statusOptions));
  own(figures.onDidChange(() => statusBar.again()));
  own(
    settings.onDidChange(({ isNetwork }) => {
      if (isNetwork) pending.networkChanged();
      statusBar.again();
    }),
  );
  const grouping = SessionsView.groupingOf(context.globalState);
  const isConnected = () => connection.isConnected;
  const tree = own(new SessionTree({ api, isConnected, now: Date.now, log, grouping }));
  const sessionsView = own(new SessionsView(tree, contextKeys, context.globalState));
  const documents = own(new BodyDocuments(api));
  const panel = own(
    new Panel(
      context.extensionUri,
      new PanelPlace(contextKeys, context.globalState, vscode.version),
      {
        get: target => api.get(target),
        live: () => liveOf(connection.view),
        run: command => void vscode.commands.executeCommand(COMMANDS[command]),
        copy: text => void vscode.env.clipboard.writeText(text),
        mark: (id, command) => void markFromPanel(api, id, command),
        open: document => void vscode.commands.executeCommand(COMMANDS.openDocument, document),
        save: saveFile,
        ...savedSearchesIn(context.globalState),
      },
      log,
    ),
  );
  const wrapper = new CodexWrapper(
    path.join(context.extensionPath, 'media', 'terminal'),
    path.join(context.globalStorageUri.fsPath, 'terminal'),
  );
  const terminals = own(
    new Terminals({
      ...{ context, settings, wrapper, log },
      proxyBase: url =>
        proxyBase(url, settings.settings.host, connection.participant?.address?.token ?? null),
      restartProxy: () => connection.restart(),
    }),
  );
  const tour = new Tour(context.extension.id, context.globalState, log);
  const sessionOpened = () => {
    contextKeys.set('sessionOpened', true);
    tour.done('look');
  };
  const commands = {
    ...serviceCommands(connection, () => isStartAgreed(settings, context.globalState, dataFolder.path), due),
    ...recordingCommands(connection, settings),
    ...demoCommands({ connection, tree, panel }),
    ...sessionCommands({ api, panel, documents, opened: sessionOpened }),
    ...documentCommands(api, documents, sessionOpened),
    ...treeCommands(tree, sessionsView),
    ...markCommands({ api, tree }),
    ...requestCommands({ api, url: () => currentUrl(connection), platform: process.platform }),
    ...journalCommands(api, dataFolder),
    ...importCommands(connection),
    ...privacyCommands(api, keys),
    ...storageCommands(connection),
    ...moveCommands({ connection, settings, dataFolder, version: versionOf(context), log }),
    ...commandLineCommands({
      folder: wrapper.folder,
      launched: () => ({
        node: process.execPath,
        script: path.join(path.dirname(entryFile), 'cli.js'),
        dataFolder: dataFolder.path,
      }),
    }),
    ...editorCommands({
      ...{ connection, settings, channel, dataFolder, troubles },
      extensionId: context.extension.id,
      version: versionOf(context),
    }),
  };
  own(registerCommands(commands, log, name => tour.commandRan(name)));
  const reportError = (error: unknown) => log('error', errorMessage(error));
  own(
    followSettings({
      ...{ settings, connection, dataFolder, configuredFolder, reportError },
    }),
  );
  own(keys.onDidChange(() => void connection.applySettings().catch(reportError)));

  const show = (view: ServiceView) => {
    contextKeys.show(view);
    figures.show(view);
    pending.show(view);
    portNotice.show(view);
    statusBar.show(view);
    sessionsView.show(view);
    panel.liveChanged(liveOf(view));
    terminals.show(view);
    tour.show(view);
  };
  own(connection.onDidChange(show));
  contextKeys.show(connection.view);
  statusBar.show(connection.view);
  settings.tellProblems();
  terminals.anticipate();

  const open = () => openService(connection, settings, dataFolder);
  const opened = open();
  // Another window may begin to record. Watching a folder that isn't there yet does not work everywhere.
  const looking = setInterval(() => (connection.isOpened ? clearInterval(looking) : void open()), LOOK_MS);
  own({ dispose: () => clearInterval(looking) });
  return {
    api: { connection, tree, sessionsView, statusBar, contextKeys, panel, settings, terminals, opened },
    stop: () => {
      const isOwner = connection.view.participant.role === 'owner';
      return runStages(log, [
        { name: 'terminals', limitMs: LEAVE_TERMINALS_MS, run: () => terminals.close(isOwner) },
        { name: 'service', limitMs: LEAVE_SERVICE_MS, run: () => connection.close(STREAM_GRACE_MS) },
      ]);
    },
  };
}

function createConnection(
  context: vscode.ExtensionContext,
  settings: EditorSettings,
  keys: RedactionKeyStore,
  dataFolder: DataFolder,
  entryFile: string,
  log: Log,
): ServiceConnection {
  const version = versionOf(context);
  const createParticipant = () =>
    new Participant({
      version,
      dataFolder: dataFolder.path,
      paths: workerPathsFor(entryFile),
      isExclusive: false,
      readConfig: async () => ({
        settings: settings.settings,
        network: settings.network(),
        redactionKeys: await keys.read(makesTokens(redactionRules(settings.settings))),
      }),
      log,
    });
  return new ServiceConnection(createParticipant, () => isWindowExcluded(settings), log);
}

function versionOf(context: vscode.ExtensionContext): string {
  return String((context.extension.packageJSON as { version: unknown }).version);
}

/** For the panel: the recorder knows that it pauses, the service knows why, the window for whom. */
function liveOf({ live, participant, isWorkspaceExcluded }: ServiceView): PanelLive | null {
  if (live === null) return null;
  return { ...live, recording: participant.recording, is_workspace_excluded: isWorkspaceExcluded };
}

/**
 * After activation has returned: opening reads files and starts threads. Until something was started once no port is
 * taken and nothing is written. Never rejects.
 */
async function openService(
  connection: ServiceConnection,
  settings: EditorSettings,
  dataFolder: DataFolder,
): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
  const { autoStart } = settings.settings;
  if (connection.isOpened || (autoStart !== 'always' && !(await wasUsed(dataFolder)))) return;
  const initial: Record<typeof autoStart, InitialState> = {
    asLeft: 'asLeft',
    always: 'running',
    never: 'stopped',
  };
  // The connection has logged it and keeps it for the views.
  await connection.open(initial[autoStart]).catch((error: unknown) => void showError(error));
}
