// Commands about what is stored: compact it, delete all of it.
import * as vscode from 'vscode';
import { formatBytes, formatExactCount } from '../../protocol/format.ts';
import type { ServiceConnection } from '../state/connection.ts';
import type { CommandHandlers } from './register.ts';

export function storageCommands(connection: ServiceConnection): CommandHandlers {
  return {
    compactNow: async () => {
      await withTask(connection, vscode.l10n.t('Compressing recorded sessions'), () =>
        connection.api.control('compact'),
      );
      const { size_bytes } = await connection.api.retentionPreview();
      const text = vscode.l10n.t('Recorded sessions take {0} now.', formatBytes(size_bytes));
      vscode.window.setStatusBarMessage(text, 5000);
    },
    deleteAllData: async () => {
      if (!(await confirmDeletion(connection))) return;
      const deletion = () => connection.api.deleteAllSessions();
      const { deleted_count } = await withTask(
        connection,
        vscode.l10n.t('Deleting everything recorded'),
        deletion,
      );
      const { t } = vscode.l10n;
      const count = formatExactCount(deleted_count, vscode.env.language);
      void vscode.window.showInformationMessage(
        deleted_count === 1 ? t('Deleted one session.') : t('Deleted {0} sessions.', count),
      );
    },
  };
}

/** Shows how far a task of the recorder is; cancelling keeps what is done. */
async function withTask<Result>(
  connection: ServiceConnection,
  title: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    let shown = 0;
    const following = connection.onDidChange(({ live }) => {
      const task = live?.task;
      if (!task?.total) return;
      const percent = (100 * task.done) / task.total;
      const message = vscode.l10n.t('{0} of {1} sessions', task.done, task.total);
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    });
    const cancelling = cancelled.onCancellationRequested(() => {
      // What can't be cancelled goes on, and its end is shown.
      connection.api.control('cancel').catch(() => undefined);
    });
    try {
      return await run();
    } finally {
      following.dispose();
      cancelling.dispose();
    }
  });
}

async function confirmDeletion({ api, view }: ServiceConnection): Promise<boolean> {
  const { t } = vscode.l10n;
  const { total } = await api.sessions({ limit: 1 });
  const remove = t('Delete All Data');
  const count = formatExactCount(total, vscode.env.language);
  const size = formatBytes(view.live?.size_bytes ?? null);
  const message = t('Delete all {0} recorded sessions ({1}), pinned ones too?', count, size);
  const detail = t(
    'Journals, archives, the index, the search text and the values behind redaction tokens are removed. This cannot be undone.',
  );
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) === remove;
}
