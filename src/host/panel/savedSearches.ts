// Searches that the user saved in the panel: of all windows, and there when the panel was closed.
import type * as vscode from 'vscode';
import { savedSearches } from '../../protocol/panel.ts';

const KEY = 'lunaroute.savedSearches';

export function savedSearchesIn(state: vscode.Memento) {
  return {
    savedSearches: (): string[] => {
      const read = savedSearches.safeParse(state.get(KEY));
      return read.success ? read.data : [];
    },
    saveSearches: (queries: readonly string[]): void => void state.update(KEY, queries),
  };
}
