// Says once per start that the port was taken: clients that were pointed at it reach another program.
import * as vscode from 'vscode';
import type { EditorSettings } from '../editorSettings.ts';
import { COMMANDS, SETTINGS_SECTION } from '../ids.ts';
import { isOnFallbackPort, type ServiceView } from './serviceView.ts';

export class PortNotice {
  readonly #settings: EditorSettings;
  #told: number | null = null;

  constructor(settings: EditorSettings) {
    this.#settings = settings;
  }

  show(view: ServiceView): void {
    const { state, role, port } = view.participant;
    if (state !== 'running' || role !== 'owner' || port === null) {
      this.#told = null;
      return;
    }
    const configuredPort = this.#settings.settings.port;
    if (port === this.#told || !isOnFallbackPort(view, configuredPort)) return;
    this.#told = port;
    void this.#tell(configuredPort, port);
  }

  async #tell(configuredPort: number, port: number): Promise<void> {
    const { t } = vscode.l10n;
    const use = t('Always Use {0}', String(port));
    const open = t('Open Settings');
    const text = t(
      'Port {0} is taken by another program, so LunaRoute uses {1}. Clients that you pointed at {0} yourself reach the other program.',
      String(configuredPort),
      String(port),
    );
    const choice = await vscode.window.showWarningMessage(text, use, open);
    if (choice === use) await this.#settings.update('port', port);
    if (choice === open)
      await vscode.commands.executeCommand(COMMANDS.openSettings, `${SETTINGS_SECTION}.port`);
  }
}
