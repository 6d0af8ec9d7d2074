// Where the panel opens: as a tab among the editors, or in the secondary side bar of editors that have a place there.
import type * as vscode from 'vscode';
import type { ContextKeys } from '../state/contextKeys.ts';

const KEY = 'panel.isInSideBar';

export class PanelPlace {
  readonly #keys: ContextKeys;
  readonly #state: vscode.Memento;
  readonly #hasSideBar: boolean;

  /** @param version the editor's */
  constructor(keys: ContextKeys, state: vscode.Memento, version: string) {
    this.#keys = keys;
    this.#state = state;
    this.#hasSideBar = takesSecondaryViews(version);
    this.#tell();
  }

  get isSideBar(): boolean {
    return this.#hasSideBar && this.#state.get(KEY) === true;
  }

  async choose(isSideBar: boolean): Promise<void> {
    await this.#state.update(KEY, isSideBar);
    this.#tell();
  }

  /** Without the key neither the view nor a command that moves the panel is offered. */
  #tell(): void {
    const place = this.isSideBar ? 'sideBar' : 'editor';
    this.#keys.set('panelPlace', this.#hasSideBar ? place : undefined);
  }
}

/** VS Code 1.106 or newer: an older one would put the view into the Explorer. Pure. */
export function takesSecondaryViews(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 106);
}
