// Find within a session: the box, where one stands, and the way to the next match.
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from '../components/iconButton.tsx';
import { t } from '../strings.ts';
import type { Find } from './useFind.ts';

export function FindBar({ find }: { find: Find }) {
  const input = useRef<HTMLInputElement>(null);
  // `/` pressed again comes back to the box.
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [find.opened]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') find.go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') find.close();
    else return;
    event.preventDefault();
  };
  return (
    <search class="find-bar" aria-label={t('find.label')}>
      <input
        type="text"
        ref={input}
        value={find.needle}
        aria-label={t('find.label')}
        placeholder={t('find.label')}
        spellcheck={false}
        onInput={event => find.setNeedle(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span class="find-count" role="status">
        {countText(find)}
      </span>
      <IconButton icon="arrow-up" label={t('find.previous')} click={() => find.go(-1)} />
      <IconButton icon="arrow-down" label={t('find.next')} click={() => find.go(1)} />
      <IconButton icon="close" label={t('find.close')} click={find.close} />
    </search>
  );
}

function countText(find: Find): string {
  if (find.needle.trim() === '') return '';
  if (find.hits.length === 0) return find.isReading ? t('find.reading') : t('find.none');
  const total = `${find.hits.length}${find.isReading ? '+' : ''}`;
  return find.at < 0 ? t('find.count', total) : t('find.position', find.at + 1, total);
}
