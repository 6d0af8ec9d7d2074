// A row of tabs with one tab stop: arrows, Home and End move and choose.
import { useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

export interface Tab<K extends string> {
  key: K;
  label: string;
  icon?: string;
  tooltip?: string | undefined;
}

interface Props<K extends string> {
  label: string;
  /** Joins each tab with its panel: ids `<id>-tab-<key>` and `<id>-panel`. */
  id: string;
  tabs: readonly Tab<K>[];
  selected: K;
  select: (key: K) => void;
  class?: string;
}

export function Tabs<K extends string>(props: Props<K>) {
  const list = useRef<HTMLDivElement>(null);
  const at = props.tabs.findIndex(tab => tab.key === props.selected);
  const move = (event: KeyboardEvent) => {
    const index = nextIndex(event.key, at, props.tabs.length);
    const tab = index === undefined ? undefined : props.tabs[index];
    if (tab === undefined) return;
    event.preventDefault();
    props.select(tab.key);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[index ?? 0]?.focus();
  };
  return (
    <div
      class={`tabs ${props.class ?? ''}`}
      role="tablist"
      aria-label={props.label}
      ref={list}
      onKeyDown={move}
    >
      {props.tabs.map(tab => (
        <button
          key={tab.key}
          type="button"
          role="tab"
          class="tab"
          id={`${props.id}-tab-${tab.key}`}
          title={tab.tooltip}
          aria-selected={tab.key === props.selected}
          aria-controls={`${props.id}-panel`}
          tabIndex={tab.key === props.selected ? 0 : -1}
          onClick={() => props.select(tab.key)}
        >
          {tab.icon === undefined ? null : <Icon name={tab.icon} />}
          {tab.label}
        </button>
      ))}
    </div>
  );
}

function nextIndex(key: string, at: number, length: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % length;
  if (key === 'ArrowLeft') return (at + length - 1) % length;
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  return undefined;
}
