// Commands that change what a person keeps about sessions: pin, title, tags, note; and deletion.
import * as vscode from 'vscode';
import type { SessionSummary } from '../../protocol/api.ts';
import { errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import { toLabel } from '../../protocol/label.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { TreeNode } from '../sessions/nodes.ts';
import type { SessionTree } from '../sessions/sessionTree.ts';
import { chooseSessions } from './chosenSessions.ts';
import type { CommandHandlers } from './register.ts';
import { previewOfTags, problemOfTags, readTags, writeTags } from './tags.ts';

export interface MarkCommandServices {
  api: ApiClient;
  tree: SessionTree;
}

const MAX_TITLE = 200;
const MOST_TAGS_READ = 200;

export function markCommands({ api, tree }: MarkCommandServices): CommandHandlers {
  /** Runs on each session that was meant; what fails for one does not keep the others from it. */
  const onEach =
    (
      run: (
        sessions: SessionSummary[],
      ) => Promise<((session: SessionSummary) => Promise<unknown>) | undefined>,
    ) =>
    async (node?: TreeNode, selected?: readonly TreeNode[]) => {
      const sessions = await chooseSessions(api, node, selected);
      const change = sessions.length === 0 ? undefined : await run(sessions);
      if (change === undefined) return;
      const results = await Promise.allSettled(sessions.map(session => change(session)));
      tree.refresh();
      const failed = results.find(result => result.status === 'rejected');
      if (failed !== undefined) throw new LunaRouteError('not_changed', errorMessage(failed.reason));
    };
  return {
    pinSession: onEach(
      async () =>
        ({ id }) =>
          api.markSession(id, { pinned: true }),
    ),
    unpinSession: onEach(
      async () =>
        ({ id }) =>
          api.markSession(id, { pinned: false }),
    ),
    renameSession: onEach(async ([first]) => {
      const title = await askTitle(first);
      return title === undefined ? undefined : ({ id }) => api.markSession(id, { title: title || null });
    }),
    tagSession: onEach(async sessions => {
      const tags = await askTags(sessions, await tagsInUse(api));
      return tags === undefined ? undefined : ({ id }) => api.markSession(id, { tags });
    }),
    noteSession: onEach(async ([first]) => {
      const note = await askNote(first);
      return note === undefined ? undefined : ({ id }) => api.markSession(id, { note: note || null });
    }),
    deleteSession: onEach(async sessions =>
      (await confirmDeletion(sessions)) ? ({ id }) => api.deleteSession(id) : undefined,
    ),
  };
}

function askTitle(session?: SessionSummary): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Title of the Session'),
    prompt: vscode.l10n.t('Empty: the recorded title again.'),
    value: session?.title ?? '',
    validateInput: text =>
      text.length > MAX_TITLE ? vscode.l10n.t('At most {0} characters.', MAX_TITLE) : undefined,
  });
}

/** The most frequent first. */
async function tagsInUse(api: ApiClient): Promise<string[]> {
  const { facets } = await api.facets({ limit: MOST_TAGS_READ });
  return facets.tag.map(({ value }) => value).filter(tag => tag !== '');
}

/** Several sessions get the same tags; what all of them have already stands there. */
async function askTags(
  sessions: readonly SessionSummary[],
  inUse: readonly string[],
): Promise<string[] | undefined> {
  const [first, ...others] = sessions.map(({ tags }) => tags);
  const common = (first ?? []).filter(tag => others.every(tags => tags.includes(tag)));
  const text = await vscode.window.showInputBox({
    title:
      sessions.length === 1
        ? vscode.l10n.t('Tags of the Session')
        : vscode.l10n.t('Tags of {0} Sessions', sessions.length),
    prompt: vscode.l10n.t('Commas between them; the filter finds them as tag:word or tag:"two words".'),
    value: writeTags(common),
    validateInput: value =>
      problemOfTags(value, vscode.l10n.t) ?? {
        message: previewOfTags(value, inUse, vscode.l10n.t),
        severity: vscode.InputBoxValidationSeverity.Info,
      },
  });
  return text === undefined ? undefined : readTags(text);
}

function askNote(session?: SessionSummary): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Note on the Session'),
    prompt: vscode.l10n.t('Shown in its tooltip. Empty: no note.'),
    value: session?.note ?? '',
  });
}

async function confirmDeletion(sessions: readonly SessionSummary[]): Promise<boolean> {
  const { t } = vscode.l10n;
  const remove = t('Delete');
  const isOne = sessions.length === 1;
  const detail = isOne
    ? t("Its recording, archive and index entries are removed from this machine. This can't be undone.")
    : t("Their recordings, archives and index entries are removed from this machine. This can't be undone.");
  const title = toLabel(sessions[0]?.title ?? '', 80) || t('without a title');
  const message = isOne ? t('Delete the session “{0}”?', title) : t('Delete {0} sessions?', sessions.length);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) === remove;
}
