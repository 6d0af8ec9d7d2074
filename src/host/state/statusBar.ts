// The status bar item: today's tokens and cost at a glance, everything else in its tooltip and menu.
import * as vscode from 'vscode';
import { COMMANDS, OUTPUT_CHANNEL, STATUS_BAR_ITEM } from '../ids.ts';
import type { ServiceView } from './serviceView.ts';
import { type StatusText, statusText } from './statusText.ts';

const LINKED_COMMANDS = Object.values(COMMANDS);

export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #configuredPort: () => number;
  #shown: StatusText | null = null;

  constructor(configuredPort: () => number) {
    this.#configuredPort = configuredPort;
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
    const next = statusText(view, this.#configuredPort(), vscode.l10n.t);
    const isSame = JSON.stringify(next) === JSON.stringify(this.#shown);
    if (isSame) return;
    this.#shown = next;
    this.#item.text = next.text;
    this.#item.accessibilityInformation = { label: next.accessibleText, role: 'button' };
    this.#item.backgroundColor = next.isWarning
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    const tooltip = new vscode.MarkdownString(next.tooltip);
    tooltip.isTrusted = { enabledCommands: LINKED_COMMANDS };
    this.#item.tooltip = tooltip;
  }

  dispose(): void {
    this.#item.dispose();
  }
}
