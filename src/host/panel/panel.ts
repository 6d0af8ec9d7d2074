// The one panel: search, session and statistics pages, in an editor tab or in the secondary side bar.
import * as vscode from 'vscode';
import { DEFAULT_ROUTE, type PanelLive } from '../../protocol/panel.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { OUTPUT_CHANNEL, PANEL_SIDE_VIEW, PANEL_VIEW_TYPE } from '../ids.ts';
import type { PanelServices } from './panelMessages.ts';
import { type FirstStep, PanelPage, type PanelSurface, type PanelTarget } from './panelPage.ts';
import type { PanelPlace } from './panelPlace.ts';

interface OpenPanel {
  page: PanelPage;
  reveal(preserveFocus: boolean): void;
  /** The side bar's view goes by its `when`. */
  close(): void;
}

export class Panel implements vscode.WebviewPanelSerializer, vscode.WebviewViewProvider, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #place: PanelPlace;
  readonly #services: PanelServices;
  readonly #log: Log;
  readonly #registrations: vscode.Disposable[];
  readonly #listening = new vscode.EventEmitter<void>();
  #open: OpenPanel | null = null;
  /** For the side bar's view, which the editor makes when it is shown. */
  #next: FirstStep = null;
  /** Route that was shown last while the focus stayed where it was. */
  #glanced: PanelTarget | null = null;
  /** The page has loaded and talks. */
  readonly onDidListen = this.#listening.event;

  constructor(extensionUri: vscode.Uri, place: PanelPlace, services: PanelServices, log: Log) {
    this.#extensionUri = extensionUri;
    this.#place = place;
    this.#services = services;
    this.#log = log;
    this.#registrations = [
      vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, this),
      vscode.window.registerWebviewViewProvider(PANEL_SIDE_VIEW, this),
    ];
  }

  /**
   * @param route where to go; null stays where the panel is
   * @param keepsFocus the focus stays where it is; shown twice in a row, as by a double click, the panel gets it
   */
  show(route: PanelTarget | null, keepsFocus = false): void {
    const isAgain = this.#open?.page.isVisible && isSameRoute(route, this.#glanced);
    const preserveFocus = keepsFocus && !isAgain;
    this.#glanced = keepsFocus ? route : null;
    if (this.#open === null) {
      this.#begin({ route: route ?? DEFAULT_ROUTE }, preserveFocus);
      return;
    }
    const { page, reveal } = this.#open;
    const wasVisible = page.isVisible;
    reveal(preserveFocus);
    if (route !== null) page.goTo(route, wasVisible);
  }

  /** Takes the panel to the other place, as it is. */
  async moveTo(place: 'editor' | 'sideBar'): Promise<void> {
    const isSideBar = place === 'sideBar';
    const before = this.#open;
    const state = await before?.page.state();
    // It would stay open and empty. What else is in it is a click away, as before.
    if (!isSideBar && before?.page.isVisible)
      await vscode.commands.executeCommand('workbench.action.closeAuxiliaryBar');
    this.#open = null;
    before?.close();
    await this.#place.choose(isSideBar);
    this.#begin(state === undefined ? { route: DEFAULT_ROUTE } : { state }, false);
  }

  /** Called by VS Code after a reload; the page itself restores its route from what it persisted. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#place.isSideBar) panel.dispose();
    else this.#adoptTab(panel, null);
  }

  /** Called by VS Code when the side bar's view is shown, also again after it was closed. */
  resolveWebviewView(view: vscode.WebviewView): void {
    const page = this.#createPage(view, this.#next);
    this.#next = null;
    const open = { page, reveal: (focus: boolean) => view.show(focus), close: () => undefined };
    this.#open = open;
    view.onDidChangeVisibility(() => page.visibilityChanged());
    view.onDidDispose(() => this.#closed(open));
  }

  liveChanged(live: PanelLive | null): void {
    this.#open?.page.liveChanged(live);
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    this.#open?.close();
    this.#listening.dispose();
  }

  #begin(first: FirstStep, preserveFocus: boolean): void {
    if (this.#place.isSideBar) {
      this.#next = first;
      void vscode.commands.executeCommand(`${PANEL_SIDE_VIEW}.focus`, { preserveFocus });
      return;
    }
    const viewColumn = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.Active;
    const options = { enableFindWidget: false };
    const place = { viewColumn, preserveFocus };
    this.#adoptTab(vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, OUTPUT_CHANNEL, place, options), first);
  }

  #adoptTab(panel: vscode.WebviewPanel, first: FirstStep): void {
    this.#open?.close();
    const icon = (name: string) => vscode.Uri.joinPath(this.#extensionUri, 'media', name);
    panel.iconPath = { light: icon('panel-light.svg'), dark: icon('panel-dark.svg') };
    const page = this.#createPage(panel, first);
    const open: OpenPanel = {
      page,
      reveal: preserveFocus => panel.reveal(undefined, preserveFocus),
      close: () => panel.dispose(),
    };
    this.#open = open;
    panel.onDidChangeViewState(() => page.visibilityChanged());
    panel.onDidDispose(() => this.#closed(open));
  }

  #createPage(surface: PanelSurface, first: FirstStep): PanelPage {
    return new PanelPage({
      ...{ surface, first, extensionUri: this.#extensionUri, services: this.#services, log: this.#log },
      listens: () => this.#listening.fire(),
    });
  }

  #closed(open: OpenPanel): void {
    open.page.closed();
    if (this.#open === open) this.#open = null;
  }
}

function isSameRoute(a: PanelTarget | null, b: PanelTarget | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
