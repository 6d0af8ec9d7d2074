// The settings as the editor has them now, with changes as events and wrong values told once.
import tls from 'node:tls';
import * as vscode from 'vscode';
import type { SettingKey, Settings } from '../protocol/settings.ts';
import type { NetworkOptions } from '../protocol/workers.ts';
import { COMMANDS, SETTINGS_SECTION } from './ids.ts';
import { resolveNetwork } from './network.ts';
import { changedSettings, type ReadSettings, readSettings, type SettingProblem } from './settings.ts';

export interface SettingsChange {
  keys: readonly SettingKey[];
  /** One of VS Code's `http.*` settings changed. */
  isNetwork: boolean;
  /** The extension changed it on its own and takes care of what follows. */
  isOwn: boolean;
}

const NETWORK_SETTINGS = ['proxy', 'proxySupport', 'noProxy', 'proxyStrictSSL', 'systemCertificates'];

export class EditorSettings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<SettingsChange>();
  readonly #subscription: vscode.Disposable;
  readonly #told = new Set<string>();
  #current: ReadSettings = readEditor();
  #isUpdating = false;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration(event => this.#reread(event));
  }

  get settings(): Settings {
    return this.#current.settings;
  }

  /** Settings whose values are wrong; their defaults are in use. */
  get problems(): readonly SettingProblem[] {
    return this.#current.problems;
  }

  /** Reads system certificates when asked to, which takes a while on some machines: call at starts only. */
  network(): NetworkOptions {
    const http = vscode.workspace.getConfiguration('http');
    const environment = process.env;
    return resolveNetwork(
      {
        proxy: http.get('proxy', ''),
        proxySupport: http.get('proxySupport', 'override'),
        noProxy: http.get<string[]>('noProxy', []),
        isStrictTls: http.get('proxyStrictSSL', true),
      },
      environment,
      http.get('systemCertificates', true) ? systemCertificates() : [],
    );
  }

  /** Sets a value for this machine; the folder's settings can't hold ours. */
  async update<K extends SettingKey>(key: K, value: Settings[K]): Promise<void> {
    const section = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    this.#isUpdating = true;
    try {
      await section.update(key, value, vscode.ConfigurationTarget.Global);
    } finally {
      this.#isUpdating = false;
    }
  }

  /** Shows each wrong value once, until it is another one. */
  tellProblems(): void {
    for (const { key, message } of this.#current.problems) {
      const text = vscode.l10n.t('{0} The default is used instead.', message);
      if (this.#told.has(text)) continue;
      this.#told.add(text);
      const open = vscode.l10n.t('Open Settings');
      void vscode.window.showWarningMessage(text, open).then(choice => {
        if (choice === open)
          void vscode.commands.executeCommand(COMMANDS.openSettings, `${SETTINGS_SECTION}.${key}`);
      });
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #reread(event: vscode.ConfigurationChangeEvent): void {
    const isNetwork = NETWORK_SETTINGS.some(name => event.affectsConfiguration(`http.${name}`));
    if (!isNetwork && !event.affectsConfiguration(SETTINGS_SECTION)) return;
    const before = this.#current.settings;
    this.#current = readEditor();
    this.tellProblems();
    const keys = changedSettings(before, this.#current.settings);
    if (keys.length > 0 || isNetwork) this.#changed.fire({ keys, isNetwork, isOwn: this.#isUpdating });
  }
}

function readEditor(): ReadSettings {
  const section = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return readSettings(key => section.get(key));
}

/** VS Code 1.103's Node has the function; an editor built on another runtime may not. */
function systemCertificates(): string[] {
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates('system') : [];
}
