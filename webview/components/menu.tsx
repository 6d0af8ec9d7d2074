// A button that opens a list to choose from: arrows walk, Enter or Space chooses, Escape closes.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export interface MenuOption {
  key: string;
  label: string;
  detail?: string | undefined;
  isChosen?: boolean | undefined;
}

interface Props {
  label: string;
  icon?: string;
  /** Something of it is in force. */
  isActive?: boolean;
  options: readonly MenuOption[];
  /** What stands there without options. */
  empty: string;
  choose: (key: string) => void;
  /** Several may be chosen: the list stays open. */
  isMultiple?: boolean;
  /** Delete takes an option out. */
  remove?: (key: string) => void;
  opened?: (isOpen: boolean) => void;
}

export function Menu(props: Props) {
  const { options, opened } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const root = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const active = Math.min(at, options.length - 1);

  useEffect(() => opened?.(isOpen), [isOpen]);
  useLayoutEffect(() => {
    if (!isOpen || list.current === null) return;
    list.current.focus();
    keepInside(list.current);
  }, [isOpen]);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active, isOpen]);

  const close = (isFocused: boolean) => {
    setOpen(false);
    if (isFocused) root.current?.querySelector('button')?.focus();
  };
  const choose = (key: string) => {
    props.choose(key);
    if (props.isMultiple !== true) close(true);
  };
  const onListKey = (event: KeyboardEvent) => {
    const option = options[active];
    if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close(false);
    else if ((event.key === 'Enter' || event.key === ' ') && option !== undefined) choose(option.key);
    else if (event.key === 'Delete' && option !== undefined) props.remove?.(option.key);
    else if (event.key === 'ArrowDown') setAt(Math.min(active + 1, options.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(active - 1, 0));
    else if (event.key === 'Home') setAt(0);
    else if (event.key === 'End') setAt(options.length - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span
      class="menu"
      ref={root}
      onFocusOut={event => {
        if (!root.current?.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <button
        type="button"
        class={props.isActive === true ? 'menu-button active' : 'menu-button'}
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        onClick={() => {
          setAt(0);
          setOpen(!isOpen);
        }}
        onKeyDown={event => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {props.icon === undefined ? null : <Icon name={props.icon} />}
        {props.label}
        <Icon name="chevron-down" />
      </button>
      {isOpen ? (
        <div
          class="popup"
          role="listbox"
          aria-label={props.label}
          aria-multiselectable={props.isMultiple === true}
          aria-activedescendant={options.length > 0 ? `${id}-${active}` : undefined}
          tabIndex={0}
          ref={list}
          onKeyDown={onListKey}
        >
          {options.map((option, index) => (
            <MenuItem
              key={option.key}
              id={`${id}-${index}`}
              index={index}
              option={option}
              isActive={index === active}
              isMultiple={props.isMultiple === true}
              choose={() => {
                setAt(index);
                choose(option.key);
              }}
            />
          ))}
          {options.length === 0 ? (
            <div class="popup-empty" role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">
              {props.empty}
            </div>
          ) : null}
        </div>
      ) : null}
    </span>
  );
}

interface ItemProps {
  id: string;
  index: number;
  option: MenuOption;
  isActive: boolean;
  isMultiple: boolean;
  choose: () => void;
}

function MenuItem({ id, index, option, isActive, isMultiple, choose }: ItemProps) {
  const isChosen = option.isChosen === true;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys of its options
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the list
    <div
      id={id}
      data-at={index}
      class={isActive ? 'popup-option active' : 'popup-option'}
      role="option"
      aria-selected={isMultiple ? isChosen : isActive}
      onClick={choose}
    >
      {isMultiple ? <Icon name={isChosen ? 'check' : 'blank'} /> : null}
      <span class="popup-label">{option.label}</span>
      {option.detail === undefined ? null : <span class="popup-detail">{option.detail}</span>}
    </div>
  );
}

/** Not over the right edge of a narrow panel. */
function keepInside(popup: HTMLElement): void {
  const overPx = popup.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
  if (overPx > 0) popup.style.left = `${-overPx}px`;
}
