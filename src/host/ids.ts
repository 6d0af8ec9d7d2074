// Every id that package.json contributes, typed once; a test compares the two.

export const COMMANDS = {
  start: 'lunaroute.start',
  stop: 'lunaroute.stop',
  restart: 'lunaroute.restart',
  pauseRecording: 'lunaroute.pauseRecording',
  resumeRecording: 'lunaroute.resumeRecording',
  searchSessions: 'lunaroute.searchSessions',
  showStatistics: 'lunaroute.showStatistics',
  openSession: 'lunaroute.openSession',
  deleteSession: 'lunaroute.deleteSession',
  refreshSessions: 'lunaroute.refreshSessions',
  copyProxyUrl: 'lunaroute.copyProxyUrl',
  copyApiCommand: 'lunaroute.copyApiCommand',
  configureTerminals: 'lunaroute.configureTerminals',
  openSettings: 'lunaroute.openSettings',
  showLog: 'lunaroute.showLog',
  showMenu: 'lunaroute.showMenu',
  loadMore: 'lunaroute.loadMore',
  showRequest: 'lunaroute.showRequest',
  showRequestBody: 'lunaroute.showRequestBody',
  showResponseBody: 'lunaroute.showResponseBody',
} as const;
export type CommandName = keyof typeof COMMANDS;

/** Commands that views run with arguments; the palette never lists them. */
export const INTERNAL_COMMANDS: readonly CommandName[] = [
  'showMenu',
  'loadMore',
  'showRequest',
  'showRequestBody',
  'showResponseBody',
];

export const VIEW_CONTAINER = 'lunaroute';
export const SESSIONS_VIEW = 'lunaroute.sessions';
export const PANEL_VIEW_TYPE = 'lunaroute.panel';
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
  /** `on`, `paused`, `off`, `failed`. */
  recording: 'lunaroute:recording',
  /** The API answers: lists and statistics can be shown, with the proxy running or not. */
  connected: 'lunaroute:connected',
  /** At least one session is recorded; undefined until that is known. */
  hasSessions: 'lunaroute:hasSessions',
  /** The service could not be opened. */
  failed: 'lunaroute:failed',
} as const;

/** `viewItem` values of the tree. */
export const TREE_CONTEXT = {
  day: 'day',
  session: 'session',
  liveSession: 'session.live',
  request: 'request',
  more: 'more',
} as const;
