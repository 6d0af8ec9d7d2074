// The webview's contract with the host: both sides call each other through `connectRpc`.
import * as z from 'zod/mini';
import { type LiveSnapshot, SESSION_SORTS } from './api.ts';
import { SAFE_ID } from './wire.ts';

export const SESSION_VIEWS = ['conversation', 'requests', 'context', 'tools'] as const;
export type SessionView = (typeof SESSION_VIEWS)[number];

/** What is marked in the turn that a hit opens. */
export interface FoundWords {
  /** Words and phrases, words parted by a space; `*` at the end stands for the rest of a word. */
  words: string[];
  /** Where the hit stands, as a snippet says it. */
  source: string | null;
}

/** Pages of the panel; a route is all the navigation state that is persisted. */
export type PanelRoute =
  | {
      page: 'search';
      query: string;
      model: string;
      days: string;
      success: string;
      /** Absent: by relevance where there is a text, else newest first. */
      sort?: (typeof SESSION_SORTS)[number] | undefined;
    }
  | {
      page: 'session';
      session_id: string;
      request_id: string | null;
      /** Absent: the conversation. */
      view?: SessionView | undefined;
      /** What a search found there; absent: it was opened otherwise, or one went on since. */
      found?: FoundWords | undefined;
    }
  | {
      page: 'statistics';
      /** 0: everything. */
      days: number;
      /** Dates, the second one included, instead of days. */
      from?: string | undefined;
      to?: string | undefined;
      /** Absent: any; empty: what has no name. */
      model?: string | undefined;
      client?: string | undefined;
      workspace?: string | undefined;
      provider?: string | undefined;
    };

export const DEFAULT_ROUTE: PanelRoute = { page: 'search', query: '', model: '', days: '', success: '' };

const optionalDate = z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)));

export const panelRoute = z.discriminatedUnion('page', [
  z.object({
    page: z.literal('search'),
    query: z.string(),
    model: z.string(),
    days: z.string(),
    success: z.string(),
    sort: z.optional(z.enum(SESSION_SORTS)),
  }),
  z.object({
    page: z.literal('session'),
    session_id: z.string(),
    request_id: z.nullable(z.string()),
    view: z.optional(z.enum(SESSION_VIEWS)),
    found: z.optional(z.object({ words: z.array(z.string()), source: z.nullable(z.string()) })),
  }),
  z.object({
    page: z.literal('statistics'),
    days: z.number(),
    from: optionalDate,
    to: optionalDate,
    model: z.optional(z.string()),
    client: z.optional(z.string()),
    workspace: z.optional(z.string()),
    provider: z.optional(z.string()),
  }),
]);

/** Only these API paths may be asked from the webview. */
export const panelApiTarget = z
  .string()
  .check(
    z.maxLength(4000),
    z.regex(
      /^\/(sessions(\/[A-Za-z0-9_-]{1,128}(\/turns|\/context|\/requests\/[A-Za-z0-9_-]{1,128})?)?|facets|stats)(\?[^#]*)?$/,
    ),
  );

/** The live state as a window shows it. */
export interface PanelLive extends LiveSnapshot {
  /** Nothing of this window's folders is recorded, by setting. */
  is_workspace_excluded: boolean;
}

/** What the webview calls on the host; every argument is validated there. */
export interface PanelHostContract {
  /** GET on the HTTP API; rejects with the API's error code. */
  apiGet(target: string): unknown;
  /** The newest snapshot, null while nothing runs. */
  live(): PanelLive | null;
  runCommand(command: PanelCommand): void;
  copyText(text: string): void;
  /** Opens what was recorded as a document of the editor. */
  openDocument(document: PanelDocument): void;
  /** Asks where to, and writes it; false when the user thought better of it. */
  saveFile(file: PanelFile): Promise<boolean>;
  /** Runs a command that changes what the user keeps about a session. */
  markSession(sessionId: string, command: MarkCommand): void;
  /** Searches that the user saved: they outlive the panel. */
  savedSearches(): string[];
  saveSearches(queries: string[]): void;
}

export const savedSearches = z.array(z.string().check(z.maxLength(1000))).check(z.maxLength(100));

export const recordedId = z.string().check(z.regex(SAFE_ID));

/** Documents that a button in the webview may open; `changes` compares a context with the one before it. */
export const panelDocument = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conversation'), session_id: recordedId }),
  z.object({
    kind: z.enum(['request', 'response', 'prompt', 'changes']),
    session_id: recordedId,
    request_id: recordedId,
  }),
]);
export type PanelDocument = z.infer<typeof panelDocument>;

/** What a chart or table is exported as. */
export const panelFile = z.object({
  /** Suggested name, without extension. */
  name: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,80}$/)),
  kind: z.enum(['csv', 'png']),
  /** Text, or base64 of a picture. */
  content: z.string().check(z.maxLength(30_000_000)),
});
export type PanelFile = z.infer<typeof panelFile>;

export const MARK_COMMANDS = [
  'pinSession',
  'unpinSession',
  'renameSession',
  'tagSession',
  'noteSession',
] as const;
export type MarkCommand = (typeof MARK_COMMANDS)[number];
export const markCommand = z.enum(MARK_COMMANDS);

/** Commands that a button in the webview may run. */
export const PANEL_COMMANDS = [
  'start',
  'resumeRecording',
  'includeWorkspace',
  'showLog',
  'openSettings',
] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number];
export const panelCommand = z.enum(PANEL_COMMANDS);

/** What the host calls on the webview. */
export interface PanelViewContract {
  navigate(route: PanelRoute): void;
  liveChanged(live: PanelLive | null): void;
  /** Opens the Search page as it was left, its text selected so that typing replaces it. */
  search(): void;
  /** All that the page remembers, for `restore` of another page. */
  state(): unknown;
  restore(state: unknown): void;
}
