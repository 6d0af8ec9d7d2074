// The status bar item: tokens and cost at a glance, everything else in its tooltip and menu.
import * as vscode from 'vscode';
import { COMMANDS, OUTPUT_CHANNEL, RELOAD_WINDOW, STATUS_BAR_ITEM } from '../ids.ts';
import { displayState, type ServiceView } from './serviceView.ts';
import { type StatusOptions, type StatusText, statusText } from './statusText.ts';
import { steadyText } from './steadyText.ts';

const LINKED_COMMANDS = [...Object.values(COMMANDS), RELOAD_WINDOW];
/** Figures change at most twice a second; a change of state is shown at once. */
const CALM_MS = 500;

export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #options: () => StatusOptions;
  readonly #shows = new vscode.EventEmitter<StatusText>();
  #shown: StatusText | null = null;
  #shownState = '';
  #view: ServiceView | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** After each change of what is shown. */
  readonly onDidShow = this.#shows.event;

  constructor(options: () => StatusOptions) {
    this.#options = options;
    this.#item = vscode.window.createStatusBarItem(STATUS_BAR_ITEM, vscode.StatusBarAlignment.Left, 0);
    this.#item.name = OUTPUT_CHANNEL;
    this.#item.command = COMMANDS.showMenu;
    this.#item.show();
  }

  /** What is shown now, for tests. */
  get shown(): StatusText | null {
    return this.#shown;
  }

  show(view: ServiceView): void {
    this.#view = view;
    const state = displayState(view);
    if (this.#timer !== null && state === this.#shownState) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#shownState = state;
    if (!this.#paint(view)) {
      this.#timer = null;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#view !== null && this.#view !== view) this.show(this.#view);
    }, CALM_MS);
  }

  /** Options may have changed. */
  again(): void {
    if (this.#view !== null) this.show({ ...this.#view });
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#item.dispose();
    this.#shows.dispose();
  }

  /** @returns whether anything changed */
  #paint(view: ServiceView): boolean {
    const next = statusText(view, this.#options(), vscode.l10n.t);
    if (JSON.stringify(next) === JSON.stringify(this.#shown)) return false;
    this.#item.text = steadyText(next.text, this.#item.text);
    this.#item.accessibilityInformation = { label: next.accessibleText, role: 'button' };
    this.#item.backgroundColor = next.isWarning
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    if (next.tooltip !== this.#shown?.tooltip) {
      const tooltip = new vscode.MarkdownString(next.tooltip);
      tooltip.isTrusted = { enabledCommands: LINKED_COMMANDS };
      this.#item.tooltip = tooltip;
    }
    this.#shown = next;
    this.#shows.fire(next);
    return true;
  }
}
