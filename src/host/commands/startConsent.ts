// Says before the first start what is recorded, where, and what happens to terminals; asks once.
import * as vscode from 'vscode';
import type { EditorSettings } from '../editorSettings.ts';

const GIVEN_KEY = 'start.consent';

/** @returns false when the user left it: nothing starts. Whoever chose about terminals before is not asked. */
export async function isStartAgreed(
  settings: EditorSettings,
  state: vscode.Memento,
  dataFolder: string,
): Promise<boolean> {
  if (settings.settings.terminals !== 'ask' || state.get(GIVEN_KEY) === true) return true;
  const { t } = vscode.l10n;
  const both = t('Start and Use in New Terminals');
  const alone = t('Start Only');
  const detail = [
    t(
      'What agents send through the proxy on this machine, and what they get back, is recorded: prompts, answers, tool calls and what tools read. Your API keys and logins never are.',
    ),
    t(
      'It stays in {0}, which only your user can read. Nothing leaves this machine except the requests your agents make anyway.',
      dataFolder,
    ),
    t(
      'New terminals can be pointed at the proxy while it runs: base URL variables, and a small codex wrapper first on the PATH. Open terminals and your files stay as they are.',
    ),
  ].join('\n\n');
  const text = t('Start LunaRoute and record your coding agents?');
  const choice = await vscode.window.showInformationMessage(text, { modal: true, detail }, both, alone);
  if (choice === undefined) return false;
  await state.update(GIVEN_KEY, true);
  await settings.update('terminals', choice === both ? 'always' : 'never');
  return true;
}
