// The one webview panel: search, session and statistics pages in an editor tab.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { errorCode } from '../../protocol/errors.ts';
import {
  DEFAULT_ROUTE,
  type PanelLive,
  type PanelRoute,
  type PanelViewContract,
} from '../../protocol/panel.ts';
import { connectRpc, type RpcPeer } from '../../protocol/rpc.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { OUTPUT_CHANNEL, PANEL_VIEW_TYPE } from '../ids.ts';
import { panelHtml } from './panelHtml.ts';
import { type PanelServices, panelHost, readMessage } from './panelMessages.ts';

/** A route, or the Search page as it was left. */
export type PanelTarget = PanelRoute | 'search';

interface OpenPanel {
  panel: vscode.WebviewPanel;
  peer: RpcPeer<PanelViewContract>;
  /** Where to go as soon as the page has said anything, that is, listens. */
  pendingRoute: PanelTarget | null;
  isListening: boolean;
}

export class Panel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #services: PanelServices;
  readonly #log: Log;
  readonly #serializer: vscode.Disposable;
  readonly #listening = new vscode.EventEmitter<void>();
  #open: OpenPanel | null = null;
  /** Route that was shown last while the focus stayed where it was. */
  #glanced: PanelTarget | null = null;
  /** The page has loaded and talks. */
  readonly onDidListen = this.#listening.event;

  constructor(extensionUri: vscode.Uri, services: PanelServices, log: Log) {
    this.#extensionUri = extensionUri;
    this.#services = services;
    this.#log = log;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, this);
  }

  /**
   * @param route where to go; null stays where the panel is
   * @param keepsFocus the focus stays where it is; shown twice in a row, as by a double click, the panel gets it
   */
  show(route: PanelTarget | null, keepsFocus = false): void {
    const isAgain = this.#open?.panel.visible && isSameRoute(route, this.#glanced);
    const preserveFocus = keepsFocus && !isAgain;
    this.#glanced = keepsFocus ? route : null;
    if (this.#open === null) {
      const viewColumn = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.Active;
      const options = { enableFindWidget: false };
      const place = { viewColumn, preserveFocus };
      const panel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, OUTPUT_CHANNEL, place, options);
      this.#adopt(panel, route ?? DEFAULT_ROUTE);
      return;
    }
    const wasVisible = this.#open.panel.visible;
    this.#open.panel.reveal(undefined, preserveFocus);
    if (route === null) return;
    if (wasVisible && this.#open.isListening) this.#navigate(this.#open, route);
    else this.#open.pendingRoute = route;
  }

  /** Called by VS Code after a reload; the page itself restores its route from what it persisted. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#adopt(panel, null);
  }

  liveChanged(live: PanelLive | null): void {
    const open = this.#open;
    if (open?.isListening && open.panel.visible) this.#tell(open.peer.remote.liveChanged(live));
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.panel.dispose();
    this.#listening.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, route: PanelTarget | null): void {
    this.#open?.panel.dispose();
    const { webview } = panel;
    const dist = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const icon = (name: string) => vscode.Uri.joinPath(this.#extensionUri, 'media', name);
    panel.iconPath = { light: icon('panel-light.svg'), dark: icon('panel-dark.svg') };

    let listener: (message: unknown) => void = () => undefined;
    const connect = (): RpcPeer<PanelViewContract> =>
      connectRpc<PanelViewContract>(
        {
          post: message => void webview.postMessage(message),
          listen: next => {
            listener = next;
          },
        },
        panelHost(this.#services),
      );
    const open: OpenPanel = { panel, peer: connect(), pendingRoute: route, isListening: false };
    this.#open = open;

    webview.onDidReceiveMessage((raw: unknown) => {
      const message = readMessage(raw);
      if (message === undefined) return this.#log('warn', 'The panel sent a message that is not understood.');
      listener(message);
      this.#pageSpoke(open);
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) return;
      // A hidden page is unloaded and never answers; the next one begins anew.
      open.isListening = false;
      open.peer.close('panel_hidden', 'The panel was hidden.');
      open.peer = connect();
    });
    panel.onDidDispose(() => {
      open.peer.close('panel_closed', 'The panel was closed.');
      if (this.#open === open) this.#open = null;
    });
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      script: asset('webview.js'),
      style: asset('webview.css'),
      codicons: asset('codicon.css'),
      language: vscode.env.language,
      title: OUTPUT_CHANNEL,
    });
  }

  #pageSpoke(open: OpenPanel): void {
    if (open.isListening) return;
    open.isListening = true;
    this.#listening.fire();
    const route = open.pendingRoute;
    open.pendingRoute = null;
    if (route !== null) this.#navigate(open, route);
  }

  #navigate(open: OpenPanel, route: PanelTarget): void {
    const { remote } = open.peer;
    this.#tell(route === 'search' ? remote.search() : remote.navigate(route));
  }

  /** A page that went away while it was told something is no error. */
  #tell(call: Promise<unknown>): void {
    call.catch((error: unknown) => {
      const code = errorCode(error);
      if (code !== 'panel_hidden' && code !== 'panel_closed')
        this.#log('warn', `The panel answered ${code}.`);
    });
  }
}

function isSameRoute(a: PanelTarget | null, b: PanelTarget | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
