// Writes the planned variables into the editor's collections for new terminals, and takes them out again.
import * as vscode from 'vscode';
import type { TerminalVariable } from './variables.ts';

/** For the whole window, or (several folders) for each folder its own. */
export type TerminalPlan = readonly {
  folder: vscode.WorkspaceFolder | null;
  variables: readonly TerminalVariable[];
}[];

export class TerminalEnvironment {
  readonly #collection: vscode.GlobalEnvironmentVariableCollection;
  #scoped: vscode.WorkspaceFolder[] = [];
  #applied = '';

  constructor(collection: vscode.GlobalEnvironmentVariableCollection) {
    this.#collection = collection;
    // Nothing may point at our port after the window has closed, when another user could have taken it.
    collection.persistent = false;
    this.clear();
  }

  get isApplied(): boolean {
    return this.#applied !== '';
  }

  /** What terminals of the window, or of `folder`, are given now; for tests. */
  variables(folder: vscode.WorkspaceFolder | null): Record<string, string> {
    const entries = [...this.#collectionOf(folder)].map(([name, { value }]) => [name, value] as const);
    return Object.fromEntries(entries);
  }

  /** Touches the collections only when something differs: each change marks all open terminals as outdated. */
  apply(plan: TerminalPlan, description: string): void {
    const key = JSON.stringify([
      plan.map(({ folder, variables }) => [folder?.uri.toString(), variables]),
      description,
    ]);
    if (key === this.#applied) return;
    this.clear();
    for (const { folder, variables } of plan) {
      if (variables.length === 0) continue;
      const collection = this.#collectionOf(folder);
      if (folder !== null) this.#scoped.push(folder);
      collection.description = new vscode.MarkdownString(description);
      for (const variable of variables) add(collection, variable);
      this.#applied = key;
    }
  }

  clear(): void {
    this.#collection.clear();
    for (const folder of this.#scoped) this.#collectionOf(folder).clear();
    this.#scoped = [];
    this.#applied = '';
  }

  #collectionOf(folder: vscode.WorkspaceFolder | null): vscode.EnvironmentVariableCollection {
    return folder === null ? this.#collection : this.#collection.getScoped({ workspaceFolder: folder });
  }
}

function add(collection: vscode.EnvironmentVariableCollection, variable: TerminalVariable): void {
  const { name, value, how, isAfterShellStart } = variable;
  const options = { applyAtProcessCreation: true, applyAtShellIntegration: isAfterShellStart };
  collection[how](name, value, options);
}
