// The demo session: played into the record, shown at once, and removed again with one click.
import * as vscode from 'vscode';
import { COMMANDS } from '../ids.ts';
import type { Panel } from '../panel/panel.ts';
import type { SessionTree } from '../sessions/sessionTree.ts';
import type { ServiceConnection } from '../state/connection.ts';
import type { CommandHandlers } from './register.ts';

export interface DemoCommandServices {
  connection: ServiceConnection;
  tree: SessionTree;
  panel: Panel;
}

const MOST_DEMOS = 500;

export function demoCommands(services: DemoCommandServices): CommandHandlers {
  return { playDemo: () => playDemo(services), deleteDemo: () => deleteDemo(services) };
}

async function playDemo({ connection, tree, panel }: DemoCommandServices): Promise<void> {
  const title = vscode.l10n.t('LunaRoute: playing a demo session');
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    connection.playDemo(),
  );
  tree.refresh();
  const { sessions } = await connection.api.sessions({ origin: 'demo', sort: 'newest', limit: 1 });
  const [session] = sessions;
  if (session !== undefined) panel.show({ page: 'session', session_id: session.id, request_id: null });
  const remove = vscode.l10n.t('Delete Demo Session');
  const text = vscode.l10n.t(
    'This session is a demo: no provider was asked and nothing was paid. It stands among yours until you delete it.',
  );
  // Whoever looks at it first should not have to answer first.
  void vscode.window.showInformationMessage(text, remove).then(choice => {
    if (choice === remove) void vscode.commands.executeCommand(COMMANDS.deleteDemo);
  });
}

/** All of them: whoever played it twice wants both gone. */
async function deleteDemo({ connection, tree }: DemoCommandServices): Promise<void> {
  const { api } = connection;
  const { sessions } = await api.sessions({ origin: 'demo', limit: MOST_DEMOS });
  try {
    await Promise.all(sessions.map(({ id }) => api.deleteSession(id)));
  } finally {
    tree.refresh();
  }
}
