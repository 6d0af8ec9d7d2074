// One page of the panel in its webview, a tab's or a side bar's: its document, the line to it, and where it goes first.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { errorCode } from '../../protocol/errors.ts';
import type { PanelLive, PanelRoute, PanelViewContract } from '../../protocol/panel.ts';
import { connectRpc, type RpcPeer } from '../../protocol/rpc.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { OUTPUT_CHANNEL } from '../ids.ts';
import { panelHtml } from './panelHtml.ts';
import { type PanelServices, panelHost, readMessage } from './panelMessages.ts';

/** A `WebviewPanel` or a `WebviewView`. */
export interface PanelSurface {
  readonly webview: vscode.Webview;
  readonly visible: boolean;
}

/** A route, or the Search page as it was left. */
export type PanelTarget = PanelRoute | 'search';

/** What another page of the panel was like, or where to go; null: as the page itself remembers. */
export type FirstStep = { state: unknown } | { route: PanelTarget } | null;

export interface PanelPageOptions {
  surface: PanelSurface;
  first: FirstStep;
  extensionUri: vscode.Uri;
  services: PanelServices;
  log: Log;
  /** The page has loaded and talks. */
  listens(): void;
}

export class PanelPage {
  readonly #options: PanelPageOptions;
  #peer: RpcPeer<PanelViewContract>;
  #listener: (message: unknown) => void = () => undefined;
  /** Done as soon as the page has said anything, that is, listens. */
  #next: FirstStep;
  #isListening = false;

  constructor(options: PanelPageOptions) {
    this.#options = options;
    this.#next = options.first;
    const { webview } = options.surface;
    const dist = vscode.Uri.joinPath(options.extensionUri, 'dist');
    const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    this.#peer = this.#connect();
    webview.onDidReceiveMessage((raw: unknown) => this.#received(raw));
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

  get isVisible(): boolean {
    return this.#options.surface.visible;
  }

  /** @param wasVisible before it was revealed: a page that is loading anew goes there when it listens */
  goTo(route: PanelTarget, wasVisible: boolean): void {
    if (wasVisible && this.#isListening) this.#take({ route });
    else this.#next = { route };
  }

  /** All that the page remembers, for another page; undefined when it can't be asked. */
  async state(): Promise<unknown> {
    return this.#isListening && this.isVisible ? this.#peer.remote.state() : undefined;
  }

  liveChanged(live: PanelLive | null): void {
    if (this.#isListening && this.isVisible) this.#tell(this.#peer.remote.liveChanged(live));
  }

  /** A hidden page is unloaded and never answers; the next one begins anew. */
  visibilityChanged(): void {
    if (this.isVisible) return;
    this.#isListening = false;
    this.#peer.close('panel_hidden', 'The panel was hidden.');
    this.#peer = this.#connect();
  }

  closed(): void {
    this.#isListening = false;
    this.#peer.close('panel_closed', 'The panel was closed.');
  }

  #connect(): RpcPeer<PanelViewContract> {
    const { surface, services } = this.#options;
    return connectRpc<PanelViewContract>(
      {
        post: message => void surface.webview.postMessage(message),
        listen: next => {
          this.#listener = next;
        },
      },
      panelHost(services),
    );
  }

  #received(raw: unknown): void {
    const message = readMessage(raw);
    if (message === undefined) {
      this.#options.log('warn', 'The panel sent a message that is not understood.');
      return;
    }
    this.#listener(message);
    if (this.#isListening) return;
    this.#isListening = true;
    this.#options.listens();
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.#take(next);
  }

  #take(step: NonNullable<FirstStep>): void {
    const { remote } = this.#peer;
    if ('state' in step) this.#tell(remote.restore(step.state));
    else this.#tell(step.route === 'search' ? remote.search() : remote.navigate(step.route));
  }

  /** A page that went away while it was told something is no error. */
  #tell(call: Promise<unknown>): void {
    call.catch((error: unknown) => {
      const code = errorCode(error);
      if (code !== 'panel_hidden' && code !== 'panel_closed')
        this.#options.log('warn', `The panel answered ${code}.`);
    });
  }
}
