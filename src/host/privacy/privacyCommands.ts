// Commands on what redaction took out: reveal a value, rotate the key.
import * as vscode from 'vscode';
import type { ApiClient } from '../../service/apiClient.ts';
import type { CommandHandlers } from '../commands/register.ts';
import type { RedactionKeyStore } from './redactionKeyStore.ts';
import { tokenAt } from './tokenAt.ts';

export function privacyCommands(api: ApiClient, keys: RedactionKeyStore): CommandHandlers {
  return {
    revealRedactedValue: (token?: unknown) => revealValue(api, typeof token === 'string' ? token : undefined),
    rotateRedactionKey: () => rotateKey(keys),
  };
}

async function revealValue(api: ApiClient, given: string | undefined): Promise<void> {
  const { t } = vscode.l10n;
  const token = given ?? tokenInEditor() ?? (await askForToken());
  if (token === undefined) return;
  const { value } = await api.reveal(token);
  const copy = t('Copy');
  const detail = t('{0} stands for this value. It is kept encrypted on this machine.', token);
  if ((await vscode.window.showInformationMessage(value, { modal: true, detail }, copy)) === copy)
    await vscode.env.clipboard.writeText(value);
}

function tokenInEditor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { start, end } = editor.selection;
  const line = editor.document.lineAt(start.line).text;
  return tokenAt(line, start.character, end.line === start.line ? end.character : line.length);
}

function askForToken(): Thenable<string | undefined> {
  const { t } = vscode.l10n;
  return vscode.window.showInputBox({
    title: t('LunaRoute: Reveal Redacted Value'),
    prompt: t('The token as it stands in the recording'),
    placeHolder: '[EMAIL:a3f8e9d2]',
    validateInput: text =>
      tokenAt(text, 0, text.length) === undefined ? t('A token looks like [EMAIL:a3f8e9d2].') : undefined,
  });
}

async function rotateKey(keys: RedactionKeyStore): Promise<void> {
  const { t } = vscode.l10n;
  const keep = t('Rotate');
  const forget = t('Rotate and Forget Values');
  const detail = t(
    'From now on the same value gets another token than before. “Rotate” keeps the values of old tokens, under the new key alone. “Rotate and Forget Values” destroys them: old tokens can never be revealed again, by anybody.',
  );
  const message = t('Rotate the redaction key?');
  const choice = await vscode.window.showWarningMessage(message, { modal: true, detail }, keep, forget);
  if (choice === undefined) return;
  await keys.rotate(choice === keep);
  vscode.window.setStatusBarMessage(t('The redaction key was rotated.'), 5000);
}
