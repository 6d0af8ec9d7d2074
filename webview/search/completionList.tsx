// The list of completions under the search box; the keys stay with the box.
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../strings.ts';
import type { Completions } from './useCompletions.ts';

interface Props {
  /** Of the box: options are `<id>-<index>`. */
  id: string;
  completions: Completions;
  take: (index: number) => void;
}

export function CompletionList({ id, completions, take }: Props) {
  const { at, isOpen, items } = completions;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div
      id={`${id}-completions`}
      class="popup completions"
      role="listbox"
      aria-label={t('completion.label')}
      hidden={!isOpen}
      ref={list}
    >
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box
        <div
          key={item.term}
          id={`${id}-${index}`}
          class={index === at ? 'popup-option active' : 'popup-option'}
          role="option"
          aria-selected={index === at}
          // Before the box loses the focus, which would close the list.
          onMouseDown={event => {
            event.preventDefault();
            take(index);
          }}
        >
          <span class="popup-label">{item.label}</span>
          <span class="popup-detail">{item.detail}</span>
        </div>
      ))}
    </div>
  );
}
