// A row on one line: what does not fit is out of sight and out of the tab order until the row is unfolded.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { plural, t } from '../strings.ts';
import { Icon } from './icon.tsx';

export function FoldingRow(props: { class: string; children: ComponentChildren }) {
  const row = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [hidden, setHidden] = useState(0);
  useLayoutEffect(() => {
    const element = row.current;
    if (element === null) return;
    const fold = () => {
      const items = [...element.children].filter(child => child instanceof HTMLElement);
      const top = items[0]?.offsetTop ?? 0;
      const out = items.map(item => item.offsetTop > top + 4);
      setHidden(out.filter(Boolean).length);
      items.forEach((item, index) => {
        item.style.visibility = !isOpen && out[index] === true ? 'hidden' : '';
      });
    };
    fold();
    const observer = new ResizeObserver(fold);
    observer.observe(element);
    return () => observer.disconnect();
  });
  const label = isOpen ? t('session.less') : plural('session.more', hidden);
  return (
    <div class={isOpen ? 'folding-row open' : 'folding-row'}>
      <div class={`folding-items ${props.class}`} ref={row}>
        {props.children}
      </div>
      {hidden === 0 ? null : (
        <button
          type="button"
          class="icon-button"
          aria-expanded={isOpen}
          aria-label={label}
          title={label}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-up' : 'ellipsis'} />
        </button>
      )}
    </div>
  );
}
