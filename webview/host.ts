// The webview's line to the extension: typed calls over postMessage, and the state that survives a reload.
import { LunaRouteError } from '../src/protocol/errors.ts';
import {
  type MarkCommand,
  type PanelCommand,
  type PanelDocument,
  type PanelFile,
  type PanelHostContract,
  type PanelViewContract,
  panelRoute,
} from '../src/protocol/panel.ts';
import { connectRpc } from '../src/protocol/rpc.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  /**
   * GET on the HTTP API. Rejects with the API's error code, or with the signal's reason: a late answer is
   * dropped then, since a call over postMessage can't be taken back.
   */
  get<T>(target: string, signal: AbortSignal): Promise<T>;
  live(): ReturnType<Remote['live']>;
  run(command: PanelCommand): void;
  copy(text: string): void;
  /** Opens what was recorded as a document of the editor. */
  open(document: PanelDocument): void;
  /** Asks where to; false when the user thought better of it. */
  save(file: PanelFile): Promise<boolean>;
  mark(sessionId: string, command: MarkCommand): void;
  /** Searches that the user saved. */
  savedSearches(): Promise<string[]>;
  saveSearches(queries: readonly string[]): void;
  readState(): unknown;
  writeState(state: unknown): void;
}

type Remote = ReturnType<typeof connectRpc<PanelHostContract>>['remote'];

/** May be called once per page load, as `acquireVsCodeApi` itself. */
export function connectHost(view: PanelViewContract): Host {
  const vscode = acquireVsCodeApi();
  const { remote } = connectRpc<PanelHostContract>(
    {
      post: message => vscode.postMessage(message),
      listen: listener =>
        window.addEventListener('message', event => {
          // Only the extension's own frame: a page that embeds the editor could post here as well.
          if (event.origin === window.origin) listener(event.data);
        }),
    },
    validated(view),
  );
  return {
    async get<T>(target: string, signal: AbortSignal) {
      const answer = await remote.apiGet(target);
      signal.throwIfAborted();
      return answer as T;
    },
    live: () => remote.live(),
    run: command => void remote.runCommand(command),
    copy: text => void remote.copyText(text),
    mark: (id, command) => void remote.markSession(id, command),
    open: document => void remote.openDocument(document),
    save: file => remote.saveFile(file),
    savedSearches: () => remote.savedSearches(),
    saveSearches: queries => void remote.saveSearches([...queries]),
    readState: () => vscode.getState(),
    writeState: state => vscode.setState(state),
  };
}

function validated(view: PanelViewContract): PanelViewContract {
  return {
    navigate(route) {
      const read = panelRoute.safeParse(route);
      if (!read.success) throw new LunaRouteError('bad_route', 'The panel has no such page.');
      view.navigate(read.data);
    },
    liveChanged: live => view.liveChanged(live),
    search: () => view.search(),
    state: () => view.state(),
    // It checks what it is given, as after a reload.
    restore: state => view.restore(state),
  };
}
