// Asks whether terminals should point at the proxy: once when it first runs, and again by command.
import * as vscode from 'vscode';
import type { Settings } from '../../protocol/settings.ts';
import type { EditorSettings } from '../editorSettings.ts';

type Choice = Settings['terminals'];

/** A notification with the answers that last; closing it asks again in the next window. */
export async function askForTerminals(settings: EditorSettings): Promise<void> {
  const { t } = vscode.l10n;
  const always = t('Yes, New Terminals');
  const never = t('Never');
  const text = t(
    'Point new terminals at LunaRoute while it runs? Claude Code, Codex and SDKs started there are then recorded. It sets their base URL variables and puts a small codex wrapper first on the PATH.',
  );
  const choice = await vscode.window.showInformationMessage(text, always, never, t('Not Now'));
  if (choice === always) await settings.update('terminals', 'always');
  if (choice === never) await settings.update('terminals', 'never');
}

/** The command: a list with the current choice marked. */
export async function configureTerminals(settings: EditorSettings): Promise<void> {
  const { t } = vscode.l10n;
  const current = settings.settings.terminals;
  const item = (value: Choice, label: string, detail: string) => ({
    value,
    label,
    detail,
    description: value === current ? t('current') : '',
  });
  const picked = await vscode.window.showQuickPick(
    [
      item(
        'always',
        t('Point new terminals at LunaRoute'),
        t('While it runs. Open terminals keep what they have.'),
      ),
      item('ask', t('Ask'), t('When LunaRoute runs the next time.')),
      item('never', t('Leave terminals alone'), t('Point clients at the proxy yourself.')),
    ],
    {
      title: t('LunaRoute: Terminals'),
      placeHolder: t('Should agents in new terminals go through LunaRoute?'),
    },
  );
  if (picked !== undefined && picked.value !== current) await settings.update('terminals', picked.value);
}
