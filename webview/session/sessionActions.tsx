// What can be done with a session from its page: find in it, keep, name, tag, annotate, read as a document.
import type { SessionDetail } from '../../src/protocol/api.ts';
import { IconButton } from '../components/iconButton.tsx';
import { chordLabel } from '../components/useShortcuts.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';

export function SessionActions({ session, find }: { session: SessionDetail; find: () => void }) {
  const { host } = useServices();
  const { id, pinned } = session;
  return (
    <span class="session-actions">
      <IconButton icon="search" label={t('find.open', chordLabel('F'))} click={find} />
      <IconButton
        icon={pinned ? 'pinned' : 'pin'}
        label={t(pinned ? 'action.unpin' : 'action.pin')}
        click={() => host.mark(id, pinned ? 'unpinSession' : 'pinSession')}
      />
      <IconButton icon="edit" label={t('action.rename')} click={() => host.mark(id, 'renameSession')} />
      <IconButton icon="tag" label={t('action.tag')} click={() => host.mark(id, 'tagSession')} />
      <IconButton icon="note" label={t('action.note')} click={() => host.mark(id, 'noteSession')} />
      <IconButton
        icon="markdown"
        label={t('action.openMarkdown')}
        click={() => host.open({ kind: 'conversation', session_id: id })}
      />
    </span>
  );
}
