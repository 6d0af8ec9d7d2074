// Every id that package.json contributes, typed once; a test compares the two.

export const COMMANDS = {
  start: 'lunaroute.start',
  stop: 'lunaroute.stop',
  restart: 'lunaroute.restart',
  pauseRecording: 'lunaroute.pauseRecording',
  resumeRecording: 'lunaroute.resumeRecording',
  startPrivateSession: 'lunaroute.startPrivateSession',
  excludeWorkspace: 'lunaroute.excludeWorkspace',
  includeWorkspace: 'lunaroute.includeWorkspace',
  playDemo: 'lunaroute.playDemo',
  deleteDemo: 'lunaroute.deleteDemo',
  copyDiagnostics: 'lunaroute.copyDiagnostics',
  searchSessions: 'lunaroute.searchSessions',
  showStatistics: 'lunaroute.showStatistics',
  movePanelToSideBar: 'lunaroute.movePanelToSideBar',
  movePanelToEditor: 'lunaroute.movePanelToEditor',
  openSession: 'lunaroute.openSession',
  deleteSession: 'lunaroute.deleteSession',
  pinSession: 'lunaroute.pinSession',
  unpinSession: 'lunaroute.unpinSession',
  renameSession: 'lunaroute.renameSession',
  tagSession: 'lunaroute.tagSession',
  noteSession: 'lunaroute.noteSession',
  resumeInTerminal: 'lunaroute.resumeInTerminal',
  revealJournal: 'lunaroute.revealJournal',
  filterSessions: 'lunaroute.filterSessions',
  clearFilter: 'lunaroute.clearFilter',
  groupByDay: 'lunaroute.groupByDay',
  groupByWorkspace: 'lunaroute.groupByWorkspace',
  groupByClient: 'lunaroute.groupByClient',
  groupByModel: 'lunaroute.groupByModel',
  refreshSessions: 'lunaroute.refreshSessions',
  importSessions: 'lunaroute.importSessions',
  compactNow: 'lunaroute.compactNow',
  deleteAllData: 'lunaroute.deleteAllData',
  moveDataFolder: 'lunaroute.moveDataFolder',
  copyProxyUrl: 'lunaroute.copyProxyUrl',
  copyApiCommand: 'lunaroute.copyApiCommand',
  configureTerminals: 'lunaroute.configureTerminals',
  openCommandLine: 'lunaroute.openCommandLine',
  revealRedactedValue: 'lunaroute.revealRedactedValue',
  rotateRedactionKey: 'lunaroute.rotateRedactionKey',
  openSettings: 'lunaroute.openSettings',
  showLog: 'lunaroute.showLog',
  showMenu: 'lunaroute.showMenu',
  loadMore: 'lunaroute.loadMore',
  showRequest: 'lunaroute.showRequest',
  showRequestBody: 'lunaroute.showRequestBody',
  showResponseBody: 'lunaroute.showResponseBody',
  copyAsCurl: 'lunaroute.copyAsCurl',
  copyPrompt: 'lunaroute.copyPrompt',
  copyAnswer: 'lunaroute.copyAnswer',
  openConversation: 'lunaroute.openConversation',
  compareWithPrevious: 'lunaroute.compareWithPrevious',
  openDocument: 'lunaroute.openDocument',
} as const;
export type CommandName = keyof typeof COMMANDS;

/** Commands that views run with arguments; the palette never lists them. */
export const INTERNAL_COMMANDS: readonly CommandName[] = [
  'showMenu',
  'loadMore',
  'showRequest',
  'showRequestBody',
  'showResponseBody',
  'copyAsCurl',
  'copyPrompt',
  'copyAnswer',
  'compareWithPrevious',
  'openDocument',
];

/** The walkthrough and its steps. */
export const TOUR = { id: 'start', steps: ['run', 'record', 'look', 'search', 'control'] } as const;
export type TourStep = (typeof TOUR.steps)[number];

/** VS Code's own. */
export const RELOAD_WINDOW = 'workbench.action.reloadWindow';

export const VIEW_CONTAINER = 'lunaroute';
export const SESSIONS_VIEW = 'lunaroute.sessions';
export const PANEL_VIEW_TYPE = 'lunaroute.panel';
/** The panel in the secondary side bar, and its container there. */
export const PANEL_SIDE_VIEW = 'lunaroute.panelView';
export const PANEL_CONTAINER = 'lunaroutePanel';
export const STATUS_BAR_ITEM = 'lunaroute.status';
/** Scheme of the read-only documents that show recorded bodies. */
export const DOCUMENT_SCHEME = 'lunaroute';
export const SETTINGS_SECTION = 'lunaroute';
export const OUTPUT_CHANNEL = 'LunaRoute';

/** Keys for `when` and `enablement` clauses. */
export const CONTEXT_KEYS = {
  /** `stopped`, `starting`, `running`, `stopping`, `error`. */
  state: 'lunaroute:state',
  running: 'lunaroute:running',
  /** `on`, `paused`, `private`, `off`, `failed`. */
  recording: 'lunaroute:recording',
  /** The API answers: lists and statistics can be shown, with the proxy running or not. */
  connected: 'lunaroute:connected',
  /** At least one session is recorded; undefined until that is known. */
  hasSessions: 'lunaroute:hasSessions',
  /** The service could not be opened. */
  failed: 'lunaroute:failed',
  /** This window's folders are never recorded. */
  excluded: 'lunaroute:excluded',
  /** A session was opened in this window. */
  sessionOpened: 'lunaroute:sessionOpened',
  /** A demo session is among those in the tree. */
  hasDemo: 'lunaroute:hasDemo',
  /** The tree shows only what matches a filter. */
  filtered: 'lunaroute:filtered',
  /** `editor` or `sideBar`; undefined where the editor has no other place for the panel. */
  panelPlace: 'lunaroute:panelPlace',
  /** How the tree is grouped: `day`, `workspace`, `client`, `model`. */
  grouping: 'lunaroute:grouping',
} as const;

/** `viewItem` values of the tree. */
export const TREE_CONTEXT = {
  group: 'group',
  session: 'session',
  /** Of each of these parts a session has what fits it. */
  anySession: 'session.live.loose.resumable',
  pinnedSession: 'session.pinned',
  thread: 'thread',
  request: 'request',
  tool: 'tool',
  more: 'more',
} as const;
