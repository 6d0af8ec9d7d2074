// Keeps the context keys that menus, enablement and welcome views depend on.
import * as vscode from 'vscode';
import { CONTEXT_KEYS } from '../ids.ts';
import { displayState, type ServiceView } from './serviceView.ts';

type KeyName = keyof typeof CONTEXT_KEYS;
type KeyValue = string | boolean | undefined;

export class ContextKeys {
  readonly #values = new Map<KeyName, KeyValue>();

  show(view: ServiceView): void {
    const { participant, failure } = view;
    const state = displayState(view);
    this.set('state', state === 'starting' ? 'starting' : participant.state);
    this.set('running', participant.state === 'running');
    this.set('recording', participant.recording);
    this.set('connected', participant.url !== null);
    this.set('failed', failure !== null);
    this.set('excluded', view.isWorkspaceExcluded);
  }

  /** Tells the editor only what changed: every key costs a message and a look at all menus. */
  set(name: KeyName, value: KeyValue): void {
    if (this.#values.has(name) && this.#values.get(name) === value) return;
    this.#values.set(name, value);
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS[name], value);
  }

  /** What was set last, for tests: VS Code has no way to read a key. */
  get(name: KeyName): KeyValue {
    return this.#values.get(name);
  }
}
