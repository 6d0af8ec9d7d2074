// What `activate` returns: the parts that tests inside the editor look at. Not for other extensions.

import type { EditorSettings } from './editorSettings.ts';
import type { Panel } from './panel/panel.ts';
import type { SessionsView } from './sessions/sessionsView.ts';
import type { SessionTree } from './sessions/sessionTree.ts';
import type { ServiceConnection } from './state/connection.ts';
import type { ContextKeys } from './state/contextKeys.ts';
import type { StatusBar } from './state/statusBar.ts';
import type { Terminals } from './terminals/terminals.ts';

export interface ExtensionApi {
  readonly connection: ServiceConnection;
  readonly tree: SessionTree;
  readonly sessionsView: SessionsView;
  readonly statusBar: StatusBar;
  readonly contextKeys: ContextKeys;
  readonly panel: Panel;
  readonly settings: EditorSettings;
  readonly terminals: Terminals;
  /** Time on the main thread: running the bundle's modules, then starting. */
  readonly activation: { loadMs: number; startMs: number };
  /** Settles when the service has been opened at activation, or has failed to. */
  readonly opened: Promise<void>;
}
