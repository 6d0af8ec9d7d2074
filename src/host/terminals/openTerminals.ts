// Which open terminals were given our variables, and how to give them new ones.
import * as vscode from 'vscode';

export class OpenTerminals implements vscode.Disposable {
  readonly #pointing = new Set<vscode.Terminal>();
  readonly #subscriptions: vscode.Disposable[];

  /** @param isApplied whether terminals that open now are given our variables */
  constructor(isApplied: () => boolean) {
    this.#subscriptions = [
      vscode.window.onDidOpenTerminal(terminal => {
        if (isApplied() && takesVariables(terminal)) this.#pointing.add(terminal);
      }),
      vscode.window.onDidCloseTerminal(terminal => this.#pointing.delete(terminal)),
    ];
  }

  /** Terminals that outlived a reload of the window were opened while the proxy ran. */
  adoptRestored(): void {
    for (const terminal of vscode.window.terminals)
      if (takesVariables(terminal)) this.#pointing.add(terminal);
  }

  /** Still open and with our variables. */
  pointing(): vscode.Terminal[] {
    return [...this.#pointing].filter(terminal => terminal.exitStatus === undefined);
  }

  /** Names them and offers to open them anew, which ends what runs in them. */
  async offerRelaunch(): Promise<void> {
    const terminals = this.pointing();
    if (terminals.length === 0) return;
    const { t } = vscode.l10n;
    const names = terminals.map(terminal => terminal.name).join(', ');
    const relaunch = t('Relaunch Terminals');
    const text = t(
      'LunaRoute has stopped, but open terminals still point at it: {0}. Requests from them fail until it starts again. Relaunching ends the programs in them.',
      names,
    );
    if ((await vscode.window.showWarningMessage(text, relaunch)) === relaunch) relaunchAll(terminals);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function relaunchAll(terminals: readonly vscode.Terminal[]): void {
  const active = vscode.window.activeTerminal;
  for (const terminal of terminals) {
    if (terminal.exitStatus !== undefined) continue;
    const cwd = terminal.shellIntegration?.cwd;
    const options = terminal.creationOptions as vscode.TerminalOptions;
    const next = vscode.window.createTerminal(cwd === undefined ? options : { ...options, cwd });
    if (terminal === active) next.show(true);
    terminal.dispose();
  }
}

/** Terminals of other extensions' making run no shell, or ask for nothing but their own variables. */
function takesVariables(terminal: vscode.Terminal): boolean {
  const options = terminal.creationOptions;
  return !('pty' in options) && options.strictEnv !== true && options.hideFromUser !== true;
}
